"""Statements as they are written, in the parts that decide; and where each was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from generator.iam.evaluate.patterns import ESCAPES, VARIABLE
from generator.iam.evaluate.principals import Principals, compile_principals
from generator.iam.evaluate.statements import VARIABLES, compile_policy
from generator.iam.permissions.key_tests import KeyTest, fits, read_tests, variables_of
from generator.iam.permissions.undecided import Undecided

MARK = "Written at"
"""An element that `mark_statements` adds: the path of the statement in the template as it is written."""
IN = "Fn::If"


@dataclass(frozen=True)
class Source:
    """The policy, the statement's Sid or number, and its path in the unresolved template where that is known."""

    policy: str
    name: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """One statement. `resources` is None for a trust policy's; `scope` holds the resources that its policy is of."""

    layer: str
    allows: bool
    actions: tuple[str, ...]
    not_action: bool
    resources: tuple[str, ...] | None
    not_resource: bool
    tests: tuple[KeyTest, ...]
    principals: Principals | None
    source: Source
    scope: tuple[str, ...] | None = None
    variables: bool = True


def read_policy(
    document: Mapping[str, Any], layer: str, name: str, scope: tuple[str, ...] | None = None
) -> tuple[Written, ...]:
    """The statements of a policy that the evaluator understands; raises PolicyNotUnderstood for another."""
    return _read_policy(json.dumps(document, sort_keys=True, default=plain), layer, name, scope)


def plain(value: Any) -> Any:
    """What `json` cannot write by itself: a frozen mapping or list."""
    return dict(value) if isinstance(value, Mapping) else list(value)


@lru_cache(4096)
def _read_policy(text: str, layer: str, name: str, scope: tuple[str, ...] | None) -> tuple[Written, ...]:
    document = json.loads(text)
    compile_policy(name, strip_marks(document))
    variables = VARIABLES[document.get("Version")]
    statements = _listed(document["Statement"])
    return tuple(
        part
        for number, statement in enumerate(statements, 1)
        for part in _parts(_read(statement, layer, _source(name, number, statement), scope, variables))
    )


def _parts(statement: Written) -> Iterator[Written]:
    """A statement for the resources with policy variables, each by itself: whether they are meant is a key of its own.

    Raises Undecided for a variable in NotResource.
    """
    varying = [text for text in statement.resources or () if variables_of(text, statement.variables)]
    if varying and statement.not_resource:
        raise Undecided(f"`{statement.source.name}` of {statement.source.policy} has a policy variable in NotResource")
    plain = tuple(text for text in statement.resources or () if text not in varying)
    if plain or statement.resources is None:
        yield replace(statement, resources=plain or None)
    for text in varying:
        pattern = re.sub(r"\*+", "*", VARIABLE.sub(_widened, text))
        yield replace(statement, resources=(pattern,), tests=tuple(sorted((*statement.tests, fits(text)))))


def _widened(variable: re.Match[str]) -> str:
    return variable[1] if variable[1] in ESCAPES else "*"


def _read(
    statement: Mapping[str, Any], layer: str, source: Source, scope: tuple[str, ...] | None, variables: bool
) -> Written:
    not_action, not_resource = "NotAction" in statement, "NotResource" in statement
    resources = statement.get("NotResource" if not_resource else "Resource")
    principals = statement.get("Principal", statement.get("NotPrincipal"))
    return Written(
        layer,
        statement["Effect"] == "Allow",
        tuple(sorted({str(each).lower() for each in _listed(statement["NotAction" if not_action else "Action"])})),
        not_action,
        None if resources is None else tuple(sorted({str(each) for each in _listed(resources)})),
        not_resource,
        tuple(sorted(read_tests(statement.get("Condition", {}), variables=variables))),
        None if principals is None else compile_principals(principals, "NotPrincipal" in statement),
        source,
        scope,
        variables,
    )


def _source(policy: str, number: int, statement: Mapping[str, Any]) -> Source:
    return Source(policy, str(statement.get("Sid", f"statement {number}")), tuple(statement.get(MARK, ())))


def mark_statements(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The template, with the path of each statement of each policy in it; the rest of it is shared, not copied."""
    resources = document.get("Resources") or {}
    marked = {name: _marked(body, ("Resources", name)) for name, body in resources.items()}
    return {**document, "Resources": marked}


def _marked(value: Any, path: tuple[str, ...]) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _statements(each, (*path, key)) if key == "Statement" else _marked(each, (*path, str(key)))
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_marked(each, (*path, str(place))) for place, each in enumerate(value)]
    return value


def _statements(value: Any, path: tuple[str, ...]) -> Any:
    """What stands under `Statement`: a statement, a list of them, or an `Fn::If` between them."""
    if isinstance(value, list | tuple):
        return [_statements(each, (*path, str(place))) for place, each in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    if list(value) == [IN] and isinstance(value[IN], list | tuple):
        condition, *branches = value[IN]
        chosen = [_statements(each, (*path, IN, str(place))) for place, each in enumerate(branches, 1)]
        return {IN: [condition, *chosen]}
    return {**value, MARK: list(path)} if "Effect" in value else value


def strip_marks(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The policy without what `mark_statements` added."""
    statements = [
        {key: each for key, each in statement.items() if key != MARK} if isinstance(statement, Mapping) else statement
        for statement in _listed(document.get("Statement", ()))
    ]
    return {**document, "Statement": statements}


def statements_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every policy document anywhere inside a value: a mapping with `Statement`."""
    if isinstance(value, Mapping):
        if "Statement" in value:
            yield value
        else:
            for each in value.values():
                yield from statements_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from statements_in(each)


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]
