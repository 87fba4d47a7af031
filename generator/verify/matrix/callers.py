"""Who asks: the roles of a template, and the persons that its scenarios name, each with all that has a say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from generator.iam.evaluate import NamedPolicy
from generator.iam.evaluate.principals import Caller, Kind, read_caller
from generator.iam.permissions.callers import PERSON
from generator.iam.permissions.cells import ENDPOINT, Asker
from generator.iam.permissions.effective import effective_statements, fixed_keys, name_layers
from generator.iam.permissions.key_values import Value
from generator.iam.permissions.statements import Written
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.iam.roles import DeployedRole
from generator.verify.scenarios.callers import EVERYTHING
from generator.verify.scenarios.deployed import STRANGER

EVERY_PERMISSION = "every permission"
"""The policy of whoever is no role of the template."""
ANYBODY, SOMEBODY_ELSE = "anybody", "stranger"
_TYPES = {Kind.USER: "User", Kind.ROOT: "Account", Kind.ROLE: "AssumedRole", Kind.SESSION: "AssumedRole"}


def find_askers(policies: TemplatePolicies, persons: Iterable[str] = ()) -> Iterator[Asker]:
    """Each role of the template, then an administrator of the account, one of another, and the persons by their ARNs.

    Whoever is no role of the template has every permission that an identity policy can give. Raises Problems and
    Undecided for a policy that is not understood.
    """
    for name, role in sorted(policies.roles.items(), key=lambda each: policies.titles[each[0]]):
        caller = read_caller(role.session(PERSON))
        statements = (*effective_statements(policies, role, denials=True), *_of_endpoints(policies, caller))
        keys: dict[str, Value] = {**fixed_keys(role)}
        bounded = role.boundary is not None
        yield Asker(policies.titles[name], caller, keys, statements, bounded, policies.account, role.foreign)
    for title, arn in _persons(policies, persons):
        yield _person(policies, title, read_caller(arn))


def _persons(policies: TemplatePolicies, persons: Iterable[str]) -> Iterator[tuple[str, str]]:
    partition = next((role.arn.split(":")[1] for role in policies.roles.values()), "aws")
    yield ANYBODY, f"arn:{partition}:iam::{policies.account}:role/{ANYBODY}"
    yield SOMEBODY_ELSE, f"arn:{partition}:iam::{STRANGER}:role/{SOMEBODY_ELSE}"
    for arn in sorted(set(persons)):
        yield arn.split(":", 4)[-1].removeprefix(f"{policies.account}:"), arn


def _person(policies: TemplatePolicies, title: str, caller: Caller) -> Asker:
    policy = NamedPolicy(EVERY_PERMISSION, EVERYTHING.document)
    role = DeployedRole(title, caller.arn, NamedPolicy("trust", {"Statement": []}), (policy,))
    statements = (*effective_statements(policies, role, caller, denials=True), *_of_endpoints(policies, caller))
    keys: dict[str, Value] = {
        "aws:principalarn": caller.arn,
        "aws:principalaccount": caller.account,
        "aws:principaltype": _TYPES.get(caller.kind),
        "aws:principalisawsservice": "false",
    }
    is_person = title not in (ANYBODY, SOMEBODY_ELSE)
    return Asker(title, caller, keys, statements, False, policies.account, is_person=is_person)


def _of_endpoints(policies: TemplatePolicies, caller: Caller) -> Iterator[Written]:
    for policy in policies.own:
        if policy.layer == ENDPOINT:
            for each in name_layers(policies.read(policy.document, ENDPOINT, policy.name), caller):
                yield replace(each, layer=ENDPOINT)
