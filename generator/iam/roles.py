"""The roles of a resolved template, each with every policy that has a say in what it may do.

`read_roles(document)` takes what `generator.cloudformation.resolve` returns, and gives each role by its name with its
policies as the evaluator takes them. Standard library only; reads nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.iam.evaluate import NamedPolicy, PolicySet

UNNAMED = "stack-"
"""What CloudFormation puts before the logical id of what has no name, in the assumed stack `stack`."""


@dataclass(frozen=True)
class DeployedRole:
    """One role: its ARN, who may assume it, what it may do, and the most that it may ever do."""

    name: str
    arn: str
    trust: NamedPolicy
    identity: tuple[NamedPolicy, ...]
    boundary: NamedPolicy | None = None
    """None, too, for one that the template does not make: of its content nothing is known, so it limits nothing."""
    foreign: tuple[str, ...] = ()
    """The ARNs of policies that the template does not make, such as AWS's own: nobody knows here what they say."""

    def session(self, name: str) -> str:
        """The ARN of a session of this role."""
        partition, account = self.arn.split(":")[1], self.arn.split(":")[4]
        return f"arn:{partition}:sts::{account}:assumed-role/{self.name}/{name}"

    def policies(self, **others: Any) -> PolicySet:
        """What decides a call of this role; `others` are the further layers of a `PolicySet`."""
        return PolicySet(identity=self.identity, boundary=self.boundary, **others)


def read_roles(
    document: Mapping[str, Any], account: str = "111122223333", partition: str = "aws"
) -> dict[str, DeployedRole]:
    """Every `AWS::IAM::Role` of the document by its name, else by the one that `resolve` gives it."""
    managed = {
        f"arn:{partition}:iam::{account}:policy{policy.get('Path', '/')}{name}": NamedPolicy(
            name, _listed(policy["PolicyDocument"]), ("Resources", logical, "Properties", "PolicyDocument")
        )
        for logical, policy in _named(document, "AWS::IAM::ManagedPolicy")
        for name in [policy.get("ManagedPolicyName", f"{UNNAMED}{logical}")]
    }
    beside = _beside(document)
    roles = {}
    for logical, properties in _named(document, "AWS::IAM::Role"):
        name = str(properties.get("RoleName", f"{UNNAMED}{logical}"))
        boundary = properties.get("PermissionsBoundary")
        place = ("Resources", logical, "Properties")
        inline = [
            NamedPolicy(
                row["PolicyName"], _listed(row["PolicyDocument"]), (*place, "Policies", str(index), "PolicyDocument")
            )
            for index, row in enumerate(properties.get("Policies", ()))
        ]
        trust = _listed(properties["AssumeRolePolicyDocument"])
        attached = properties.get("ManagedPolicyArns", ())
        roles[name] = DeployedRole(
            name=name,
            arn=f"arn:{partition}:iam::{account}:role{properties.get('Path', '/')}{name}",
            trust=NamedPolicy("trust", trust, (*place, "AssumeRolePolicyDocument")),
            identity=(*inline, *(managed[arn] for arn in attached if arn in managed), *beside.get(name, ())),
            boundary=managed.get(boundary or ""),
            foreign=tuple(arn for arn in attached if arn not in managed),
        )
    return roles


def _beside(document: Mapping[str, Any]) -> dict[str, list[NamedPolicy]]:
    """The policies that are given to a role from outside it, by the role's name."""
    found: dict[str, list[NamedPolicy]] = {}
    for kind in ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy"):
        for logical, properties in _named(document, kind):
            holders = properties.get("Roles") or [properties[key] for key in ("RoleName",) if key in properties]
            if holders and "PolicyDocument" in properties:
                name = properties.get("PolicyName", properties.get("ManagedPolicyName", f"{UNNAMED}{logical}"))
                place = ("Resources", logical, "Properties", "PolicyDocument")
                policy = NamedPolicy(str(name), _listed(properties["PolicyDocument"]), place)
                for holder in holders:
                    found.setdefault(str(holder), []).append(policy)
    return found


def _listed(policy: Mapping[str, Any]) -> Mapping[str, Any]:
    """The policy with its statements as a list: IAM takes one by itself, too."""
    statements = policy.get("Statement", [])
    return policy if isinstance(statements, list) else {**policy, "Statement": [statements]}


def _named(document: Mapping[str, Any], kind: str) -> list[tuple[str, Mapping[str, Any]]]:
    return [(name, body.get("Properties", {})) for name, body in document["Resources"].items() if body["Type"] == kind]
