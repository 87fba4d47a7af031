"""Parts of a drawing: boxes, texts and lines, at whole coordinates, so that the same facts give the same bytes."""

from __future__ import annotations

from generator.views.report.html import Child, Markup, element


def drawing(title: str, words: str, width: int, height: int, *parts: Child, key: str) -> Markup:
    """An SVG with its title and description, as readers of screens want them."""
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", words, id=f"{key}-desc"),
        *parts,
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        xmlns="http://www.w3.org/2000/svg",
    )


def box(x: int, y: int, width: int, height: int, kind: str = "box") -> Markup:
    """A rectangle with round corners."""
    return element("rect", x=x, y=y, width=width, height=height, rx=6, class_=kind)


def text(x: int, y: int, words: str, kind: str = "", *, middle: bool = False) -> Markup:
    """One line of text, from its left or about its middle."""
    return element("text", words, x=x, y=y, class_=kind or None, text_anchor="middle" if middle else None)


def link(x: int, y: int, to_x: int, to_y: int, kind: str = "edge") -> Markup:
    """A curve from left to right."""
    half = (x + to_x) // 2
    return element("path", d=f"M{x},{y} C{half},{y} {half},{to_y} {to_x},{to_y}", class_=kind)


def cut(words: str, characters: int) -> str:
    """Words that fit; the middle goes where they do not."""
    if len(words) <= characters:
        return words
    half = (characters - 1) // 2
    return f"{words[:half]}…{words[len(words) - (characters - 1 - half) :]}"
