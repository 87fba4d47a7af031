"""Writes the extract of the registry's schemas from the cfn-lint that is installed.

`python -m generator.cloudformation.registry.refresh [TYPE …]`; run it after a new cfn-lint, or with the names of types
that the extract should hold besides.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from generator.cloudformation.registry.shipped import read_shipped, shipped_types

KEPT = frozenset(
    [
        "properties",
        "definitions",
        "required",
        "additionalProperties",
        "anyOf",
        "oneOf",
        "allOf",
        "createOnlyProperties",
        "conditionalCreateOnlyProperties",
        "readOnlyProperties",
        "writeOnlyProperties",
        "primaryIdentifier",
        "handlers",
        "tagging",
    ]
)
WORDS = frozenset({"description", "title", "examples", "$comment", "markdownDescription"})
DATA = Path(__file__).parent / "data"


def held_types(folder: Path = DATA) -> set[str]:
    """The types that the extract in a folder holds."""
    return {file.stem.replace("-", "::") for file in folder.glob("*-*.json")}


def render_extract(kinds: Iterable[str]) -> dict[str, str]:
    """The extract of these types: file name → text."""
    rendered = {"types.json": json.dumps(sorted(shipped_types()), indent=0) + "\n"}
    for kind in sorted(kinds):
        schema = read_shipped(kind)
        assert schema is not None, f"the registry has no type {kind}"
        kept = {
            key: _strip(value, names=key in ("properties", "definitions"))
            for key, value in schema.items()
            if key in KEPT
        }
        rendered[f"{kind.replace('::', '-')}.json"] = json.dumps(kept, indent=1, sort_keys=True) + "\n"
    return rendered


def _strip(value: Any, *, names: bool) -> Any:
    """A schema without prose; below `properties` and `definitions` the keys are names and stay."""
    if isinstance(value, list):
        return [_strip(item, names=False) for item in value]
    if isinstance(value, Mapping):
        return {
            key: _strip(inner, names=not names and key in ("properties", "definitions"))
            for key, inner in value.items()
            if names or key not in WORDS
        }
    return value


def write_extract(folder: Path, more: Iterable[str] = ()) -> None:
    """Writes the extract in a folder anew, with further types."""
    folder.mkdir(exist_ok=True)
    rendered = render_extract({*held_types(folder), *more})
    for stale in folder.iterdir():
        if stale.name not in rendered:
            stale.unlink()
    for name, text in rendered.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - shipped_types().keys():
        sys.exit(f"the registry has no type {', '.join(sorted(unknown))}")
    write_extract(DATA, sys.argv[1:])
