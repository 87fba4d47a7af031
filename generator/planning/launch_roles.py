"""The roles that launch products, as stacks: one a role, and one an account for their boundary.

A role carries an inline policy for each distinct policy among the versions that its portfolios offer; where IAM takes
no more of them, managed policies hold all their statements. Nothing in a template here is a function of CloudFormation:
account, region and partition are known when it is planned.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics import Finding, Problems, Span
from generator.iam.conditions import if_exists, string_equals
from generator.iam.delegation import launch_boundary, made_boundary
from generator.iam.keys import SOURCE_ACCOUNT
from generator.iam.policy_split import MOST_OF_A_ROLE, fits_inline, split_policies
from generator.iam.statements import plain_policy, services, trust
from generator.launching.filling import filling_of
from generator.model import Digest, Target
from generator.model.launch_role import LAUNCH_BOUNDARY, LAUNCH_PATH, MADE_BOUNDARY, VARIABLE

PATH = LAUNCH_PATH
BOUNDARY = LAUNCH_BOUNDARY
LONGEST_NAME = 64
CATALOG_TAG, PRODUCT_TAG, DIGEST_TAG = "ds:catalog", "ds:product", "ds:digest"


@dataclass(frozen=True)
class ByHand:
    """A part of a role or policy that IAM does not hold as the stack's template says; None where there is nothing."""

    what: str
    was: str | None
    now: str | None


@dataclass(frozen=True)
class LaunchRoleState:
    """A launch role, or the boundary of all: the stack's name is the role's. `text` is None where it was observed."""

    name: str
    product: str
    digest: str
    statements: frozenset[str] = frozenset()
    """What it allows, each statement in canonical form; of an observed role only where the digest differs."""
    text: str | None = field(default=None, compare=False)
    in_use: int = field(default=0, compare=False)
    """Of a role that is not wanted any more: how many provisioned products it launched."""
    by_hand: tuple[ByHand, ...] = field(default=(), compare=False)
    """Of an observed role whose parts in IAM were read: those that differ from the stack's template."""


def role_name(product: str, environment: str | None, target: Target) -> str:
    """`ds-launch-churn-dev-dataset` or `ds-launch-dataset-eu-west-1`; what is longer than IAM takes ends in a digest.

    The name of a role is taken in the whole account, whatever its path: an environment's own are `ds-churn-dev-…`.
    """
    name = f"ds-launch-{environment}-{product}" if environment is not None else f"ds-launch-{product}-{target.region}"
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 9]}-{Digest.of(name).hex[:8]}"


def role_arn(name: str, target: Target, partition: str) -> str:
    """The ARN of a launch role of ours."""
    return f"arn:{partition}:iam::{target.account}:role{PATH}{name}"


def build_boundary(target: Target, partition: str) -> LaunchRoleState:
    """What no launch role can do, and what no role can do that a launch makes, whatever their policies say."""
    documents = {"Boundary": (BOUNDARY, launch_boundary()), "MadeBoundary": (MADE_BOUNDARY, made_boundary())}
    body = {
        logical: _managed_policy(name, filled_policy(document, target))
        for logical, (name, document) in documents.items()
    }
    return _state(BOUNDARY, "", "The permissions boundaries of launch roles and of the roles that they make", body, ())


