"""Dynamic references to Secrets Manager: a template keeps their text until a resource is made.

Source: "Get a secret or secret value from Secrets Manager" of the CloudFormation user guide; that a parameter may hold
one, cfn-lint issue 3706.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SECRETS = "secretsmanager"
_MARK = "{{resolve:secretsmanager:"
_ID = r"arn:[\w-]+:secretsmanager:[\w-]*:\d*:secret:[^:}]+|[^:}]+"
_REST = r"(?::(?:SecretString)?(?::([^:}]*)(?::([^:}]*)(?::([^:}]*))?)?)?)?"
SECRET = re.compile(rf"({_ID}){_REST}")
_WHOLE = re.compile(rf"\{{\{{resolve:secretsmanager:{SECRET.pattern}\}}\}}")


@dataclass(frozen=True)
class SecretReference:
    """A secret by name or ARN, and which key of its JSON text in which version; empty where nothing is said."""

    secret: str
    key: str = ""
    stage: str = ""
    version: str = ""


Fetch = Callable[[SecretReference], str]


def holds_secret(value: Any) -> bool:
    """Whether a text, or a text in a value, refers to a secret."""
    if isinstance(value, str):
        return _MARK in value
    if isinstance(value, Mapping):
        return any(holds_secret(inner) for inner in value.values())
    return isinstance(value, list | tuple) and any(holds_secret(inner) for inner in value)


def reveal(value: Any, fetch: Fetch) -> Any:
    """The value with each reference to a secret replaced by what `fetch` gives."""
    if isinstance(value, str):
        return _WHOLE.sub(lambda found: fetch(SecretReference(*(part or "" for part in found.groups()))), value)
    if isinstance(value, Mapping):
        return {name: reveal(inner, fetch) for name, inner in value.items()}
    return [reveal(inner, fetch) for inner in value] if isinstance(value, list) else value


def cover(text: str, hidden: Iterable[str]) -> str:
    """The text with stars in the place of hidden values, also where they are written as JSON."""
    for value in sorted({one for one in hidden if one}, key=len, reverse=True):
        text = text.replace(json.dumps(value)[1:-1], "****").replace(value, "****")
    return text
