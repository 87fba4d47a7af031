"""A service action: what people may run on what they launched."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """An automation of Systems Manager; `role` is `launch`, `caller` or an ARN, `parameters` name → target or text."""

    name: str
    summary: str
    document: str
    version: str
    role: str = "launch"
    parameters: tuple[tuple[str, str], ...] = ()
