"""Lines for a narrow terminal: broken between words, never inside a command, a path or a table's source line."""

from __future__ import annotations

import os
import re
from typing import TextIO

COMMAND = re.compile(r"`[^`]*`|(?:eval \"\$\()?\./build\.py(?: (?!\(|·|\|)[^ ;,`]+(?<![.:)]))*")
"""What is typed is one word: between backticks, or from `./build.py` to the end of its words."""
SOURCE = re.compile(r"^ *\d* *\|")
"""A line of a file, or the caret below one."""
NARROWEST = 30


def width_of(stream: TextIO) -> int:
    """How wide a terminal is: COLUMNS, or as it says itself; 80 where neither says it."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def wrap(text: str, width: int) -> str:
    """The text with every line that is longer than this broken between words, and indented below its first word."""
    width = max(width, NARROWEST)
    return "\n".join(row for line in text.split("\n") for row in _wrap_line(line, width))


def _wrap_line(line: str, width: int) -> list[str]:
    if len(line) <= width or SOURCE.match(line):
        return [line]
    indent = " " * min(len(line) - len(line.lstrip()) + 2, width // 3)
    rows, row = list[str](), ""
    for gap, word in _words(line):
        if row.strip() and len(row) + len(gap) + len(word) > width:
            rows.append(row)
            row = indent + word
        else:
            row += gap + word
    return [*rows, row]


def _words(line: str) -> list[tuple[str, str]]:
    """Each word with the blanks before it; a command is one word with what touches it."""
    kept = COMMAND.sub(lambda match: match[0].replace(" ", "\0"), line)
    return [(gap, word.replace("\0", " ")) for gap, word in re.findall(r"(\s*)(\S+)", kept)]
