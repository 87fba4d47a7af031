"""Writes the extract of the registry's schemas from the cfn-lint that is installed.

`python -m generator.cloudformation.registry.refresh [TYPE …]`; run it after a new cfn-lint, or with the names of types
that the extract should hold besides. The layout of cfn-lint's data (providers/<region>.json: type → name of the file in
resources/) is not documented; a test compares.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

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
REGION = "us-east-1"
DATA = Path(__file__).parent / "data"


def held_types(folder: Path = DATA) -> set[str]:
    """The types that the extract in a folder holds."""
    return {file.stem.replace("-", "::") for file in folder.glob("*-*.json")}


def render_extract(kinds: Iterable[str]) -> dict[str, str]:
    """The extract of these types: file name → text."""
    schemas = _schemas_folder()
    index: dict[str, str] = json.loads((schemas / "providers" / f"{REGION}.json").read_text("utf-8"))
    rendered = {"types.json": json.dumps(sorted(index), indent=0) + "\n"}
    for kind in sorted(kinds):
        schema = json.loads((schemas / "resources" / f"{index[kind]}.json").read_text("utf-8"))
        kept = {
            key: _strip(value, names=key in ("properties", "definitions"))
            for key, value in schema.items()
            if key in KEPT
        }
        rendered[f"{kind.replace('::', '-')}.json"] = json.dumps(kept, indent=1, sort_keys=True) + "\n"
    return rendered


def _schemas_folder() -> Path:
    spec = find_spec("cfnlint")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data" / "schemas"


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
    write_extract(DATA, sys.argv[1:])
