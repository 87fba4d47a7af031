"""What a role must never do, against all that its policies allow: each request that breaks it, as an example.

A ban is put beside the statements of the role as statements that decide nothing, so that the table tells apart what it
tells apart. Then it is broken where the role's function holds inside it, for some action and some resource.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.iam.permissions.diagrams import NEVER
from generator.iam.permissions.effective import Effective, effective_statements, fixed_keys
from generator.iam.permissions.key_tests import KeyTest
from generator.iam.permissions.statements import Source, Written
from generator.iam.permissions.table import Table
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.iam.roles import DeployedRole

Keys = tuple[tuple[str, tuple[str, ...]], ...]
"""Condition keys with the texts, in which wildcards count, that their values match."""
ALWAYS_SENT = ("aws:securetransport",)
"""Keys of every request (IAM User Guide, "AWS global condition context keys", Availability), which says of
aws:ViaAWSService that most services send it: no claim rests on that."""


@dataclass(frozen=True)
class Ban:
    """Actions that are never allowed on these resources but the spared ones, when all of `when` hold, unless others do.

    `number` is the asker's own.
    """

    number: int
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    spared: tuple[str, ...]
    when: Keys
    unless: tuple[Keys, ...]
    """Of the alternatives one is enough."""


@dataclass(frozen=True)
class Breach:
    """An allowed request: the action in lower case, a text that stands for its class of resources, condition keys."""

    ban: Ban
    action: str
    resource: str
    context: Mapping[str, str | tuple[str, ...]]


def concerned_statements(policies: TemplatePolicies, role: DeployedRole, bans: tuple[Ban, ...]) -> tuple[Written, ...]:
    """The statements that have a say in what the bans speak of; raises Undecided and Problems."""
    services = {action.partition(":")[0].lower() for ban in bans for action in ban.actions}

    def speaks(statement: Written) -> bool:
        named = {action.partition(":")[0] for action in statement.actions}
        return statement.not_action or "*" in services | named or not services.isdisjoint(named)

    return tuple(filter(speaks, effective_statements(policies, role)))


def find_breaches(
    policies: TemplatePolicies, role: DeployedRole, bans: tuple[Ban, ...], own: tuple[Written, ...]
) -> Iterator[Breach]:
    """At most one for each ban, by the statements that have a say; raises Undecided for what is too much."""
    quantified = frozenset(test.key for each in own for test in each.tests if test.quantifier)
    sent = tuple(KeyTest("null", key, ("false",)) for key in ALWAYS_SENT)
    yes = tuple(KeyTest("bool", key, ("true",)) for key in ALWAYS_SENT)
    beside = [_beside(f"ban {ban.number}", ban, ban.resources, _tests(ban.when, quantified)) for ban in bans]
    beside += [_beside(f"spared {ban.number}", ban, ban.spared, ()) for ban in bans if ban.spared]
    beside += [
        _beside(f"unless {ban.number}/{place}", ban, ("*",), _tests(keys, quantified))
        for ban in bans
        for place, keys in enumerate(ban.unless)
    ]
    nothing = Ban(0, ("*",), (), (), (), ())
    beside += [_beside("sent", nothing, ("*",), sent), _beside("yes or no", nothing, ("*",), yes)]
    whole = (*own, *beside)
    table = Table(whole, fixed_keys(role), policies.guarded)
    decide = Effective(table, role, (1 << len(own)) - 1)
    places = {each.layer: number for number, each in enumerate(whole) if number >= len(own)}
    classes = list(table.action_classes())
    for ban in bans:
        breach = next(_broken(table, decide, places, ban, classes), None)
        if breach is not None:
            yield breach


def _broken(
    table: Table, decide: Effective, places: Mapping[str, int], ban: Ban, services: list[tuple[str, list[list[str]]]]
) -> Iterator[Breach]:
    diagrams, conditions = table.diagrams, table.conditions
    inside, spared = 1 << places[f"ban {ban.number}"], 1 << places[f"spared {ban.number}"] if ban.spared else 0
    meant = diagrams.both(conditions[places["sent"]], conditions[places[f"ban {ban.number}"]])
    for place in range(len(ban.unless)):
        meant = diagrams.without(meant, conditions[places[f"unless {ban.number}/{place}"]])
    for service, classes in services:
        for actions in classes:
            if not table.concerned[actions[0]] & inside:
                continue
            for resource, mask in table.resources[service].items():
                if not mask & inside or mask & spared:
                    continue
                broken = diagrams.both(table.function(decide, service, actions[0], resource), meant)
                if broken != NEVER:
                    yield Breach(ban, actions[0], resource, _context(table, broken))


def _context(table: Table, function: int) -> Mapping[str, str | tuple[str, ...]]:
    """The keys of an example, and those that are fixed."""
    chosen = table.diagrams.example(function)
    found: dict[str, str | tuple[str, ...]] = {}
    for number, domain in enumerate(table.diagrams.domains):
        found |= domain.elements[chosen.get(number, 0)].context
    return found


def _beside(layer: str, ban: Ban, resources: tuple[str, ...], tests: tuple[KeyTest, ...]) -> Written:
    actions = tuple(sorted({each.lower() for each in ban.actions}))
    return Written(
        layer, False, actions, False, tuple(sorted(set(resources))), False, tests, None, Source("claim", layer)
    )


def _tests(keys: Keys, quantified: frozenset[str]) -> tuple[KeyTest, ...]:
    """The key is there, and each of its values matches one of the texts."""
    found = [KeyTest("null", key.lower(), ("false",)) for key, _ in keys]
    for key, values in keys:
        operator = "forallvalues:stringlike" if key.lower() in quantified else "stringlike"
        found.append(KeyTest(operator, key.lower(), tuple(sorted(values))))
    return tuple(sorted(found))
