"""What would make a deployment fail, in words and by the answer that is to change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Concern:
    """One fault: its code, what is wrong, the field of portfolio.yaml that leads there, and the fix to paste."""

    code: str
    message: str
    field: str
    fix: str
    warning: bool = False
