"""What an update of a stack would lose: a resource that holds data is replaced or goes, or its volume would shrink.

Takes resolved resources, before and after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.registry.replacement import Replacement, find_replacement
from generator.cloudformation.template.paths import changed_paths
from generator.synth.semantics.stateful import LOSES, noun

Resources = Mapping[str, Any]

_SIZES = {
    "AWS::EC2::Volume": "Size",
    "AWS::RDS::DBInstance": "AllocatedStorage",
    "AWS::SageMaker::NotebookInstance": "VolumeSizeInGB",
}
"""Properties that only grow (EBS user guide, "Modify an EBS volume"; RDS user guide, "Increasing DB instance storage
capacity"; SageMaker API reference, UpdateNotebookInstance)."""


def find_losses(before: Resources, after: Resources) -> Iterator[str]:
    """One sentence for each loss, with old → new."""
    for name, old in before.items():
        kind = str(old.get("Type"))
        if kind not in LOSES:
            continue
        new = after.get(name)
        if new is None or new.get("Type") != kind:
            yield f"{name} goes: {noun(kind)} would lose {LOSES[kind]}"
        else:
            yield from _replaced(name, kind, old.get("Properties") or {}, new.get("Properties") or {})


def _replaced(name: str, kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for path in changed_paths(dict(old), dict(new)):
        if find_replacement(kind, path, old, new) is not Replacement.NEVER:
            change = f"{'.'.join(path)}: {_at(old, path)} → {_at(new, path)}"
            yield f"{name}, {change}, would replace {noun(kind)} and lose {LOSES[kind]}"
    size = _SIZES.get(kind, "")
    was, asked = _number(old.get(size)), _number(new.get(size))
    if was is not None and asked is not None and asked < was:
        yield f"{name}, {size}: {was} → {asked}, would make the volume of {noun(kind)} smaller"


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return "nothing" if value is None else value


def _number(value: Any) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() else None
