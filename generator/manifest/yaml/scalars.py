"""What a plain scalar means, by YAML 1.2's core schema (yaml.org, "Core Schema").

PyYAML's own resolver speaks YAML 1.1, where `no` is false, `1:30` is ninety and `012` is ten: traps that editors,
which follow 1.2, would not show.
"""

from __future__ import annotations

import re

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*)([eE][-+]?[0-9]+)?|[-+]?[0-9]+[eE][-+]?[0-9]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_FIRST = frozenset("0123456789+-.")


def read_scalar(text: str) -> str | int | float | bool | None:
    """`true` → True, `12` → 12, `1.4` → 1.4, `` → None; everything else is text, also a number too long to be one."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _FIRST:
        return text
    if _DECIMAL.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text
