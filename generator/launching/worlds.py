"""Every set of answers that makes a difference to one resource, and what its properties come to under each.

What is not known before the launch is `*` (whatever a person answers, or AWS makes up) or `UNSEEN` (one fixed value
that the template does not show: a dynamic reference, an export). The account, the region and the environment's name
stay `${…}`, as launch-role.yaml has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from generator.cloudformation.template.compared import tested
from generator.cloudformation.template.parameter import Parameter, read_parameters
from generator.cloudformation.template.partial import holds
from generator.cloudformation.template.references import PLACEHOLDER, is_function, walk_references
from generator.model.launch_role import IN_PLACE

Document = Mapping[str, Any]
MOST = 512
"""Sets of answers that are tried for one resource; beyond, the longest lists are left open."""
UNSEEN = "\u2026"
OTHER = "\0"
DYNAMIC = re.compile(r"\{\{resolve:([a-z-]+):((?:\$\{[^}]*\}|[^}])*)\}\}")
"""A dynamic reference, in which `${…}` may stand."""
STACK = "SC-${AWS::AccountId}-pp-*"
"""Source: Service Catalog Administrator Guide, "Launch constraints": stacks are SC-account-provisionedProduct."""
_PSEUDO = {
    "AWS::StackName": STACK,
    "AWS::StackId": "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/" + STACK,
    "AWS::NotificationARNs": [],
}


class Absent:
    """The type of `ABSENT`, what `AWS::NoValue` leaves."""


ABSENT = Absent()
Named = Callable[["World", str, str], str]


@dataclass(frozen=True)
class World:
    """One set of answers; `assumed` is what a condition comes to that depends on more than these."""

    document: Document
    answers: Mapping[str, str]
    named: Named
    """What `Ref` (attribute empty) and `Fn::GetAtt` give of a resource."""
    environment: str | None = None
    """The parameter that is the environment's name."""
    assumed: bool = True
    dynamic: Mapping[str, str] = field(default_factory=dict)

    def holds(self, condition: str) -> bool:
        """Whether a named condition holds here."""
        known = holds(condition, self.document.get("Conditions") or {}, self.answers)
        return self.assumed if known is None else known

    def settle(self, value: Any) -> Any:
        """A value without functions."""
        if isinstance(value, str):
            return DYNAMIC.sub(lambda found: self._stored(found[1], found[2]), value)
        if isinstance(value, list | tuple):
            return [each for each in map(self.settle, value) if each is not ABSENT]
        if not isinstance(value, Mapping):
            return value
        if is_function(value):
            (name, argument), *_ = value.items()
            return _FUNCTIONS[name](self, argument) if name in _FUNCTIONS else "*"
        settled = {key: self.settle(each) for key, each in value.items()}
        return {key: each for key, each in settled.items() if each is not ABSENT}

    def _stored(self, service: str, name: str) -> str:
        return self.dynamic.get(name, UNSEEN) if service == "ssm" else UNSEEN

    def refer(self, name: str) -> Any:
        """What `Ref` gives."""
        if name == "AWS::NoValue":
            return ABSENT
        if name.startswith("AWS::"):
            return _PSEUDO.get(name, f"${{{name}}}")
        declared = self.document.get("Parameters") or {}
        if name not in declared:
            return self.named(self, name, "")
        if name == self.environment:
            return IN_PLACE
        answer = self.answers.get(name, "*")
        text = "*" if answer == OTHER else answer
        return [text] if "List<" in str(declared[name].get("Type")) else text


def find_worlds(
    document: Document,
    body: Document,
    named: Named,
    environment: str | None,
    narrowed: Mapping[str, Sequence[str]],
    stored: Mapping[str, str],
) -> tuple[list[World], bool]:
    """The worlds of one resource, and whether all of them are there."""
    conditions = document.get("Conditions") or {}
    parameters = read_parameters(document.get("Parameters") or {})
    values: dict[str, list[str]] = {}
    for name, literal in _choices(document, body):
        known = _known(parameters.get(name), narrowed)
        if name != environment and known:
            values[name] = known
        elif literal is not None and name != environment:
            values.setdefault(name, [OTHER]).append(literal)
    total, whole = 1, True
    for name in sorted(values, key=lambda each: len(values[each])):
        if total * len(values[name]) > MOST:
            del values[name]
            whole = False
        else:
            total *= len(values[name])
    rows = [dict(zip(values, row, strict=True)) for row in product(*values.values())]
    used = [each.name for each in walk_references(body) if each.condition]
    used += [str(body["Condition"])] if "Condition" in body else []
    open_ones = any(holds(name, conditions, row) is None for row in rows[:1] for name in used)
    assumed = (True, False) if open_ones else (True,)
    return [World(document, row, named, environment, each, stored) for row in rows for each in assumed], whole


def _known(parameter: Parameter | None, narrowed: Mapping[str, Sequence[str]]) -> list[str]:
    if parameter is None:
        return []
    return list(dict.fromkeys(narrowed.get(parameter.name) or parameter.allowed or ()))


def _choices(document: Document, body: Document) -> Iterator[tuple[str, str | None]]:
    """Parameters that the resource reads, and texts that its conditions compare them with."""
    conditions = document.get("Conditions") or {}
    if "Condition" in body:
        yield from tested(str(body["Condition"]), conditions)
    for reference in walk_references(body):
        if reference.condition:
            yield from tested(reference.name, conditions)
        elif not reference.attribute:
            yield reference.name, None


def _sub(world: World, argument: Any) -> Any:
    text, local = (argument, {}) if isinstance(argument, str) else (argument[0], argument[1])

    def put(found: Any) -> str:
        mark, name = found.group(1), found.group(2)
        if mark:
            return f"${{{name}}}"
        if name in local:
            value = world.settle(local[name])
        else:
            logical, _, attribute = name.partition(".")
            value = world.named(world, logical, attribute) if attribute else world.refer(logical)
        return value if isinstance(value, str) else "*"

    return world.settle(PLACEHOLDER.sub(put, str(text)))


def _join(world: World, argument: Any) -> Any:
    parts = world.settle(argument[1])
    texts = parts if isinstance(parts, list) else [parts]
    return world.settle(str(argument[0]).join(each if isinstance(each, str) else str(each) for each in texts))


def _select(world: World, argument: Any) -> Any:
    index, parts = str(world.settle(argument[0])), world.settle(argument[1])
    return parts[int(index)] if isinstance(parts, list) and index.isdigit() and int(index) < len(parts) else "*"


def _split(world: World, argument: Any) -> Any:
    text = world.settle(argument[1])
    open_ended = not isinstance(text, str) or "*" in text or UNSEEN in text
    return "*" if open_ended else str(text).split(str(argument[0]))


def _find(world: World, argument: Any) -> Any:
    found: Any = world.document.get("Mappings") or {}
    for key in map(world.settle, argument[:3]):
        if not isinstance(found, Mapping) or key not in found:
            return "*"
        found = found[key]
    return found


def _attribute(world: World, argument: Any) -> Any:
    logical, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
    return world.named(world, str(logical), str(attribute))


_FUNCTIONS: Mapping[str, Callable[[World, Any], Any]] = {
    "Ref": lambda world, argument: world.refer(str(argument)),
    "Fn::FindInMap": _find,
    "Fn::GetAtt": _attribute,
    "Fn::If": lambda world, argument: world.settle(argument[1] if world.holds(argument[0]) else argument[2]),
    "Fn::ImportValue": lambda world, argument: UNSEEN,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
}
