"""How many characters a value of a template can sensibly become once its functions are resolved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from generator.cloudformation.template.parameter import Parameter, read_parameters
from generator.cloudformation.template.partial import Answers, combinations, holds
from generator.cloudformation.template.references import DYNAMIC, PLACEHOLDER, is_function

PSEUDO = {
    "AWS::AccountId": 12,
    "AWS::Partition": len("aws-us-gov"),
    "AWS::Region": len("ap-southeast-1"),
    "AWS::StackId": 200,
    "AWS::StackName": 64,
    "AWS::URLSuffix": len("amazonaws.com.cn"),
}
ARN = len("arn:aws-us-gov:iam::111122223333:role/") + 64
"""A role's ARN with the longest name; those of keys, buckets and log groups of ours are shorter."""
NAME = 64


def _conditions(value: Any) -> Iterator[str]:
    """The names of the conditions that a value's `Fn::If`s ask."""
    if isinstance(value, dict):
        match value.get("Fn::If"):
            case [str() as name, *_]:
                yield name
        for item in value.values():
            yield from _conditions(item)
    elif isinstance(value, list):
        for item in value:
            yield from _conditions(item)


class Lengths:
    """Lengths of compact JSON, without white space, for the values of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._parameters = read_parameters(document.get("Parameters", {}))
        self._resources: Mapping[str, Any] = document.get("Resources", {})
        self._mappings: Mapping[str, Any] = document.get("Mappings", {})
        self._conditions: Mapping[str, Any] = document.get("Conditions", {})
        self._answers: Answers = {}

    def longest(self, value: Any) -> int:
        """The most characters that `value` has as JSON, under any answers to the template's questions.

        Branches that exclude each other, such as one statement for each of three modes, are not counted together.
        """
        names = sorted(set(_conditions(value)))
        lengths = []
        for answers in combinations(names, self._parameters, self._conditions):
            self._answers = answers
            lengths.append(self.of(value))
        self._answers = {}
        return max(lengths)

    def of(self, value: Any) -> int:
        """The characters of `value` as JSON, under the answers that are known."""
        if isinstance(value, str):
            return self._text(value) + 2
        if is_function(value):
            ((function, argument),) = value.items()
            return self._function(function, argument)
        if isinstance(value, dict):
            return 1 + sum(len(key) + 4 + self.of(item) for key, item in value.items()) + (not value)
        if isinstance(value, list):
            return 1 + sum(self.of(item) + 1 for item in value) + (not value)
        return len(json.dumps(value))

    def _function(self, function: str, argument: Any) -> int:
        match function, argument:
            case "Ref", str():
                return self._ref(argument)
            case "Fn::If", [condition, yes, no]:
                truth = holds(condition, self._conditions, self._answers)
                return max(self.of(branch) for branch in (yes, no) if truth is None or branch is (yes if truth else no))
            case "Fn::Sub", str():
                return self._sub(argument, {}) + 2
            case "Fn::Sub", [str() as text, dict() as values]:
                return self._sub(text, values) + 2
            case "Fn::Join", [str() as between, list() as items]:
                return sum(self.of(item) - 2 for item in items) + len(between) * max(0, len(items) - 1) + 2
            case "Fn::Select", [_, list() as items]:
                return max(map(self.of, items), default=0)
            case "Fn::FindInMap", [str() as name, *_]:
                return self._longest(self._mappings.get(name, {}))
            case "Fn::Split", _:
                return 2 * (ARN + 3)
        return ARN + 2

    def _ref(self, name: str) -> int:
        if name == "AWS::NoValue":
            return -1  # with the comma that would have followed it
        if name in PSEUDO:
            return PSEUDO[name] + 2
        if name in self._parameters:
            return self._answer(self._parameters[name]) + 2
        kind = self._resources.get(name, {}).get("Type")
        return (ARN if kind == "AWS::IAM::ManagedPolicy" else NAME) + 2

    def _answer(self, parameter: Parameter) -> int:
        if parameter.allowed:
            return max(map(len, parameter.allowed))
        if longest := parameter.constraints.get("MaxLength"):
            return int(longest)
        return max(NAME, len(parameter.default or ""))

    def _sub(self, text: str, values: Mapping[str, Any]) -> int:
        fixed = self._text(PLACEHOLDER.sub("", text))
        return fixed + sum(
            len(name) + 3 if literal else self._variable(name.strip(), values)
            for literal, name in PLACEHOLDER.findall(text)
        )

    def _variable(self, name: str, values: Mapping[str, Any]) -> int:
        if name in values:
            return self.of(values[name]) - 2
        return ARN if "." in name else self._ref(name) - 2

    def _text(self, text: str) -> int:
        resolved = DYNAMIC.sub("x" * ARN, text)
        return len(json.dumps(resolved, ensure_ascii=False)) - 2 - resolved.count(" ")

    def _longest(self, value: Any) -> int:
        rows = value.values() if isinstance(value, dict) else ()
        return max((self._longest(row) for row in rows), default=0) if isinstance(value, dict) else self.of(value)
