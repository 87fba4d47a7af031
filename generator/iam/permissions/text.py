"""Sections as text, sorted, a condition a line: `permissions.txt`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.iam.permissions.sections import Part, Section

WIDTH = 120


def render_sections(sections: Iterable[Section]) -> str:
    """Every section with an empty line behind it."""
    return "\n".join(line for section in sections for line in (*_section(section), ""))


def _section(section: Section) -> Iterator[str]:
    yield f"[{section.kind} {section.name}]"
    yield from (f"  {note}" for note in section.notes)
    for part in section.parts:
        if part.heading:
            yield f"  {part.heading}"
        yield from render_part(part, "    " if part.heading else "  ")
    if not section.parts and not section.notes:
        yield "  nothing"


def render_part(part: Part, indent: str) -> Iterator[str]:
    """The permissions of one part; those of the same actions under one line."""
    before: tuple[str, ...] = ()
    for permission in part.permissions:
        if permission.actions != before:
            yield from _list("", permission.actions, indent)
            before = permission.actions
        yield from _list("on ", permission.resources, indent + "  ", "" if permission.conditions else "  always")
        for condition in permission.conditions:
            yield f"{indent}    {'' if condition.startswith('either ') else 'if '}{condition}"


def _list(word: str, items: Sequence[str], indent: str, ending: str = "") -> Iterator[str]:
    """On one line where that is short enough, else one item a line."""
    line = f"{indent}{word}{', '.join(items)}{ending}"
    if len(line) <= WIDTH or len(items) == 1:
        yield line
        return
    for place, item in enumerate(items):
        last = place == len(items) - 1
        yield f"{indent}{word if not place else ' ' * len(word)}{item}{ending if last else ','}"
