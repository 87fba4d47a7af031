"""Condition keys of a call, as far as the template's properties give their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from generator.cloudformation.registry.schema import find_schema
from generator.iam.actions import UnknownAction, find

Value = str | tuple[str, ...]
_CALLED_OTHERWISE = {
    "instancetypes": ("InstanceType",),
    "minimuminstancemetadataserviceversion": ("MinimumInstanceMetadataServiceVersion",),
    "volumekmskey": ("KmsKeyId",),
    "volumekmskeyarn": ("KmsKeyId",),
    "vpcsecuritygroupids": ("SecurityGroupIds", "SecurityGroups"),
    "vpcsubnets": ("SubnetId", "Subnets"),
}
"""Keys that no property is named after, in lower case."""
_TAGGING = ("Create", "Add", "Tag", "Put")


def context_of(action: str, resource: str, kind: str, properties: Mapping[str, Any]) -> tuple[tuple[str, Value], ...]:
    """The keys that the action carries and whose values the properties give."""
    found: dict[str, Value] = {}
    updating = action.partition(":")[2].startswith(("Attach", "Create", "Update", "Put", "Run", "Subscribe"))
    for key in _keys(action) if updating else ():
        value = _find(key.partition(":")[2], properties)
        if value is not None:
            found[key] = value
            if key.endswith("KmsKeyArn"):
                found[key.removesuffix("Arn")] = value  # AWS fills in the name of before, too
    if action.partition(":")[2].startswith(_TAGGING):
        for name, text in _tags(properties):
            found[f"aws:RequestTag/{name}"] = text
    if _exists_then(action, kind):
        for name, text in _tags(properties):
            found[f"aws:ResourceTag/{name}"] = text
    return tuple(sorted(found.items()))


@cache
def _exists_then(action: str, kind: str) -> bool:
    """Whether the action is about a resource that is there already, with the tags that it got when it was made."""
    noun = kind.rpartition("::")[2]
    name = action.partition(":")[2]
    makes = name.startswith(("Create", "Tag", "Add")) or name in (f"Put{noun}", f"Run{noun}s")
    tagged = (find_schema(kind) or {}).get("tagging", {}).get("tagOnCreate", False)
    return bool(tagged) and not makes and "aws:ResourceTag/${TagKey}" in _every_key(action)


@cache
def _keys(action: str) -> tuple[str, ...]:
    return tuple(sorted(key for key in _every_key(action) if not key.startswith("aws:") and "${" not in key))


def _every_key(action: str) -> frozenset[str]:
    try:
        return find(action).all_keys
    except UnknownAction:
        return frozenset()


def _find(name: str, properties: Mapping[str, Any]) -> Value | None:
    wanted = (name, *_CALLED_OTHERWISE.get(name.lower(), ()))
    for each in wanted:
        for value in _walk(each.lower(), properties):
            if isinstance(value, list):
                return tuple(map(_text, value))
            if not isinstance(value, Mapping):
                return (_text(value),) if name.lower() in ("instancetypes", "vpcsubnets") else _text(value)
    return None


def _walk(name: str, value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if str(key).lower() == name:
                yield each
            else:
                yield from _walk(name, each)


def _tags(properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    tags = properties.get("Tags")
    if isinstance(tags, Mapping):
        yield from ((str(key), _text(value)) for key, value in tags.items())
    for each in tags if isinstance(tags, list) else ():
        if isinstance(each, Mapping) and isinstance(each.get("Key"), str):
            yield each["Key"], _text(each.get("Value", "*"))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
