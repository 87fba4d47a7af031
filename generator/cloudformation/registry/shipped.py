"""The registry's schemas of every type, as cfn-lint ships them: data files, read without importing cfn-lint.

Their layout (providers/<region>.json: type → name of the file in resources/) is not documented; a test compares the
extract of this package with them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

REGION = "us-east-1"


@cache
def shipped_types() -> Mapping[str, str]:
    """Every type of the registry → the name of its file."""
    names: Mapping[str, str] = _load("providers", REGION)
    return names


@cache
def types_in(region: str) -> frozenset[str] | None:
    """The types that a region has; None for a region that cfn-lint has no list of."""
    try:
        return frozenset(_load("providers", region))
    except FileNotFoundError:
        return None


def read_shipped(kind: str) -> Mapping[str, Any] | None:
    """The schema of a type; None for one that the registry does not have."""
    name = shipped_types().get(kind)
    schema: Mapping[str, Any] | None = None if name is None else _load("resources", name)
    return schema


def _load(folder: str, name: str) -> Any:
    spec = find_spec("cfnlint")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("cfn-lint is not installed: make setup")
    return json.loads((Path(spec.origin).parent / "data" / "schemas" / folder / f"{name}.json").read_text("utf-8"))
