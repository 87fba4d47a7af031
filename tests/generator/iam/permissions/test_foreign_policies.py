"""Policies that nobody here wrote: every request is in one of the classes, and the function there says the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import pytest

from generator.iam.evaluate import NamedPolicy, Request
from generator.iam.evaluate.cases import load_cases
from generator.iam.evaluate.principals import read_caller
from generator.iam.evaluate.targets import compile_action, compile_resource
from generator.iam.permissions.action_classes import ELSEWHERE, EVERYTHING
from generator.iam.permissions.key_tests import FITS, KeyTest
from generator.iam.permissions.statements import Written, read_policy
from generator.iam.permissions.table import Table

VECTORS = Path(__file__).parents[3] / "behavior/vectors/iam-1500.jsonl.gz"


def documents() -> Iterator[tuple[Request, NamedPolicy]]:
    """Each request with each of the policies that has a say in it, endpoints' apart."""
    for case in load_cases(VECTORS):
        held = case.policies
        more = (held.resource, held.boundary, held.session)
        for policy in (*held.identity, *(each for each in more if each is not None)):
            yield case.request, policy


def applying(policy: NamedPolicy, request: Request) -> set[str]:
    """The statements that apply to the request, as the evaluator sees it."""
    context = {key.lower(): value if isinstance(value, str) else tuple(value) for key, value in request.context.items()}
    caller = read_caller(request.principal)
    return {
        each.sid or f"statement {number}"
        for number, each in enumerate(policy.statements, 1)
        if (each.principals is None or each.principals.match(caller) is not None)
        and each.concerns(request.action.lower(), request.resource, context)
    }


def found(statements: tuple[Written, ...], request: Request) -> set[str]:
    """The same from the table's classes; each part of the request has its class."""
    caller = read_caller(request.principal)
    context = {key.lower(): value if isinstance(value, str) else tuple(value) for key, value in request.context.items()}
    table = Table(statements)
    service, action = request.action.partition(":")[0].lower(), request.action.lower()
    service = service if service in table.universe.by_service else ELSEWHERE
    concerned = sum(1 << number for number, each in enumerate(statements) if is_meant(each, action))
    assert concerned in {table.concerned[each] for each in table.universe.by_service[service]}, action
    if not concerned:
        return set()
    patterns = table.patterns[service]
    kind = {each for each in patterns if compile_resource(each, False).matches(request.resource, {}) is True}
    kinds = {text: {each for each in patterns if text in patterns[each]} for text in table.resources[service]}
    resource = next(text for text, each in kinds.items() if each == kind)
    places = []
    for domain in table.diagrams.domains:
        truths = tuple(holds(test, request.resource, context) for test in domain.tests)
        places.append(next(place for place, each in enumerate(domain.elements) if each.truths == truths))
    mask = concerned & table.resources[service][resource]
    return {
        each.source.name
        for number, each in enumerate(statements)
        if mask >> number & 1
        and (each.principals is None or each.principals.match(caller) is not None)
        and table.diagrams.holds(table.conditions[number], places)
    }


def holds(test: KeyTest, resource: str, context: Mapping[str, str | tuple[str, ...]]) -> bool:
    """What a test comes to for the request."""
    if test.operator == FITS:
        return compile_resource(test.key.removeprefix("the resource is "), True).matches(resource, context) is True
    return test.holds(context)


def is_meant(statement: Written, action: str) -> bool:
    """Whether a statement speaks of an action."""
    meant = any(each in EVERYTHING or compile_action(each)(action) for each in statement.actions)
    return meant is not statement.not_action


@pytest.mark.parametrize("step", [20, pytest.param(1, marks=pytest.mark.slow)])
def test_each_request_of_the_shared_vectors_is_in_a_class_and_decided_the_same(step: int) -> None:
    decided = 0
    for request, policy in islice(documents(), 0, None, step):
        named = found(read_policy(policy.document, "identity", policy.name), request)
        assert named == applying(policy, request), (policy.document, request)
        decided += 1
    # Nothing of them is too much to decide.
    assert decided > 3_500 // step
