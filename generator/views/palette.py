"""Color: the same words, painted by what a line is. Everything reads without it; magenta means "broadens"."""

from __future__ import annotations

import re
from functools import partial

RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, BOLD = "31", "32", "33", "34", "35", "36", "1"
_LINES = tuple(
    (re.compile(pattern, re.MULTILINE), color)
    for pattern, color in (
        (r"^error(?=\[)", RED),
        (r"^warning(?=\[)", YELLOW),
        (r"^info(?=\[)", BLUE),
        (r"(?<=\| )[ ]*\^+", RED),
        (r"^ *= (?:fix|try):", CYAN),
        (r"^next:", BOLD),
        (r"(?m:^ +(?:\d+/\d+ )?)(?P<only>\+)(?= )", GREEN),
        (r"(?m:^ +(?:\d+/\d+ )?)(?P<only>~)(?= )", YELLOW),
        (r"(?m:^ +(?:\d+/\d+ )?)(?P<only>-)(?= )", RED),
        (r"\bBROADENS\b|\d+ steps? broadens? permissions", MAGENTA),
        (r"\b(?:BREAKS USERS|DESTROYS|REPLACES)\b", RED),
    )
)


def paint(text: str) -> str:
    """A screen in color, with ANSI's codes."""
    for pattern, color in _LINES:
        text = pattern.sub(partial(_painted, color), text)
    return text


def _painted(color: str, match: re.Match[str]) -> str:
    whole = match[0]
    symbol = match.groupdict().get("only", whole)
    return f"{whole[: len(whole) - len(symbol)]}\x1b[{color}m{symbol}\x1b[0m"
