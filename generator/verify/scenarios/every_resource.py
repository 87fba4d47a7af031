"""Every resource that `on` means: each kind that the policies tell apart, and what the template makes.

`*` is every resource of the action, and no resource at all; a pattern is each resource that matches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from generator.iam.actions import UnknownAction
from generator.iam.evaluate import NamedPolicy, PolicySet
from generator.iam.evaluate.targets import compile_action, compile_resource
from generator.iam.permissions.globs import Glob, find_overlaps
from generator.iam.permissions.statements import Written
from generator.iam.resource_forms import NO_RESOURCE, forms, works_on
from generator.model.scenario import Scenario
from generator.verify.scenarios.deployed import ACCOUNT, STRANGER, Asked, DeployedTemplate


def find_every(template: DeployedTemplate, scenario: Scenario, who: str, action: str, on: str) -> Iterator[Asked]:
    """The requests that the sentence means by this `on`; raises Undecided for what is too much."""
    pattern = template.fill(on)
    if "*" not in pattern and "?" not in pattern:
        if works_on(action, pattern):
            yield template.ask(scenario, who, action, on)
        return
    if pattern == NO_RESOURCE:
        yield template.ask(scenario, who, action, on)
    for resource in _resources(template, scenario, who, action, pattern):
        for owner in _owners(template, resource):
            yield template.ask(scenario, who, action, resource, owner)


def _owners(template: DeployedTemplate, resource: str) -> tuple[str, ...]:
    """The accounts that may own a resource whose ARN names none."""
    return (ACCOUNT,) if resource.split(":")[4] or template.makes(resource) else (ACCOUNT, STRANGER)


def _resources(template: DeployedTemplate, scenario: Scenario, who: str, action: str, pattern: str) -> Iterator[str]:
    try:
        meant = tuple(each for account in (ACCOUNT, STRANGER) for each in forms(action, account))
    except UnknownAction:
        meant = ()
    made = [arn for arn in template.arns if works_on(action, arn)]
    policies = template.ask(scenario, who, action, pattern).policies
    named = set(_named(template, action, policies)) | set(_guards(template, action))
    texts = _texts(tuple(sorted({*named, *made, *meant, pattern} - {NO_RESOURCE})))
    wanted = compile_resource(pattern, False)
    for text in texts:
        if text.count(":") >= 5 and wanted.matches(text, {}) is True and works_on(action, text) and meant:
            yield text


def _named(template: DeployedTemplate, action: str, policies: PolicySet) -> Iterator[str]:
    """The resources that the caller's own statements about the action name."""
    layers = (*policies.identity, *((policies.boundary,) if policies.boundary else ()), *(policies.endpoint or ()))
    return _texts_of((each for policy in layers for each in template.read(policy, "")), action)


def _guards(template: DeployedTemplate, action: str) -> Iterator[str]:
    service = action.partition(":")[0]
    guards: Iterable[NamedPolicy] = template.guards(service)
    return _texts_of((each for policy in guards for each in template.read(policy, "")), action)


def _texts_of(statements: Iterable[Written], action: str) -> Iterator[str]:
    for each in statements:
        if any(compile_action(name)(action.lower()) for name in each.actions) is not each.not_action:
            yield from each.resources or ()


@lru_cache(1024)
def _texts(patterns: tuple[str, ...]) -> tuple[str, ...]:
    return find_overlaps(tuple(Glob(each, fielded=True) for each in patterns))
