"""Properties of a template as the arguments of API calls."""

from __future__ import annotations

import json
from typing import Any

from embedded_aws.cloudformation.providers.provider import Properties


def pick(properties: Properties, names: str, **renamed: str) -> dict[str, Any]:
    """Those properties that are given, some under the name that the API uses (`Ours="theirs"`)."""
    wanted = {**{name: name for name in names.split()}, **renamed}
    return {theirs: properties[ours] for ours, theirs in wanted.items() if ours in properties}


def filled(**arguments: Any) -> dict[str, Any]:
    """The arguments without those that are empty or None, which the API would refuse or misread."""
    return {name: value for name, value in arguments.items() if value}


def json_text(value: Any) -> str:
    """A policy or another document as the APIs take it: as text."""
    return value if isinstance(value, str) else json.dumps(value)
