"""The environment's roles as they would be deployed, and the people and services that ask them for something."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from generator.blueprint import Canvas
from generator.cloudformation.resolve import resolve
from generator.iam.evaluate import Decision, NamedPolicy, PolicySet, Request, decide
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
OPEN_KEY = NamedPolicy(
    "open key",
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                "Action": "kms:*",
                "Resource": "*",
            }
        ],
    },
)
OPEN_REPOSITORY = NamedPolicy(
    "open repository",
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:*", "Resource": "*"}],
    },
)
"""AWS's repositories serve everybody; a stranger's would, too."""
SHARED = ("-guard", "-perimeter", "-boundary")
Context = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Environment:
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
        asked = {**self.usual_context(principal), "aws:ResourceAccount": owner, **context}
        given = {key: value for key, value in asked.items() if value is not ABSENT}
        own = None
        if action.startswith("kms:"):
            own = OPEN_KEY if subject.endswith(" alone") else self._key_policy(resource)
        elif action.startswith("ecr:") and owner != ACCOUNT:
            own = OPEN_REPOSITORY
        policies = replace(self._policies(subject), resource=own)
        return decide(Request(principal, action, resource, owner, given), policies)

    def assume(self, local: str, principal: str, context: Context, action: str = "sts:AssumeRole") -> Decision:
        """Ask the role's trust policy; whoever asks may assume anything as far as their own account goes."""
        role = self.roles[local]
        return decide(
            Request(principal, action, role.arn, ACCOUNT, context),
            PolicySet(identity=(EVERYTHING,), resource=role.trust),
        )

    def usual_context(self, principal: str) -> dict[str, str]:
        """What comes with every request from inside, through our endpoints, over TLS."""
        return {
            "aws:PrincipalAccount": ACCOUNT,
            "aws:PrincipalArn": principal,
            "aws:SecureTransport": "true",
            "aws:SourceVpc": self.values["VpcId"],
            "aws:SourceVpce": self.values["S3"],
            "aws:ViaAWSService": "false",
            "aws:userid": f"AROAEXAMPLE:{principal.rpartition('/')[2]}",
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
                return PolicySet(identity=self._own(local))
            case "overloaded":
                """Somebody attached everything to the role: only its own refusals are left."""
                return PolicySet(identity=(*self._own(local), EVERYTHING))
            case "refusals":
                """What the boundary refuses by its Denies alone, were it given as a policy."""
                return self._refusals_of("training")
            case "serving-refusals":
                return self._refusals_of("endpoint-creation")
            case "boundary":
                return PolicySet((EVERYTHING,), boundary=self.roles["training"].boundary)
            case "serving-boundary":
                return PolicySet((EVERYTHING,), boundary=self.roles["endpoint-creation"].boundary)
        return PolicySet((EVERYTHING, self._shared(persona)))

    def _refusals_of(self, local: str) -> PolicySet:
        boundary = self.roles[local].boundary
        return PolicySet((EVERYTHING, boundary) if boundary else (EVERYTHING,))

    def _own(self, local: str) -> tuple[NamedPolicy, ...]:
        return tuple(each for each in self.roles[local].identity if not each.name.endswith(SHARED))

    def _shared(self, name: str) -> NamedPolicy:
        attached = (each for role in self.roles.values() for each in role.identity)
        return next(each for each in attached if each.name.endswith(name))

    def with_policy(self, name: str, document: Mapping[str, Any]) -> Environment:
        """The environment in which the policy `name` (or the trust of the role of that name) reads otherwise."""
        policy = NamedPolicy(name, document)

        def one(each: NamedPolicy) -> NamedPolicy:
            return policy if each.name == name else each

        roles = {
            local: replace(
                role,
                trust=policy if role.name == name else role.trust,
                identity=tuple(map(one, role.identity)),
                boundary=None if role.boundary is None else one(role.boundary),
            )
            for local, role in self.roles.items()
        }
        return replace(self, roles=roles)


ABSENT: Any = object()
"""A context key that the request does not have."""


@cache
def template_text() -> str:
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
        "VpcId": network.vpc,
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
    return resolve(json.loads(template_text()), {**ANSWERS, **dict(answers)})


def deployed(**answers: str) -> Environment:
    """The environment with these answers to its questions."""
    return _deployed(tuple(sorted(answers.items())))


@cache
def _deployed(answers: tuple[tuple[str, str], ...]) -> Environment:
    return environment_of(_resolved(answers))


def environment_of(document: Mapping[str, Any]) -> Environment:
    """The environment of a resolved template."""
    roles = {name.removeprefix("ds-churn-dev-"): role for name, role in read_roles(document).items()}
    values = {name.removeprefix("Value"): row["Value"] for name, row in document["Outputs"].items()}
    return Environment(document, roles, {name: value for name, value in values.items() if isinstance(value, str)})
