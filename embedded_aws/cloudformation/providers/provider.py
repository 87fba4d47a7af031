"""What a provider is: create, update and delete one resource type with ordinary boto3 calls.

Every property is carried out or refused by name: `knows` lists what a provider carries out, down to the level at
which a value is handed over as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from embedded_aws.cloudformation.errors import outside
from generator.cloudformation.template.scope import partition_of

Properties = Mapping[str, Any]
Shape = Mapping[str, "Shape | None"]
"""Names of properties; None where the whole value is carried out. A list is looked through."""
Setting = Callable[["Work", Any, Any], None]
"""Brings one property to its new value (None: absent) from its old one."""


@dataclass
class Work:
    """One resource in the hands of its provider."""

    account: str
    region: str
    stack_name: str
    stack_id: str
    logical_id: str
    physical_id: str
    attributes: dict[str, Any]
    client: Callable[[str], Any]
    record: Callable[[str, Mapping[str, Any]], None]

    def made(self, physical_id: str, **attributes: Any) -> None:
        """Says that the resource now stands under this id; to be called as soon as there is something to delete."""
        self.physical_id = physical_id
        self.attributes |= attributes
        self.record(physical_id, attributes)

    def name(self, limit: int, wanted: Any = None, *, lower: bool = False) -> str:
        """The name that was asked for, or one made from the stack's and the resource's names."""
        if wanted:
            return str(wanted)
        made = f"{self.stack_name}-{self.logical_id}"[: limit - 13] + "-" + uuid4().hex[:12].upper()
        return made.lower() if lower else made

    @property
    def partition(self) -> str:
        """The partition of the stack's region."""
        return partition_of(self.region)[0]

    @property
    def suffix(self) -> str:
        """The URL suffix of the stack's region."""
        return partition_of(self.region)[1]

    def arn(self, service: str, resource: str) -> str:
        """An ARN in the stack's region and account."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"


@dataclass(frozen=True)
class Provider:
    """How one type is created, updated and deleted.

    `named_by` is the property that gives the physical name: while it stays the same, no second one can stand beside
    the first, so that a replacement is refused as AWS refuses it.
    """

    kind: str
    create: Callable[[Work, Properties], None]
    delete: Callable[[Work, Properties], None]
    knows: Shape
    update: Callable[[Work, Properties, Properties], None] | None = None
    named_by: str | None = None


def shape(names: str, **nested: Shape) -> Shape:
    """A shape from names of whole values and of values that are looked into."""
    return {**dict.fromkeys(names.split()), **nested}


def check_known(provider: Provider, properties: Properties) -> None:
    """Raises ServiceError for the first property that the provider would not carry out."""
    for path in unknown_paths(properties, provider.knows):
        raise outside(f"Property {path} of {provider.kind}")


def unknown_paths(value: Any, known: Shape, path: str = "") -> Iterable[str]:
    """The dotted paths in a value that a shape does not hold."""
    if isinstance(value, list):
        for item in value:
            yield from unknown_paths(item, known, path)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            below = f"{path}.{name}" if path else name
            if name not in known:
                yield below
            elif (deeper := known[name]) is not None:
                yield from unknown_paths(inner, deeper, below)


def apply_settings(work: Work, settings: Mapping[str, Setting], old: Properties, new: Properties) -> None:
    """Calls the setting of each property that differs, in the order of the table."""
    for name, setting in settings.items():
        if old.get(name) != new.get(name):
            setting(work, new.get(name), old.get(name))


def pick(properties: Properties, names: str, **renamed: str) -> dict[str, Any]:
    """Those properties that are given, some under the name that the API uses (`Ours="theirs"`)."""
    wanted = {**{name: name for name in names.split()}, **renamed}
    return {theirs: properties[ours] for ours, theirs in wanted.items() if ours in properties}


def tag_changes(old: Any, new: Any) -> tuple[list[str], dict[str, str]]:
    """The keys of tags to remove and the tags to set, from two lists of Key and Value (or maps)."""
    before, after = tag_map(old), tag_map(new)
    return [key for key in before if key not in after], {k: v for k, v in after.items() if before.get(k) != v}


def tag_map(tags: Any) -> dict[str, str]:
    """Tags as a map, from a list of Key and Value, a map, or nothing."""
    if isinstance(tags, Mapping):
        return dict(tags)
    return {tag["Key"]: tag.get("Value", "") for tag in tags or ()}
