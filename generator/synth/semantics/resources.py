"""Changed resources: what would be replaced, lost or kept less is major."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.registry.replacement import Replacement, find_replacement
from generator.cloudformation.template.paths import changed_paths
from generator.synth.semantics.changes import Change, Part
from generator.synth.semantics.stateful import LOSES, is_kept, noun, strength

Resource = Mapping[str, Any]
Differences = Iterator[tuple[Part, str, str]]

_QUIET = frozenset({"Tags", "Description"})
"""Properties that are text or tags, where they do not replace."""


def compare_resources(old: Mapping[str, Resource], new: Mapping[str, Resource]) -> Iterator[Change]:
    """Every resource that was added, removed or changed."""
    added = {str(new[name].get("Type")): name for name in reversed(list(new)) if name not in old}
    for name in dict.fromkeys([*old, *new]):
        if name not in old:
            yield Change(Part.MINOR, "Resources", name, f"a new {new[name].get('Type')}", "+")
        elif name not in new:
            yield _removed(name, old[name], added.get(str(old[name].get("Type"))))
        else:
            for part, mark, words in _compare(old[name], new[name]):
                yield Change(part, "Resources", name, words, mark)


def _removed(name: str, old: Resource, heir: str | None) -> Change:
    kind = str(old.get("Type"))
    what = noun(kind)
    if heir is not None:
        words = f"gone, and {heir} is new: a renamed logical id would replace {what}{_loss(kind)}"
        return Change(Part.MAJOR, "Resources", name, words, "-")
    if strength(old.get("DeletionPolicy")) >= strength("RetainExceptOnCreate"):
        return Change(Part.MAJOR, "Resources", name, f"gone: {what} would be left behind, outside any stack", "-")
    if is_kept(old):
        return Change(Part.MAJOR, "Resources", name, f"gone: would delete {what}{_loss(kind)}", "-")
    return Change(Part.MINOR, "Resources", name, f"gone: would delete {what}", "-")


def _compare(old: Resource, new: Resource) -> Differences:
    kind = str(old.get("Type"))
    if new.get("Type") != kind:
        yield Part.MAJOR, "±", f"another type, {kind} → {new.get('Type')}: would replace {noun(kind)}{_loss(kind)}"
        return
    yield from _properties(kind, old.get("Properties") or {}, new.get("Properties") or {})
    for key in dict.fromkeys([*old, *new]):
        if key not in ("Type", "Properties") and old.get(key) != new.get(key):
            yield _attribute(key, old, new)


def _properties(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Differences:
    for path in changed_paths(dict(old), dict(new)):
        shown = ".".join(path)
        if find_replacement(kind, path, old, new) is not Replacement.NEVER:
            yield Part.MAJOR, "±", f"{shown} can only be set on creation: would replace {noun(kind)}{_loss(kind)}"
        elif path[0] in _QUIET or path[-1] == "Description":
            yield Part.PATCH, "~", f"another {shown}"
        else:
            yield Part.MINOR, "~", f"another {shown}"


def _attribute(key: str, old: Resource, new: Resource) -> tuple[Part, str, str]:
    before, after = old.get(key), new.get(key)
    match key:
        case "DeletionPolicy" | "UpdateReplacePolicy":
            words = f"{key}: {before or 'Delete'} → {after or 'Delete'}"
            if strength(after) < strength(before):
                return Part.MAJOR, "~", f"kept less, {words}"
            return Part.MINOR, "~", words
        case "Condition" if after is not None and is_kept(old):
            return Part.MAJOR, "~", f"only made where {after} holds now: could delete {noun(str(old['Type']))}"
        case "Condition":
            return Part.MINOR, "~", f"made where {after} holds" if after else "always made"
    return Part.PATCH, "~", f"another {key}"


def _loss(kind: str) -> str:
    return f" and lose {LOSES[kind]}" if kind in LOSES else ""
