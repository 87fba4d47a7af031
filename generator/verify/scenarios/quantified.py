"""A `cannot` for every request that it means: whatever its open condition keys say, on every resource that `on` means.

What breaks it is a request that `decide` allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from generator.iam.actions import UnknownAction, named
from generator.iam.evaluate import Decision, Request, decide
from generator.iam.permissions.possible import find_allowed
from generator.model.scenario import Scenario
from generator.verify.scenarios.callers import EVERYTHING
from generator.verify.scenarios.deployed import ACCOUNT, USUAL, Asked, DeployedTemplate
from generator.verify.scenarios.every_resource import find_every


@dataclass(frozen=True)
class Allowed:
    """A request that a `cannot` means and that is allowed, or that a policy could allow of which nobody knows here."""

    asked: Asked
    request: Request
    decision: Decision
    foreign: tuple[str, ...] = ()

    @property
    def beside(self) -> Mapping[str, object]:
        """The keys that the sentence does not speak of."""
        spoken = {key.lower() for key in (*self.asked.open.context, *self.asked.known)}
        shown = {key: each for key, each in sorted(self.request.context.items()) if key.lower() not in spoken}
        return {key: each for key, each in shown.items() if USUAL.get(key) != each}

    @property
    def lacking(self) -> tuple[str, ...]:
        """The keys that the one request of the sentence carries, and this one does not."""
        return tuple(key for key in self.asked.request.context if key not in self.request.context)


def find_allowed_ones(template: DeployedTemplate, scenario: Scenario) -> Iterator[Allowed]:
    """The first request for each caller and action that breaks the sentence; raises Undecided and UnknownName."""
    for who in scenario.principals:
        for action in find_actions(scenario):
            every = (each for on in scenario.resources for each in find_every(template, scenario, who, action, on))
            first = next((found for each in every if (found := _ask(template, each)) is not None), None)
            if first is not None:
                yield first


def find_refused(template: DeployedTemplate, scenario: Scenario) -> Iterator[tuple[Asked, Decision]]:
    """For each caller and action of a `can` the first resource of this account that a wildcard means and is refused."""
    wild = [on for on in scenario.resources if "*" in on or "?" in on]
    for who in scenario.principals:
        for action in scenario.actions if wild else ():
            every = (each for on in wild for each in find_every(template, scenario, who, action, on))
            decided = ((each, decide(each.request, each.policies)) for each in every if _is_ours(each))
            first = next((found for found in decided if not found[1].allowed), None)
            if first is not None:
                yield first


def _is_ours(asked: Asked) -> bool:
    return bool(asked.request.resource_account == ACCOUNT)


def find_actions(scenario: Scenario) -> tuple[str, ...]:
    """The actions that the sentence names, one by one; what AWS does not have stands for itself."""
    return tuple(dict.fromkeys(each for pattern in scenario.actions for each in _named(pattern)))


def _named(pattern: str) -> tuple[str, ...]:
    try:
        return named(pattern) if "*" in pattern or "?" in pattern else (pattern,)
    except UnknownAction:
        return (pattern,)


def _ask(template: DeployedTemplate, asked: Asked) -> Allowed | None:
    found = find_allowed(asked.open, asked.policies, asked.known, template.read)
    if found is not None:
        # What is usual is no part of the example where it makes no difference.
        usual = replace(found, context={**asked.request.context, **found.context})
        for request in (usual, found):
            decision = decide(request, asked.policies)
            if decision.allowed:
                return Allowed(asked, request, decision)
    if asked.role is not None and asked.role.foreign:
        wide = replace(asked.policies, identity=(EVERYTHING,))
        found = find_allowed(asked.open, wide, asked.known, template.read)
        if found is not None:
            return Allowed(asked, found, decide(found, asked.policies), asked.role.foreign)
    return None
