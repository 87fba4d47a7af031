"""`$name` in a call's parameters → its value."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Any


def fill(given: Any, values: Mapping[str, str]) -> Any:
    """The same parameters with every `$name` and `${name}` filled in; raises KeyError for one that has no value."""
    if isinstance(given, str):
        return Template(given).substitute(values)
    if isinstance(given, Mapping):
        return {key: fill(value, values) for key, value in given.items()}
    if isinstance(given, list | tuple):
        return [fill(value, values) for value in given]
    return given
