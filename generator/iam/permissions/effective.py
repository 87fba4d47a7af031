"""What one role may do with all its policies together, as `decide` combines them; endpoints stand alone.

`Effective` is asked for a set of statements of a table, so that two releases' can be asked of one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.iam.evaluate.principals import Caller, NamedBy, read_caller
from generator.iam.permissions.callers import PERSON
from generator.iam.permissions.diagrams import ALWAYS
from generator.iam.permissions.functions import Mask
from generator.iam.permissions.statements import Written
from generator.iam.permissions.table import GUARDING, Table
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.iam.roles import DeployedRole

EVERY_SERVICE = "*"
IDENTITY, BOUNDARY = "identity", "boundary"
ACCOUNT, CALLER, ANYONE = "to the account", "to the caller", "to anyone"
"""The layers of a resource's policy, by whom its statement names; a session that is named by itself is like anyone: no
boundary holds it ("Permissions boundaries for IAM entities", resource-based policies)."""


def effective_statements(
    policies: TemplatePolicies, role: DeployedRole, caller: Caller | None = None, *, denials: bool = False
) -> tuple[Written, ...]:
    """All statements that have a say in what a role may do, each with its layer; raises Problems.

    `caller` is somebody who is no session of the role, and has its policies. With `denials` those of resources are
    there, too, that deny what nobody grants.
    """
    caller = caller or read_caller(role.session(PERSON))
    own = [each for policy in role.identity for each in policies.read(policy.document, IDENTITY, policy.name)]
    if role.boundary is not None:
        own += policies.read(role.boundary.document, BOUNDARY, role.boundary.name)
    asked = {action.partition(":")[0] for each in own if each.allows for action in each.actions}
    if denials:
        asked = {EVERY_SERVICE}
    return (*own, *_of_resources(policies, caller, asked), *_of_trusts(policies, caller, asked))


def fixed_keys(role: DeployedRole) -> dict[str, str]:
    """The keys that are known of each call of a role (IAM User Guide, "AWS global condition context keys")."""
    return {
        "aws:principalarn": role.arn,
        "aws:principalaccount": role.arn.split(":")[4],
        "aws:principaltype": "AssumedRole",
        "aws:principalisawsservice": "false",
    }


def _of_resources(policies: TemplatePolicies, caller: Caller, asked: set[str]) -> Iterator[Written]:
    for policy in policies.own:
        if policy.service:
            statements = policies.read(policy.document, "resource", policy.name, policy.scope)
            yield from _heard(tuple(name_layers(statements, caller)), policy.service, asked)


def _of_trusts(policies: TemplatePolicies, caller: Caller, asked: set[str]) -> Iterator[Written]:
    for name, role in policies.roles.items():
        statements = policies.read(role.trust.document, "trust", f"the trust of {policies.titles[name]}")
        named = tuple(replace(each, resources=(role.arn,)) for each in name_layers(statements, caller))
        yield from _heard(named, "sts", asked)


def name_layers(statements: Iterable[Written], caller: Caller) -> Iterator[Written]:
    """The statements that mean a caller, each in the layer that says how closely."""
    for each in statements:
        named = each.principals.match(caller) if each.principals is not None else None
        if named is not None:
            layer = {NamedBy.ACCOUNT: ACCOUNT, NamedBy.ROLE: CALLER}.get(named, ANYONE)
            yield replace(each, layer=layer)


def _heard(statements: tuple[Written, ...], service: str, asked: set[str]) -> tuple[Written, ...]:
    """The statements of a resource's policy, where anything of it can be granted at all: what remains can be shared."""
    grants = any(each.allows and each.layer in (CALLER, ANYONE) for each in statements)
    return statements if grants or asked & {service, EVERY_SERVICE} else ()


class Effective:
    """What a role may do by these statements of a table: a `Decide`."""

    def __init__(self, table: Table, role: DeployedRole, mine: Mask) -> None:
        self._bounded = role.boundary is not None
        self._guarded = table.apart
        self._denies = table.chosen(lambda each: not each.allows) & mine
        self._allows = {
            layer: table.chosen(lambda each, layer=layer: each.allows and each.layer == layer) & mine  # type: ignore[misc]
            for layer in (IDENTITY, BOUNDARY, ACCOUNT, CALLER, ANYONE)
        }

    def __call__(self, table: Table, mask: Mask, service: str, resource: str) -> int:
        """Granted by the role's own policies or by the resource's, within the boundary, and not denied."""
        diagrams = table.diagrams
        by = {layer: table.any_of(mask & allows) for layer, allows in self._allows.items()}
        directly = diagrams.either(by[CALLER], by[ANYONE])
        consent = ALWAYS
        if service in GUARDING and resource in self._guarded:
            consent = diagrams.either(by[ACCOUNT], directly)
        granted = diagrams.either(directly, diagrams.both(by[IDENTITY], consent))
        if self._bounded:
            granted = diagrams.both(granted, diagrams.either(by[BOUNDARY], by[ANYONE]))
        return diagrams.without(granted, table.any_of(mask & self._denies))
