"""The environment's roles as they would be deployed, and the people and services that ask them for something."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from generator.blueprint import Canvas
from generator.iam.evaluate import Decision, NamedPolicy, PolicySet, Request, decide
from generator.iam.resolve import resolve
from generator.iam.roles import DeployedRole, read_roles
from products.environment.conditions import build_conditions
from products.environment.parameters import build_parameters
from products.environment.roles import build_roles
from products.environment.template import build_estate

ACCOUNT, FOREIGN = "111122223333", "444455556666"
ANSWERS = {
    "Project": "churn",
    "Stage": "dev",
    "TrustMode": "mfa",
    "TrustedPrincipals": f"arn:aws:iam::{ACCOUNT}:user/dana,arn:aws:iam::{ACCOUNT}:user/eli",
}
ROOT = Path(__file__).parents[3]
EVERYTHING = NamedPolicy(
    "everything", {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
Context = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class World:
    """One deployed environment: its roles by local name, and the values that its policies name."""

    document: Mapping[str, Any]
    roles: Mapping[str, DeployedRole]
    values: Mapping[str, str]

    def decide(self, subject: str, action: str, resource: str, context: Context) -> Decision:
        """Ask as `subject`: a role's local name, or one of the personas of `_policies`."""
        local = subject.split(" ")[0]
        role = self.roles.get(local)
        principal = role.session("dana") if role else f"arn:aws:sts::{ACCOUNT}:assumed-role/anything/dana"
        owner = resource.split(":")[4] if resource.startswith("arn:") and resource.split(":")[4] else ACCOUNT
        asked = {**self.usual(principal), "aws:ResourceAccount": owner, **context}
        given = {key: value for key, value in asked.items() if value is not ABSENT}
        policies = replace(self._policies(subject), resource=self._key_policy(resource))
        return decide(Request(principal, action, resource, owner, given), policies)

    def assume(self, local: str, principal: str, context: Context, action: str = "sts:AssumeRole") -> Decision:
        """Ask the role's trust policy; whoever asks may assume anything as far as their own account goes."""
        role = self.roles[local]
        return decide(
            Request(principal, action, role.arn, ACCOUNT, context),
            PolicySet(identity=(EVERYTHING,), resource=role.trust),
        )

    def usual(self, principal: str) -> dict[str, str]:
        """What comes with every request from inside, through our endpoints, over TLS."""
        return {
            "aws:PrincipalAccount": ACCOUNT,
            "aws:PrincipalArn": principal,
            "aws:SecureTransport": "true",
            "aws:SourceVpce": self.values["S3"],
            "aws:ViaAWSService": "false",
            "aws:SourceIdentity": "dana",
        }

    def _key_policy(self, resource: str) -> NamedPolicy | None:
        """A key is used by its own policy, which hands the decision to IAM or not."""
        for logical, body in self.document["Resources"].items():
            if body["Type"] == "AWS::KMS::Key" and resource.endswith(f":key/{logical.lower()}"):
                return NamedPolicy(logical, body["Properties"]["KeyPolicy"])
        return None

    def _policies(self, subject: str) -> PolicySet:
        local, _, persona = subject.partition(" ")
        match persona:
            case "":
                return self.roles[local].policies()
            case "alone":
                """Without boundary and guards: what its own policies say."""
                shared = ("-guard", "-perimeter", "-boundary")
                own = tuple(each for each in self.roles[local].identity if not each.name.endswith(shared))
                return PolicySet(identity=own)
        return self._administrator(persona)

    def _administrator(self, persona: str) -> PolicySet:
        """Somebody who was given everything, under one of the shared policies."""
        policy = self._shared(persona)
        return PolicySet((EVERYTHING,), boundary=policy) if persona == "boundary" else PolicySet((EVERYTHING, policy))

    def _shared(self, name: str) -> NamedPolicy:
        for body in self.document["Resources"].values():
            if body["Type"] == "AWS::IAM::ManagedPolicy":
                properties = body["Properties"]
                if properties["ManagedPolicyName"] == f"ds-churn-dev-{name}":
                    return NamedPolicy(name, properties["PolicyDocument"])
        raise KeyError(name)


ABSENT: Any = object()
"""A context key that the request does not carry."""


@cache
def drawing() -> str:
    """The template of everything but the audit, as JSON, with the values that the tests need as outputs."""
    canvas = Canvas(ROOT, "The roles of an environment")
    build_parameters(canvas)
    build_conditions(canvas)
    estate = build_estate(canvas)
    build_roles(canvas, estate)
    network, endpoints, keys = estate.network, estate.endpoints, estate.keys
    values = {
        "Subnet1": network.subnets[0],
        "Subnet2": network.subnets[1],
        "Group": network.workload_group,
        "Vpc": network.vpc_arn,
        "DataKey": keys.data,
        "NotebookKey": keys.notebook,
        "S3": endpoints.s3,
        "Api": endpoints.api,
        "Notebook": endpoints.notebook,
        "Runtime": endpoints.runtime,
        "Data": estate.buckets.data.arn,
        "Models": estate.buckets.models.arn,
    }
    for name, value in values.items():
        canvas.output(f"Value{name}", value, name)
    return json.dumps(canvas.finish().document, default=str)


@cache
def _resolved(answers: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return resolve(json.loads(drawing()), {**ANSWERS, **dict(answers)})


def deployed(**answers: str) -> World:
    """The environment with these answers to its questions."""
    return world_of(_resolved(tuple(sorted(answers.items()))))


def weakened(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy that a test may spoil."""
    return copy.deepcopy(dict(document))


def world_of(document: Mapping[str, Any]) -> World:
    """The world of a resolved template."""
    roles = {name.removeprefix("ds-churn-dev-"): role for name, role in read_roles(document).items()}
    values = {name.removeprefix("Value"): row["Value"] for name, row in document["Outputs"].items()}
    return World(document, roles, {name: value for name, value in values.items() if isinstance(value, str)})
