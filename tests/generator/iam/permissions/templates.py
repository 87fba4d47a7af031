"""Templates of this project as they would be deployed, and what the evaluator says about a point of their classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from generator.cloudformation.resolve import resolve
from generator.cloudformation.symbolic import PSEUDO, identifier
from generator.cloudformation.template.loops import unroll
from generator.cloudformation.template.reader import read_document
from generator.iam.evaluate import NamedPolicy, Request, decide
from generator.iam.evaluate.targets import compile_resource
from generator.iam.permissions.callers import PERSON
from generator.iam.permissions.effective import Effective, effective_statements, fixed_keys
from generator.iam.permissions.statements import strip_marks
from generator.iam.permissions.table import Table
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.iam.roles import DeployedRole, read_roles

ROOT = Path(__file__).parents[4]
ACCOUNT = "111122223333"
IAM = f"arn:aws:iam::{ACCOUNT}"
FEW = {
    "Project": "churn",
    "Stage": "dev",
    "Zones": "3",
    "EndpointsDevelopment": "yes",
    "TrustMode": "mfa",
    "TrustedPrincipals": f"{IAM}:user/dana,{IAM}:user/eli",
}
MANY = {
    **FEW,
    "EndpointsContainers": "yes",
    "EndpointsSelfService": "yes",
    "NetworkAcls": "yes",
    "AccessCidr": "172.16.0.0/12",
    "Presign": "cidr",
    "PresignCidr": "192.0.2.0/24",
    "Packages": "codeartifact",
    "AlarmEmail": "ops@example.com",
    "PipelinePrincipals": f"{IAM}:role/pipeline",
    "ApplicationPrincipals": f"{IAM}:role/shop,arn:aws:iam::444455556666:role/partner",
    "ExternalId": "churn-7f3a",
    "InvokeFrom": "endpoint",
    "ModelApprovers": f"{IAM}:user/fay",
}
OPEN = NamedPolicy(
    "the account grants",
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"{IAM}:root"}, "Action": "*", "Resource": "*"}],
    },
)
"""The policy of a key or role that the template does not make."""


@cache
def environment_document() -> Mapping[str, Any]:
    """The newest release of the environment."""
    newest = max((ROOT / "dist/environment").iterdir(), key=lambda path: [int(part) for part in path.name.split(".")])
    return unroll(read_document((newest / "template.yaml").read_text(encoding="utf-8"))).document


def read_policies(document: Mapping[str, Any], answers: Mapping[str, str]) -> TemplatePolicies:
    """The policies of a template that is deployed with these answers."""
    return policies_of(resolve(document, answers)["Resources"])


def policies_of(resources: Mapping[str, Mapping[str, Any]]) -> TemplatePolicies:
    """The policies of resolved resources."""
    values = {name: identifier(name, body, PSEUDO) for name, body in resources.items()}
    return TemplatePolicies(resources, read_roles({"Resources": resources}), values, ACCOUNT)


def effective_table(policies: TemplatePolicies, role: DeployedRole) -> tuple[Table, Effective]:
    """The table of a role with all that has a say, and the decision."""
    table = Table(effective_statements(policies, role), fixed_keys(role), policies.guarded)
    return table, Effective(table, role, -1)


def points(
    table: Table, decide_by: Effective, random: Random, each: int
) -> Iterator[tuple[str, str, Mapping[str, Any], bool]]:
    """(action, resource, context, allowed): `each` random points of each class of actions and resources."""
    diagrams = table.diagrams
    for service, classes in table.action_classes():
        for actions in classes:
            for resource in table.resources[service]:
                function = table.function(decide_by, service, actions[0], resource)
                for _ in range(each):
                    places = [random.randrange(len(domain.elements)) for domain in diagrams.domains]
                    if function > 1 and random.random() < 0.5:
                        for domain, allowed in random.choice(diagrams.cubes(function)):
                            places[domain] = random.choice(sorted(allowed))
                    context: dict[str, Any] = {}
                    for domain, place in zip(diagrams.domains, places, strict=True):
                        element = domain.elements[place]
                        context |= random.choice(element.examples)
                    yield random.choice(actions), resource, context, diagrams.holds(function, places)


def is_allowed(
    policies: TemplatePolicies, role: DeployedRole, action: str, resource: str, context: Mapping[str, Any]
) -> bool:
    """What the evaluator says."""
    request = Request(role.session(PERSON), action, resource, ACCOUNT, {**context, **fixed_keys(role)})
    return decide(request, replace(role.policies(), resource=resource_policy(policies, action, resource))).allowed


def resource_policy(policies: TemplatePolicies, action: str, resource: str) -> NamedPolicy | None:
    """The policy of what is asked about."""
    service = action.partition(":")[0]
    if service == "sts":
        return next((role.trust for role in policies.roles.values() if role.arn == resource), OPEN)
    for policy in policies.own:
        scope: Sequence[str] = policy.scope or ()
        if policy.service == service and any(compile_resource(each, False).matches(resource, {}) for each in scope):
            return NamedPolicy(policy.name, strip_marks(policy.document))
    return OPEN if service == "kms" else None
