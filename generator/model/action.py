"""A service action: what people may run on what they launched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Span

DOCUMENT_PREFIX = "ds-action-"
"""How the names of the documents begin that are published with actions."""


@dataclass(frozen=True)
class ActionStep:
    """One call of an API that a document makes; `place` is the operation's own."""

    name: str
    service: str
    api: str
    inputs: Mapping[str, Any]
    place: Span


@dataclass(frozen=True)
class Action:
    """An automation of Systems Manager; `role` is `launch`, `caller` or an ARN, `parameters` name → target or text.

    `document` is the name or ARN of a document that is there, or a file of the product's folder: then `content` is what
    it holds, as JSON, and `target_type` the type of the resource that a target is.
    """

    name: str
    summary: str
    document: str
    version: str
    role: str = "launch"
    parameters: tuple[tuple[str, str], ...] = ()
    target_type: str = ""
    content: str = ""
