"""A policy's text → its statements, for checks that ask for less than a decision."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def read_statements(text: Any) -> Iterator[Mapping[str, Any]]:
    """The statements of what is a policy, one or several; none of what is no policy, which others refuse."""
    try:
        held = json.loads(text)["Statement"]
    except (KeyError, TypeError, ValueError):
        return
    yield from (one for one in (held if isinstance(held, list) else [held]) if isinstance(one, Mapping))


def listed(value: Any) -> list[str]:
    """The values of an element that may be one text or several; none where it is not there."""
    return [str(one) for one in value] if isinstance(value, list) else [] if value is None else [str(value)]
