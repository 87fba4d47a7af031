"""The roles that publish a catalog, as one stack of an account: planner, publisher, deployer, and their boundary.

The stack also holds the boundaries of launch roles: a publisher who could write them could lift them, so that they are
made by whoever makes the publisher.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Finding, Problems, Span
from generator.iam.containment import covers
from generator.iam.policy_split import MOST_ATTACHED, policy_size, split_policies
from generator.iam.publishing import (
    BOUNDARY,
    PATH,
    Scope,
    build_boundary,
    deployer_statements,
    planner_statements,
    publisher_statements,
)
from generator.iam.publishing.scope import Stack
from generator.iam.statements import plain_policy
from generator.manifest.forms.regions import partition_of
from generator.model import Catalog, Target
from generator.planning import launch_roles
from generator.planning.bootstrap.entrances import DEPLOYER, PLANNER, PUBLISHER, Trusted
from generator.planning.bootstrap.trusts import build_provider, build_trust, list_issuers

GUARD = "ds-publishing-guard"
"""What the boundary denies, as a policy of each role, where another boundary is in its place."""
Documents = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Layout:
    """What besides roles and policies the stack holds, and how the roles are bounded."""

    launch: bool = True
    """The boundaries of launch roles, unless an earlier `apply` has made them."""
    limit: str | None = None
    """A policy's ARN that is the roles' boundary in place of ours, where an organization demands it."""
    given: frozenset[str] = frozenset()
    """OpenID Connect providers that are there already, by host."""


def role_of(principal: str) -> str:
    """`ds-publisher`: an account has each once."""
    return f"ds-{principal}"


def read_scope(catalog: Catalog, target: Target, only: Collection[str] = ()) -> Scope:
    """The catalog in the target's account, over all of its targets there; `only` these environments, if any."""
    here = {name: each for name, each in catalog.targets.items() if each.account == target.account}
    partition = partition_of(target.region)
    stacks = [
        Stack(each.prefix, here[each.target].region, each.roles.path)
        for each in catalog.environments.values()
        if each.target in here and not each.launched and (not only or each.name in only)
    ]
    regions = sorted({each.region for each in here.values()})
    launchers = sorted(set(_launchers(catalog, here, target.account, partition)))
    return Scope(partition, target.account, tuple(regions), catalog.key, tuple(stacks), tuple(launchers))


def _launchers(catalog: Catalog, here: Mapping[str, Target], account: str, partition: str) -> Iterable[str]:
    for portfolio in catalog.portfolios.values():
        if catalog.target_of(portfolio).name not in here:
            continue
        for role in (offer.launch_role for offer in portfolio.offers if offer.launch_role is not None):
            if role.local is not None and portfolio.environment is not None:
                yield catalog.environments[portfolio.environment].role_arn(role.local, account, partition)
            elif role.name is not None:
                yield f"arn:{partition}:iam::{account}:role/{role.name}"
            elif role.arn is not None:
                yield role.arn


def list_documents(scope: Scope, drafted: Mapping[str, Any] | None) -> Documents:
    """The policies of each, those of the planner first in all; `drafted` is what templates of environments need."""
    planner = [plain_policy(*planner_statements(scope))]
    found: dict[str, Sequence[Mapping[str, Any]]] = {
        PLANNER: planner,
        PUBLISHER: [*planner, *(plain_policy(*each) for each in publisher_statements(scope))],
    }
    if scope.stacks:
        own = [plain_policy(*deployer_statements(scope)), *([drafted] if drafted else [])]
        found[DEPLOYER] = [*planner, *(split_policies(own) or own)]
    for principal, documents in found.items():
        _require_room(principal, documents)
    return found


def find_holders(documents: Documents, action: str, resource: str) -> list[str]:
    """Who of them is allowed the action on the resource, whatever the conditions; the least first."""
    return [
        principal
        for principal, policies in documents.items()
        if any(
            action in statement["Action"] and any(covers(place, resource) for place in statement["Resource"])
            for policy in policies
            for statement in policy["Statement"]
        )
    ]


