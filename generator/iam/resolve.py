"""Templates with nothing left to look up: every intrinsic function replaced by what CloudFormation would put there.

`resolve(document, parameters)` takes a template and the answers to its parameters, and returns a document with
`Parameters` and `Conditions` as they came out, and the `Resources` and `Outputs` that would be made, with deterministic
symbolic physical ids (`generator.iam.physical`). What it cannot resolve raises `Problems` with everything at once
(SEC410): it never guesses. Standard library only. Source: CloudFormation Template Reference, "Intrinsic functions".
"""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from generator.diagnostics import Finding, Problems
from generator.iam.physical import NAMED_BY, attribute, reference

_VARIABLE = re.compile(r"\$\{(!?)([A-Za-z0-9:.]+)[^}]*\}")
_DYNAMIC = re.compile(r"\{\{resolve:ssm:([A-Za-z0-9_./-]+)(?::\d+)?\}\}")
_NOTHING = object()

PSEUDO: Mapping[str, str] = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::StackId": "arn:aws:cloudformation:eu-west-1:111122223333:stack/stack/00000000",
    "AWS::StackName": "stack",
    "AWS::URLSuffix": "amazonaws.com",
}
"""The account, region and stack that stand in where none is given."""


class _Unresolved(Exception):
    """One thing that cannot be resolved; turned into a finding at its place."""


