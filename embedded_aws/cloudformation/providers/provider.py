"""What a provider is: it creates, updates and deletes one resource type with ordinary boto3 calls.

A provider carries out every property or refuses it by name: `supported` lists what it carries out, down to the level
at which it passes a value on as it is. It also makes the calls whose answers it has no use for, where the registry's
schema lists them for the handler (`handlers.create|delete.permissions`): a role that lacks one fails on AWS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from uuid import uuid4

from embedded_aws.cloudformation.answers import Answers
from embedded_aws.cloudformation.nesting import Nesting
from embedded_aws.service import Running
from generator.cloudformation.registry.schema import has_attribute
from generator.cloudformation.template.scope import partition_of

Properties = Mapping[str, Any]
Shape = Mapping[str, "Shape | None"]
"""Names of properties; None where the whole value is carried out. The items of a list have the list's shape."""


class UndeclaredError(Exception):
    """A bug: a provider records other attributes than its row declares."""


@dataclass
class HandlerRequest:
    """What a provider gets besides the properties: where the resource belongs, what identifies it, and boto3 clients.

    `on_record` receives the physical id and the attributes that the provider records; `hide` takes
    values that are not to be shown. `answers` are the URLs below
    `endpoint` to which others put answers; `functions` runs functions, where the embedded AWS runs any. `restored` are
    the attributes that a resource had, in an update that a roll-back makes. The `deletion_policy` is the provider's to
    keep to where it is `Snapshot`.
    """

    account: str
    region: str
    stack_name: str
    stack_id: str
    kind: str
    logical_id: str
    physical_id: str
    attributes: dict[str, Any]
    client: Callable[[str], Any]
    on_record: Callable[[str, Mapping[str, Any]], None]
    hide: Callable[[Iterable[str]], None]
    answers: Answers
    endpoint: str
    functions: Running | None
    nesting: Nesting
    restored: Mapping[str, Any] | None
    creation_policy: Mapping[str, Any] | None
    deletion_policy: str

    def record(self, physical_id: str, **attributes: Any) -> None:
        """Record that the resource exists under this id; to be called as soon as there is something to delete."""
        self.physical_id = physical_id
        self.attributes |= attributes
        self.on_record(physical_id, attributes)

    def name(self, limit: int, wanted: Any = None, *, lower: bool = False, begins: str | None = None) -> str:
        """The wanted name, or one of at most `limit` characters from the names of the stack and the resource.

        A few types' names begin with another word than the stack's name.
        """
        if wanted:
            return str(wanted)
        made = f"{begins or self.stack_name}-{self.logical_id}"[: limit - 13] + "-" + uuid4().hex[:12].upper()
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
    """How one resource type is created, updated and deleted.

    `named_by` is the property that gives the physical name: while it stays the same, no second resource can exist
    beside the first, so that a replacement is refused as AWS refuses it. `find` records an existing resource that a
    stack imports, from its primary identifier; it raises ClientError where the resource does not exist.
    `attributes` are the names of what `Fn::GetAtt` may ask for, separated by blanks, with `*` for what it says
    itself (`Outputs.*`) and `?` behind what not each resource has (`StreamArn?`): `create` and `find` record these, all
    of them, and no others that AWS has.
    """

    kind: str
    create: Callable[[HandlerRequest, Properties], None]
    delete: Callable[[HandlerRequest, Properties], None]
    supported: Shape
    update: Callable[[HandlerRequest, Properties, Properties], None] | None = None
    named_by: str | None = None
    find: Callable[[HandlerRequest, str], None] | None = None
    attributes: str = ""

    def offers(self, attribute: str) -> bool:
        """Whether `Fn::GetAtt` may ask for this."""
        return any(fnmatchcase(attribute, name) for name in self.attributes.replace("?", "").split())

    def check_recorded(self, recorded: Iterable[str]) -> None:
        """Raise a bug of the row's where what was recorded of a resource is not what it declares."""
        known = {name for name in recorded if has_attribute(self.kind, name)}
        fixed = {name for name in self.attributes.split() if not name.endswith(("*", "?"))}
        if wrong := {*(fixed - known), *(name for name in known if not self.offers(name))}:
            raise UndeclaredError(f"{self.kind} declares other attributes than it records: {', '.join(sorted(wrong))}")


def shape(names: str, **nested: Shape) -> Shape:
    """A shape from the names of whole values and, as keywords, of values whose own properties are listed."""
    return {**dict.fromkeys(names.split()), **nested}


def unsupported_paths(value: Any, supported: Shape, path: str = "") -> Iterable[str]:
    """The dotted paths in a value that a shape does not hold."""
    if isinstance(value, list):
        for item in value:
            yield from unsupported_paths(item, supported, path)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            below = f"{path}.{name}" if path else name
            if name not in supported:
                yield below
            elif (deeper := supported[name]) is not None:
                yield from unsupported_paths(inner, deeper, below)
