"""Tables with a caption, headed columns and headed rows, which scroll by themselves where the page is narrow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.views.report.html import Child, Markup, element


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Child]], *, kind: str = "") -> Markup:
    """A table whose first column heads its rows; a sentence where it has none."""
    body = [
        element("tr", element("th", row[0], scope="row"), [element("td", cell) for cell in row[1:]]) for row in rows
    ]
    if not body:
        return element("p", f"{caption}: none.", class_="none")
    head = element("tr", [element("th", each, scope="col") for each in heads])
    inner = element(
        "table", element("caption", caption), element("thead", head), element("tbody", body), class_=kind or None
    )
    return scrolling(caption, inner)


def scrolling(label: str, inner: Markup) -> Markup:
    """A part that scrolls sideways by itself, with the keyboard too."""
    return element("div", inner, class_="scroll", role="region", aria_label=label, tabindex="0")


def folded(summary: Child, *inner: Child, kind: str | None = None) -> Markup:
    """What is opened by a click; it is open in print, but for the kind `screen`."""
    return element("details", element("summary", summary), *inner, class_=kind)


def listing(items: Iterable[Child], *, kind: str | None = None) -> Markup:
    """A list."""
    return element("ul", [element("li", item) for item in items], class_=kind)


def pairs(rows: Iterable[tuple[str, Child]]) -> Markup:
    """Names and what stands for them."""
    return element("dl", [element("div", element("dt", name), element("dd", value)) for name, value in rows])
