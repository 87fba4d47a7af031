"""The roles that launch products of shared portfolios, in every account that such a portfolio reaches: one template.

A launch constraint of a shared portfolio names its role by name (`LocalRoleName`), and the role has to be in the
publishing account and in each receiving one. No page says whether a name finds a role below a path
(docs/open-questions.md, Q45), so these roles lie at `/`: a name finds them there either way. What guards them is what
guards other launch roles: their trust, and a boundary at a path that no launch may write.

The template names no account. One stack set with service-managed permissions holds it in the organizational units that
the shares name. In the publishing account a stack holds the same roles under the account's boundary of launch roles:
one of their own would be written by whoever publishes, who could lift it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from generator.diagnostics import Finding, Problems, Span
from generator.iam.delegation import BOUNDED, launch_boundary
from generator.model import Digest, Portfolio, Target
from generator.model.launch_role import LAUNCH_BOUNDARY, LAUNCH_PATH, SHARED_PREFIX, VARIABLE
from generator.model.share import ORGANIZATION, UNIT
from generator.planning.launch_roles import LONGEST_NAME, build_role, canonical, filled_policy, read_statements

ROOT = "root"
"""The whole organization among the units of a stack set: its id is asked of AWS."""
_ACCOUNT = "${AWS::AccountId}"
Policies = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class SpokeRoles:
    """The stack and the stack set of this name; `text` is None where it was observed."""

    name: str
    digest: str
    units: frozenset[str]
    statements: frozenset[str] = frozenset()
    text: str | None = field(default=None, compare=False)
    missing: tuple[str, ...] = ()
    """Accounts whose stack is not as the template says, with why."""


def spoke_roles_name(catalog: str, region: str) -> str:
    """The name of the stack and of the stack set: one a catalog and region."""
    return f"{SHARED_PREFIX}{catalog}-{region}"


def spoke_role_name(product: str, region: str) -> str:
    """`ds-shared-dataset-eu-west-1`: in every account, so that two regions of one catalog do not meet.

    What is longer than IAM takes has a digest before the region, by which the publisher's policy knows the name.
    """
    name, room = f"{SHARED_PREFIX}{product}-{region}", LONGEST_NAME - len(region) - 1
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: room - 9]}-{Digest.of(name).hex[:8]}-{region}"


def units_of(portfolios: Iterable[Portfolio]) -> frozenset[str]:
    """Where a stack set puts the roles: the units of these portfolios' shares; single accounts are in no unit."""
    shares = [share for portfolio in portfolios for share in portfolio.shares]
    units = {share.receiver for share in shares if share.type == UNIT}
    return frozenset(units | ({ROOT} if any(share.type == ORGANIZATION for share in shares) else set()))


def build_spoke_roles(
    catalog: str, products: Mapping[str, Policies], units: frozenset[str], target: Target, partition: str
) -> SpokeRoles | None:
    """The roles of these products under their policies; None where there is no product."""
    anywhere, boundary = replace(target, account=_ACCOUNT), _boundary_name(catalog, target.region)
    resources: dict[str, Any] = {"Boundary": _boundary(boundary, anywhere)}
    statements: set[str] = set()
    for number, (product, documents) in enumerate(sorted(products.items()), 1):
        documents = list(documents)
        _require_no_roles(product, documents)
        name = spoke_role_name(product, target.region)
        built = build_role(product, None, documents, anywhere, partition, name)
        statements |= built.statements
        for logical, body in json.loads(built.text or "{}")["Resources"].items():
            resources[f"{logical}Of{number}"] = _anywhere(body, boundary, number, anywhere, partition)
    if len(resources) == 1:
        return None
    words = f"The roles that launch what {catalog} shares from {target.region}"
    body = {key: _substituted(value) for key, value in resources.items()}
    text = canonical({"AWSTemplateFormatVersion": "2010-09-09", "Description": words, "Resources": body})
    name = spoke_roles_name(catalog, target.region)
    return SpokeRoles(name, Digest.of(text).hex[:16], units, frozenset(statements), text)


def text_here(text: str, account: str) -> str:
    """The template for the publishing account, with its number in it."""
    template = json.loads(canonical(_resolved(json.loads(text))).replace(_ACCOUNT, account))
    own = template["Resources"].pop("Boundary")["Properties"]["ManagedPolicyName"]
    for body in template["Resources"].values():
        if body["Type"] == "AWS::IAM::Role":
            arn = body["Properties"]["PermissionsBoundary"]
            body["Properties"]["PermissionsBoundary"] = arn.removesuffix(own) + LAUNCH_BOUNDARY
            body["DependsOn"].remove("Boundary")
    return canonical(template)


def read_spoke_statements(text: str) -> frozenset[str]:
    """The statements of the roles in such a template, as `SpokeRoles` holds them."""
    resources = _resolved(json.loads(text)["Resources"])
    roles = [key.partition("Of")[2] for key in resources if key.startswith("RoleOf")]
    found: set[str] = set()
    for number in roles:
        own = {key.partition("Of")[0]: body for key, body in resources.items() if key.endswith(f"Of{number}")}
        found |= read_statements(json.dumps({"Resources": own}))
    return frozenset(found)


def _boundary_name(catalog: str, region: str) -> str:
    return f"{SHARED_PREFIX}boundary-{catalog}-{region}"


def _boundary(name: str, target: Target) -> dict[str, Any]:
    document = filled_policy(launch_boundary(), target)
    properties = {"ManagedPolicyName": name, "Path": LAUNCH_PATH, "PolicyDocument": document}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}


def _anywhere(body: dict[str, Any], boundary: str, number: int, target: Target, partition: str) -> dict[str, Any]:
    """A role, or a policy of one, under names that are free in every account."""
    properties = body["Properties"]
    if body["Type"] == "AWS::IAM::Role":
        arn = f"arn:{partition}:iam::{target.account}:policy{LAUNCH_PATH}{boundary}"
        properties |= {"Path": "/", "PermissionsBoundary": arn}
        body["DependsOn"] = ["Boundary", *(f"{each}Of{number}" for each in body.get("DependsOn", ()))]
    return body


def _require_no_roles(product: str, documents: Iterable[Mapping[str, Any]]) -> None:
    """Roles that launches make are held by a boundary that only the target's account has."""
    for document in documents:
        for statement in document["Statement"]:
            actions = statement.get("Action", ())
            if any(action in BOUNDED for action in ([actions] if isinstance(actions, str) else actions)):
                what = f"launches of `{product}` make roles, and no receiving account has the boundary of these"
                fix = f"take {product} out of the shared portfolio, or launch it under a role of your own by `name`"
                raise Problems([Finding("PLN654", what, Span("portfolio.yaml"), fix)])


def _substituted(value: Any) -> Any:
    """With `Fn::Sub` around each text that names the account; IAM's own variables stay as they are."""
    match value:
        case str() if _ACCOUNT in value:
            return {"Fn::Sub": VARIABLE.sub(lambda each: each[0] if each[0] == _ACCOUNT else f"${{!{each[1]}}}", value)}
        case dict():
            return {key: _substituted(each) for key, each in value.items()}
        case list():
            return [_substituted(each) for each in value]
    return value


def _resolved(value: Any) -> Any:
    match value:
        case {"Fn::Sub": str() as text}:
            return text.replace("${!", "${")
        case dict():
            return {key: _resolved(each) for key, each in value.items()}
        case list():
            return [_resolved(each) for each in value]
    return value
