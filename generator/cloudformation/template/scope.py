"""What a value is resolved against: a template, its parameters and pseudo parameters, and what must be looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from generator.cloudformation.template.document import Template

Value = Any
"""A JSON value of a template, before or after it was resolved."""

PARTITIONS = {
    "cn-": ("aws-cn", "amazonaws.com.cn"),
    "eu-isoe-": ("aws-iso-e", "cloud.adc-e.uk"),
    "eusc-": ("aws-eusc", "amazonaws.eu"),
    "us-gov-": ("aws-us-gov", "amazonaws.com"),
    "us-iso-": ("aws-iso", "c2s.ic.gov"),
    "us-isob-": ("aws-iso-b", "sc2s.sgov.gov"),
    "us-isof-": ("aws-iso-f", "csp.hci.ic.gov"),
}
"""Partition and URL suffix by the beginning of a region's name, as in botocore's `partitions.json`."""


class Absent:
    """The type of `ABSENT`, what `AWS::NoValue` resolves to."""


ABSENT = Absent()


class Lookups(Protocol):
    """What resolving must look up. Each raises TemplateError where the service refuses.

    There are two kinds: symbolic ones for a template that is not deployed, and the live ones of the embedded AWS.
    """

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

    def reference(self, logical_id: str, scope: Scope) -> Value:
        """What `Ref` gives for a resource."""
        ...

    def attribute(self, logical_id: str, attribute: str, scope: Scope) -> Value:
        """What `Fn::GetAtt` gives for a resource."""
        ...


@dataclass
class Scope:
    """Everything that the resolution of one template in one operation needs."""

    template: Template
    parameters: Mapping[str, str | list[str]]
    pseudo: Mapping[str, Value]
    lookups: Lookups
    conditions: dict[str, bool] = field(default_factory=dict)
    """Conditions already decided; filled as they are needed."""
    deciding: set[str] = field(default_factory=set)
    """Conditions that are being decided: one that needs itself is found so."""
    imports: set[str] = field(default_factory=set)
    """The exports that were read."""


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


PSEUDO_NAMES = frozenset(pseudo_parameters(account="", region="", name="", stack_id="", topics=[]))