def build_role(
    product: str,
    environment: str | None,
    documents: Iterable[Mapping[str, Any]],
    target: Target,
    partition: str,
    name: str = "",
) -> LaunchRoleState:
    """The role that launches the product in this place, under every one of the policies."""
    name = name or role_name(product, environment, target)
    filled = {
        Digest.of(canonical(each)).hex[:12]: each
        for each in (filled_policy(document, target, environment) for document in documents)
    }
    managed = {} if fits_inline(filled.values()) else _managed(product, name, [filled[key] for key in sorted(filled)])
    statements = frozenset(canonical(each) for document in filled.values() for each in document["Statement"])
    properties: dict[str, Any] = {
        "RoleName": name,
        "Path": PATH,
        "Description": f"Launches {product}",
        "AssumeRolePolicyDocument": plain_policy(
            trust(
                "ServiceCatalogLaunches",
                services("servicecatalog.amazonaws.com"),
                "sts:AssumeRole",
                if_exists(string_equals(SOURCE_ACCOUNT, target.account)),
            )
        ),
        "PermissionsBoundary": f"arn:{partition}:iam::{target.account}:policy{PATH}{BOUNDARY}",
    }
    role: dict[str, Any] = {"Type": "AWS::IAM::Role", "Properties": properties}
    if managed:
        properties["ManagedPolicyArns"] = _arns(managed, target, partition)
        role["DependsOn"] = list(managed)
    else:
        properties["Policies"] = [
            {"PolicyName": f"launch-{key}", "PolicyDocument": filled[key]} for key in sorted(filled)
        ]
    body = {**managed, "Role": role}
    return _state(name, product, f"The role that launches {product}", body, statements)


def _arns(managed: Mapping[str, Any], target: Target, partition: str) -> list[str]:
    names = (each["Properties"]["ManagedPolicyName"] for each in managed.values())
    return [f"arn:{partition}:iam::{target.account}:policy{PATH}{name}" for name in names]


def _managed(product: str, name: str, documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The managed policies that have all statements of these, by logical id."""
    split = split_policies(documents)
    if split is None:
        what = (
            f"the launch role of `{product}` would have more policies, one for each version that needs another, than "
            f"IAM takes of a role: {MOST_OF_A_ROLE}"
        )
        raise Problems([Finding("PLN609", what, Span("portfolio.yaml"), fix=f"offer fewer versions of {product}")])
    return {
        f"Policy{number}": _managed_policy(f"{name}-{number}", document) for number, document in enumerate(split, 1)
    }


def _managed_policy(name: str, document: Mapping[str, Any]) -> dict[str, Any]:
    properties = {"ManagedPolicyName": name, "Path": PATH, "PolicyDocument": document}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


def canonical(data: object) -> str:
    """The text of plain data, the same for the same data."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"))


def read_statements(text: str) -> frozenset[str]:
    """The statements of a role's template, as `LaunchRoleState` holds them."""
    bodies = json.loads(text)["Resources"]
    if "Role" not in bodies:
        return frozenset()  # the boundaries' stack
    inline = bodies["Role"]["Properties"].get("Policies", ())
    managed = [body["Properties"] for body in bodies.values() if "PolicyDocument" in body["Properties"]]
    return frozenset(
        canonical(each) for policy in (*inline, *managed) for each in policy["PolicyDocument"]["Statement"]
    )


def read_boundaries(text: str) -> dict[str, Any]:
    """The documents of the boundaries' template by the policies' names."""
    made = [body["Properties"] for body in json.loads(text)["Resources"].values()]
    return {each["ManagedPolicyName"]: each["PolicyDocument"] for each in made}


def _state(name: str, product: str, words: str, body: Mapping[str, Any], statements: Iterable[str]) -> LaunchRoleState:
    text = canonical({"AWSTemplateFormatVersion": "2010-09-09", "Description": words, "Resources": body})
    return LaunchRoleState(name, product, Digest.of(text).hex[:16], frozenset(statements), text)


def filled_policy(document: Mapping[str, Any], target: Target, environment: str | None = None) -> dict[str, Any]:
    """The policy with account, region, partition and environment in it; IAM's own variables stay."""
    filled: dict[str, Any] = _walk(document, filling_of(target, environment))
    return filled


def _walk(value: Any, known: Mapping[str, str]) -> Any:
    match value:
        case str():
            return VARIABLE.sub(lambda found: known.get(found[1], found[0]), value)
        case dict():
            return {key: _walk(each, known) for key, each in value.items()}
        case list():
            return [_walk(each, known) for each in value]
    return value
