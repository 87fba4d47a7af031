"""SEC465: a map without a row for every region or partition, looked up by one.

AWS quirk: CloudFormation looks a map up in the branch of an `Fn::If` that is not taken, too
(aws-cloudformation/aws-cloudformation-templates issue 271), so that a missing row stops every deployment there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.manifest.forms.regions import REGIONS, partition_of
from generator.verify.rules.template import Path, Template

_ROWS = {"AWS::Region": REGIONS, "AWS::Partition": frozenset(map(partition_of, REGIONS))}


def find(template: Template) -> Iterator[Finding]:
    """Each map once, where it is looked up first."""
    seen: set[str] = set()
    maps = template.document.get("Mappings", {})
    for section in ("Resources", "Outputs"):
        for keys, path in _lookups(template.document.get(section, {}), (section,)):
            name, row = keys[0], keys[1]
            wanted = _ROWS.get(row.get("Ref", "")) if isinstance(row, Mapping) else None
            if wanted is None or not isinstance(name, str) or name in seen or len(keys) > 3:
                continue
            seen.add(name)
            if missing := sorted(wanted - set(maps.get(name, {}))):
                message = f"the map `{name}` has no row for {', '.join(missing)}, where nothing could be deployed"
                yield Finding("SEC465", message, fix="give each a row, empty where there is nothing", path=path)


def _lookups(node: Any, path: Path) -> Iterator[tuple[list[Any], Path]]:
    """Every `Fn::FindInMap` with the path of the resource's property that holds it."""
    match node:
        case {"Fn::FindInMap": [_, _, _, *_] as keys}:
            yield list(keys), path
        case dict():
            for key, inner in node.items():
                yield from _lookups(inner, (*path, key) if len(path) < 4 else path)
        case list():
            for inner in node:
                yield from _lookups(inner, path)
