"""What a value is resolved against: parameters, pseudo parameters, resources that exist, and what must be fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from generator.cloudformation.template.document import Template

Value = Any
"""A JSON value of a template, before or after it was resolved."""

PARTITIONS = {"cn-": ("aws-cn", "amazonaws.com.cn"), "us-gov-": ("aws-us-gov", "amazonaws.com")}


class Absent:
    """The type of `ABSENT`, what `AWS::NoValue` resolves to."""


ABSENT = Absent()


class Lookups(Protocol):
    """What resolving must fetch. Each raises TemplateError where the service refuses."""

    def parameter(self, name: str, version: str | None) -> str:
        """The value of an SSM parameter; a list is comma-separated."""
        ...

    def zones(self, region: str) -> list[str]:
        """The Availability Zones of a region."""
        ...

    def exported(self, name: str) -> str:
        """The value of an export of this account and region."""
        ...

    def entities(self, parameter_type: str) -> Mapping[str, Mapping[str, Value]]:
        """All that a parameter of an AWS-specific type may name: id → its attributes."""
        ...


class Known(Protocol):
    """A resource that stands, or that will."""

    @property
    def physical_id(self) -> str | None:
        """What `Ref` gives."""
        ...

    @property
    def attributes(self) -> Mapping[str, Value]:
        """What `Fn::GetAtt` gives."""
        ...


@dataclass
class Scope:
    """Everything that the resolution of one template in one operation needs."""

    template: Template
    parameters: Mapping[str, str | list[str]]
    pseudo: Mapping[str, Value]
    lookups: Lookups
    resources: Mapping[str, Known] = field(default_factory=dict)
    conditions: dict[str, bool] = field(default_factory=dict)
    """Conditions already decided; filled as they are needed."""
    imports: set[str] = field(default_factory=set)
    """The exports that were read."""
    attribute: Callable[[str, str], Value] | None = None
    """Overrides what GetAtt and Ref (attribute "") say; change sets use it for what is known only after apply."""


def partition_of(region: str) -> tuple[str, str]:
    """The partition and URL suffix of a region."""
    return next((known for prefix, known in PARTITIONS.items() if region.startswith(prefix)), ("aws", "amazonaws.com"))


def pseudo_parameters(*, account: str, region: str, name: str, stack_id: str, topics: list[str]) -> dict[str, Value]:
    """The pseudo parameters of a stack."""
    partition, suffix = partition_of(region)
    return {
        "AWS::AccountId": account,
        "AWS::NoValue": ABSENT,
        "AWS::NotificationARNs": topics,
        "AWS::Partition": partition,
        "AWS::Region": region,
        "AWS::StackId": stack_id,
        "AWS::StackName": name,
        "AWS::URLSuffix": suffix,
    }


PSEUDO = frozenset(pseudo_parameters(account="", region="", name="", stack_id="", topics=[]))
