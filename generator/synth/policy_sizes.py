"""How large each policy of a template would be in its account, against IAM's and the services' quotas.

White space is not counted, and what is only known on launch counts as long as it can sensibly become: a parameter as
its longest allowed value, a function's longest branch that some answers choose, an ARN as the longest one of a role in
any partition. A list of which only launch knows the length counts as two ARNs. What fits here fits everywhere; what
does not may still fit in some account.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.synth.lengths import Lengths


@dataclass(frozen=True)
class PolicySize:
    """The size of one policy (or of all inline policies of one role) of the resource `name`, and its quota."""

    code: str
    name: str
    words: str
    size: int
    limit: int
    fix: str

    @property
    def headroom(self) -> float:
        """The share of the quota that is left; negative where it is exceeded."""
        return 1 - self.size / self.limit


@dataclass(frozen=True)
class _Quota:
    code: str
    resource_type: str
    property: str
    words: str
    limit: int
    fix: str


_SPLIT = "split it, or join statements that differ only in actions or resources"
_QUOTAS = (
    _Quota("TP316", "AWS::IAM::ManagedPolicy", "PolicyDocument", "the managed policy", 6_144, _SPLIT),
    _Quota("TP318", "AWS::IAM::Role", "AssumeRolePolicyDocument", "the trust policy", 2_048, "trust fewer principals"),
    _Quota("TP319", "AWS::EC2::VPCEndpoint", "PolicyDocument", "the endpoint policy", 20_480, _SPLIT),
    _Quota("TP320", "AWS::S3::BucketPolicy", "PolicyDocument", "the bucket policy", 20_480, _SPLIT),
    _Quota("TP321", "AWS::KMS::Key", "KeyPolicy", "the key policy", 32_768, _SPLIT),
)
"""Sources: "IAM and AWS STS quotas", "Control access to VPC endpoints using endpoint policies", "Bucket policies for
Amazon S3", "AWS KMS resource quotas"."""
_INLINE = _Quota("TP317", "", "", "all inline policies together", 10_240, "move statements into a managed policy")


@dataclass(frozen=True)
class _Measured:
    """What counts together against one quota."""

    quota: _Quota
    name: str
    documents: tuple[Any, ...]

    def size(self, measure: Callable[[Any], int]) -> PolicySize:
        """The sum of what `measure` says of each document."""
        quota, size = self.quota, sum(map(measure, self.documents))
        return PolicySize(quota.code, self.name, quota.words, size, quota.limit, quota.fix)


def measure_policies(document: Mapping[str, Any]) -> tuple[PolicySize, ...]:
    """Every policy of the template, in the order of its resources; the inline policies of a role counted together."""
    lengths = Lengths(document)
    return tuple(policy.size(lengths.longest) for policy in _policies(document))


def find_too_large(document: Mapping[str, Any]) -> Iterator[PolicySize]:
    """The policies over their quota; only those that a quick upper bound does not clear are measured in full."""
    lengths = Lengths(document)
    for policy in _policies(document):
        if policy.size(lengths.of).headroom < 0:
            exact = policy.size(lengths.longest)
            if exact.headroom < 0:
                yield exact


def _policies(document: Mapping[str, Any]) -> Iterator[_Measured]:
    inline: dict[str, tuple[Any, ...]] = {}
    for name, resource in document.get("Resources", {}).items():
        properties = resource.get("Properties") or {}
        for quota in _QUOTAS:
            if resource.get("Type") == quota.resource_type and quota.property in properties:
                yield _Measured(quota, name, (properties[quota.property],))
        for role, policy in _inline(name, resource.get("Type"), properties):
            inline[role] = (*inline.get(role, ()), policy)
    for role, policies in inline.items():
        yield _Measured(_INLINE, role, policies)


def _inline(name: str, kind: Any, properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    match kind:
        case "AWS::IAM::Role":
            for policy in properties.get("Policies") or ():
                if isinstance(policy, dict):
                    yield name, policy.get("PolicyDocument", policy)
        case "AWS::IAM::RolePolicy":
            yield _role(properties.get("RoleName")), properties.get("PolicyDocument", {})
        case "AWS::IAM::Policy":
            for role in properties.get("Roles") or ():
                yield _role(role), properties.get("PolicyDocument", {})


def _role(value: Any) -> str:
    if isinstance(value, dict) and isinstance(value.get("Ref"), str):
        return str(value["Ref"])
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
