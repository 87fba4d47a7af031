"""HTML that cannot be broken by what is in it: every text is escaped unless it is `Markup`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TypeAlias

EMPTY = frozenset({"meta", "link", "br", "hr", "img", "line", "rect", "path", "circle"})
"""Elements without content; those of SVG are closed as XML wants it, which HTML takes, too."""


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = "str | Markup | Iterable[Child] | None"


def element(name: str, /, *children: Child, **attributes: str | int | None) -> Markup:
    """An element. `class_` and `for_` lose their underscore, others become hyphens; None leaves an attribute out."""
    said = "".join(
        f' {_attribute(key)}="{escape(str(value))}"' for key, value in attributes.items() if value is not None
    )
    if name in EMPTY:
        return Markup(f"<{name}{said}/>")
    return Markup(f"<{name}{said}>{join(children)}</{name}>")


def join(children: Child) -> Markup:
    """One text of several parts."""
    if children is None:
        return Markup("")
    if isinstance(children, Markup):
        return children
    if isinstance(children, str):
        return Markup(escape(children, quote=False))
    return Markup("".join(join(child) for child in children))


def code(text: str) -> Markup:
    """Text as it is typed or written in a file; it may be broken behind what parts names."""
    broken = re.sub(r"(?<=[/:.,-])(?=\w)", "\u200b", text)
    return element("code", broken)


def anchor(*words: str) -> str:
    """An id for words: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-")


def rich(text: str) -> Markup:
    """A sentence of Markdown with `code` in it."""
    parts = text.split("`")
    return join(code(part) if index % 2 and len(parts) % 2 else part for index, part in enumerate(parts))


def _attribute(key: str) -> str:
    if key == "viewBox":
        return key
    return key.removesuffix("_").replace("_", "-")