def resolve(
    document: Mapping[str, Any],
    parameters: Mapping[str, Any],
    pseudo: Mapping[str, str] | None = None,
    attributes: Mapping[tuple[str, str], str] | None = None,
    dynamic: Mapping[str, str] | None = None,
    exports: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The concrete document of one stack.

    `attributes` are return values that the table does not know, by logical id and attribute (`"Ref"` for `Ref`),
    `dynamic` the values of `{{resolve:ssm:NAME}}` by name, `exports` those of `Fn::ImportValue`. Raises Problems.
    """
    return _Resolver(
        document, parameters, {**PSEUDO, **(pseudo or {})}, attributes or {}, dynamic or {}, exports or {}
    )()


class _Resolver:
    """One run over one document; it lives as long as the call."""

    def __init__(
        self,
        document: Mapping[str, Any],
        parameters: Mapping[str, Any],
        pseudo: Mapping[str, str],
        attributes: Mapping[tuple[str, str], str],
        dynamic: Mapping[str, str],
        exports: Mapping[str, str],
    ) -> None:
        self._document = document
        self._pseudo = pseudo
        self._attributes = attributes
        self._dynamic = dynamic
        self._exports = exports
        self._findings: list[Finding] = []
        self._given = dict(parameters)
        self._conditions: dict[str, bool] = {}
        self._pending: list[str] = []
        self._functions: Mapping[str, Callable[[Any], Any]] = {
            "Condition": self._condition,
            "Fn::And": lambda tests: all(self._true(test) for test in tests),
            "Fn::Base64": lambda value: base64.b64encode(str(self._value(value)).encode()).decode(),
            "Fn::Cidr": self._cidr,
            "Fn::Equals": lambda pair: _same(*self._value(pair)),
            "Fn::FindInMap": self._find_in_map,
            "Fn::GetAZs": lambda region: [f"{self._value(region) or pseudo['AWS::Region']}{zone}" for zone in "abc"],
            "Fn::GetAtt": self._attribute,
            "Fn::If": self._if,
            "Fn::ImportValue": self._import,
            "Fn::Join": self._join,
            "Fn::Length": lambda items: len(self._value(items)),
            "Fn::Not": lambda tests: not self._true(tests[0]),
            "Fn::Or": lambda tests: any(self._true(test) for test in tests),
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::Sub": self._substitute,
            "Fn::ToJsonString": lambda value: json.dumps(self._value(value)),
            "Ref": self._reference,
        }

    def __call__(self) -> dict[str, Any]:
        answers = {name: self._at(f"Parameters/{name}", self._answer, name) for name in self._section("Parameters")}
        conditions = {
            name: self._at(f"Conditions/{name}", self._condition, name) for name in self._section("Conditions")
        }
        concrete = {
            "Parameters": answers,
            "Conditions": conditions,
            "Resources": self._made("Resources"),
            "Outputs": self._made("Outputs"),
        }
        if self._findings:
            raise Problems(self._findings)
        return concrete

    def _section(self, name: str) -> Mapping[str, Any]:
        section: Mapping[str, Any] = self._document.get(name) or {}
        return section

    def _made(self, section: str) -> dict[str, Any]:
        made = {}
        for name, body in self._section(section).items():
            if "Condition" in body and not self._at(f"{section}/{name}", self._condition, body["Condition"]):
                continue
            rest = {key: value for key, value in body.items() if key != "Condition"}
            made[name] = self._at(f"{section}/{name}", self._value, rest)
        return made

    def _at(self, place: str, resolve_one: Callable[[Any], Any], value: Any) -> Any:
        try:
            return resolve_one(value)
        except _Unresolved as problem:
            self._findings.append(
                Finding(
                    "SEC410",
                    f"{place}: {problem}",
                    fix="give the value to the resolver, or write the template so that it can be known beforehand",
                )
            )
            return None

    def _value(self, value: Any) -> Any:
        match value:
            case {"Fn::Transform": _}:
                raise _Unresolved("a macro cannot be resolved here")
            case dict() if len(value) == 1 and (name := next(iter(value))) in self._functions and _is_call(name, value):
                return self._functions[name](value[name])
            case dict() if len(value) == 1 and str(next(iter(value))).startswith("Fn::"):
                raise _Unresolved(f"{next(iter(value))} is not known here")
            case dict():
                pairs = {key: self._value(item) for key, item in value.items()}
                return {key: item for key, item in pairs.items() if item is not _NOTHING}
            case list() | tuple():
                return [item for item in map(self._value, value) if item is not _NOTHING]
            case str():
                return self._dynamic_reference(value) if "{{resolve:" in value else value
        return value

    def _dynamic_reference(self, text: str) -> str:
        found = _DYNAMIC.sub(self._parameter_store, text)
        if "{{resolve:" in found:
            raise _Unresolved(f"only parameters of Systems Manager are known here, not {found}")
        return found

    def _parameter_store(self, match: re.Match[str]) -> str:
        name = match[1]
        if name not in self._dynamic:
            raise _Unresolved(f"no value was given for the dynamic reference to {name}")
        return self._dynamic[name]

    def _answer(self, name: str) -> Any:
        definition = self._section("Parameters")[name]
        answer = self._given.get(name, definition.get("Default", _NOTHING))
        if answer is _NOTHING:
            raise _Unresolved("the parameter has no default and was given no value")
        if str(definition.get("Type", "")).startswith(("List<", "CommaDelimitedList")) and isinstance(answer, str):
            return answer.split(",") if answer else []
        return answer if isinstance(answer, list) else str(answer)

    def _condition(self, name: str) -> bool:
        if name not in self._section("Conditions"):
            raise _Unresolved(f"there is no condition {name}")
        if name not in self._conditions:
            with_name = f"condition {name}"
            if with_name in self._pending:
                raise _Unresolved(f"the condition {name} depends on itself")
            self._pending.append(with_name)
            self._conditions[name] = self._true(self._section("Conditions")[name])
            self._pending.remove(with_name)
        return self._conditions[name]

    def _true(self, test: Any) -> bool:
        outcome = self._value(test)
        if not isinstance(outcome, bool):
            raise _Unresolved(f"{outcome!r} is neither true nor false")
        return outcome

    def _if(self, parts: list[Any]) -> Any:
        name, then, otherwise = parts
        return self._value(then if self._condition(name) else otherwise)

    def _reference(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _NOTHING
        if name in self._pseudo:
            return self._pseudo[name]
        if name in self._section("Parameters"):
            return self._answer(name)
        if (name, "Ref") in self._attributes:
            return self._attributes[name, "Ref"]
        return reference(*self._identity(name), self._pseudo)

    def _attribute(self, parts: str | list[Any]) -> str:
        name, _, wanted = parts.partition(".") if isinstance(parts, str) else (parts[0], ".", self._value(parts[1]))
        if (name, wanted) in self._attributes:
            return self._attributes[name, wanted]
        kind, logical, physical = self._identity(name)
        found = attribute(kind, wanted, logical, physical, self._pseudo)
        if found is None:
            raise _Unresolved(f"the attribute {wanted} of {name} ({kind}) is not known before it is deployed")
        return found

    def _identity(self, logical: str) -> tuple[str, str, str]:
        body = self._section("Resources").get(logical)
        if body is None:
            raise _Unresolved(f"there is no parameter or resource {logical}")
        if "Condition" in body and not self._condition(body["Condition"]):
            raise _Unresolved(f"{logical} is not made here, and yet something refers to it")
        kind = body["Type"]
        name = self._value(body.get("Properties", {}).get(NAMED_BY.get(kind, ""), _NOTHING))
        return kind, logical, f"{self._pseudo['AWS::StackName']}-{logical}" if name is _NOTHING else str(name)

    def _substitute(self, parts: str | list[Any]) -> str:
        text, extra = (parts, {}) if isinstance(parts, str) else (parts[0], parts[1])

        def one(match: re.Match[str]) -> str:
            literal, name = match[1], match[2]
            if literal:
                return "${" + match[0][3:]
            if name in extra:
                return str(self._value(extra[name]))
            return str(self._attribute(name) if "." in name else self._reference(name))

        return str(self._value(_VARIABLE.sub(one, text)))

    def _join(self, parts: list[Any]) -> str:
        return str(parts[0]).join(map(str, self._value(parts[1])))

    def _split(self, parts: list[Any]) -> list[str]:
        return str(self._value(parts[1])).split(parts[0])

    def _select(self, parts: list[Any]) -> Any:
        index, items = int(self._value(parts[0])), self._value(parts[1])
        if not isinstance(items, list) or not 0 <= index < len(items):
            raise _Unresolved(f"there is no item {index} in {items!r}")
        return items[index]

    def _cidr(self, parts: list[Any]) -> list[str]:
        block, count, bits = (self._value(part) for part in (*parts, 8)[:3])
        network = ipaddress.ip_network(block)
        subnets = network.subnets(new_prefix=network.max_prefixlen - int(bits))
        return [str(subnet) for subnet, _ in zip(subnets, range(int(count)), strict=False)]

    def _find_in_map(self, parts: list[Any]) -> Any:
        name, first, second = (self._value(part) for part in parts[:3])
        row = self._section("Mappings").get(name, {}).get(first, {})
        if second not in row:
            raise _Unresolved(f"the mapping {name} has no {first}/{second}")
        return row[second]

    def _import(self, name: Any) -> str:
        wanted = self._value(name)
        if wanted not in self._exports:
            raise _Unresolved(f"no value was given for the export {wanted}")
        return self._exports[wanted]


def _is_call(name: str, value: Mapping[str, Any]) -> bool:
    """`Condition` is a function only with a name: in a policy it is the element of a statement."""
    return name != "Condition" or isinstance(value[name], str)


def _same(left: Any, right: Any) -> bool:
    return str(left) == str(right)