def _require_room(principal: str, documents: Sequence[Mapping[str, Any]]) -> None:
    if len(documents) > MOST_ATTACHED or any(split_policies([each]) is None for each in documents):
        size = sum(map(policy_size, documents))
        what = f"the {principal}'s policies have {size:,} characters in {len(documents)} parts, more than a role takes"
        fix = "./build.py permissions deployer --environment NAME, for a part of the environments"
        raise Problems([Finding("PLN680", what, Span("portfolio.yaml"), fix)])


def build_roles(
    scope: Scope,
    target: Target,
    documents: Documents,
    chosen: Sequence[str],
    trusted: Trusted,
    layout: Layout = Layout(),
) -> dict[str, Any]:
    """The template: the roles of these principals, and what they need."""
    resources: dict[str, Any] = {}
    if layout.limit is None:
        resources["Boundary"] = _policy(BOUNDARY, build_boundary(scope))
    else:
        resources["Guard"] = _policy(GUARD, _guard(scope))
    if layout.launch:
        text = launch_roles.build_boundary(target, scope.partition).text or "{}"
        made = json.loads(text)["Resources"]
        resources |= {f"Launch{logical}": body for logical, body in made.items()}
    issuers = [each for each in list_issuers(trusted) if each.host not in layout.given]
    resources |= {each.name: build_provider(each) for each in issuers}
    known: dict[str, str] = {}
    for principal in chosen:
        attached = [{"Ref": "Guard"}] if layout.limit is not None else []
        for number, document in enumerate(documents[principal], 1):
            text = launch_roles.canonical(document)
            if text not in known:
                known[text] = f"{principal.title()}Policy{number}"
                resources[known[text]] = _policy(f"{role_of(principal)}-{number}", document)
            attached.append({"Ref": known[text]})
        body = _role(scope, principal, attached, trusted, layout.limit)
        resources[principal.title()] = body | ({"DependsOn": [each.name for each in issuers]} if issuers else {})
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Who plans, publishes and deploys the catalog {scope.catalog} in account {scope.account}",
        "Resources": resources,
        "Outputs": {
            f"{principal.title()}Arn": {"Value": {"Fn::GetAtt": [principal.title(), "Arn"]}} for principal in chosen
        },
    }


def _guard(scope: Scope) -> dict[str, Any]:
    boundary = build_boundary(scope)
    return {**boundary, "Statement": [each for each in boundary["Statement"] if each["Effect"] == "Deny"]}


def render_roles(template: Mapping[str, Any]) -> str:
    """The template as JSON, a statement a line: as YAML it is longer than CloudFormation takes without a bucket.

    Source: CloudFormation User Guide, "Understand CloudFormation quotas": 51,200 bytes of a template that is sent.
    """
    lines = list[str]()

    def keep(value: Any) -> Any:
        if isinstance(value, Mapping) and "Effect" in value:
            lines.append(json.dumps(value, separators=(",", ":")))
            return f"\0{len(lines) - 1}"
        if isinstance(value, Mapping):
            return {key: keep(each) for key, each in value.items()}
        return [keep(each) for each in value] if isinstance(value, list) else value

    text = json.dumps(keep(template), indent=1)
    return re.sub(r'"\\u0000(\d+)"', lambda found: lines[int(found[1])], text)


def _policy(name: str, document: Mapping[str, Any]) -> dict[str, Any]:
    properties = {"ManagedPolicyName": name, "Path": PATH, "PolicyDocument": document}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


def _role(
    scope: Scope, principal: str, attached: list[Any], trusted: Trusted, limit: str | None = None
) -> dict[str, Any]:
    properties = {
        "RoleName": role_of(principal),
        "Path": PATH,
        "Description": f"The {principal} of the catalog {scope.catalog}",
        "AssumeRolePolicyDocument": build_trust(scope, principal, trusted),
        "PermissionsBoundary": limit or {"Ref": "Boundary"},
        "ManagedPolicyArns": attached,
    }
    return {"Type": "AWS::IAM::Role", "Properties": properties}
