"""What would make a deployment fail, in words and by the answer that is to change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Concern:
    """One fault: its code, what is wrong, the parameter whose answer leads there, and the fix to paste."""

    code: str
    message: str
    parameter: str
    fix: str
    warning: bool = False
