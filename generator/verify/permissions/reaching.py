"""Answers under which a condition, or an assertion of a rule, comes out as it should: changed one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from generator.cloudformation.symbolic import PSEUDO
from generator.cloudformation.template.parameter import Parameter
from generator.cloudformation.template.partial import holds
from generator.cloudformation.template.references import walk_references
from generator.verify.permissions.pattern_texts import find_texts

Answers = Mapping[str, str]
"""Answers to parameters; `AWS::Region` among them is the region."""
Goal = tuple[Any, bool]
"""An expression of a condition or of a rule, and what it should come to."""
REGION = "AWS::Region"
EXAMPLES = (
    "example",
    "Example1",
    "1",
    "yes",
    "true",
    "2026-01-01",
    "person@example.com",
    "https://git.example.com/team/example.git",
    "www.example.com",
    "10.0.0.0/16",
    "192.0.2.0/24",
    "192.0.2.10",
    "192.0.2.10:3128",
    "111122223333",
    "o-abcdefghij",
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com/example:1",
    "arn:aws:iam::111122223333:role/example",
    "arn:aws:iam::111122223333:user/example",
    "arn:aws:iam::111122223333:policy/example",
    "arn:aws:iam::111122223333:saml-provider/example",
    "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
    "arn:aws:dynamodb:eu-west-1:111122223333:table/example",
    "arn:aws:ecr:eu-west-1:111122223333:repository/example",
    "arn:aws:lambda:eu-west-1:111122223333:function:example",
    "arn:aws:logs:eu-west-1:111122223333:log-group:example",
    "arn:aws:s3:::example-bucket",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:example-AbCdEf",
    "arn:aws:sns:eu-west-1:111122223333:example",
    "arn:aws:sqs:eu-west-1:111122223333:example",
    "arn:aws:ssm:eu-west-1:111122223333:parameter/example",
    "arn:aws:states:eu-west-1:111122223333:stateMachine:example",
    "vpc-0123456789abcdef0",
    "subnet-0123456789abcdef0",
    "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
    "sg-0123456789abcdef0",
    "rtb-0123456789abcdef0",
    "vpce-0123456789abcdef0",
    "pl-0123456789abcdef0",
    "ami-0123456789abcdef0",
    "eu-west-1a",
    "eu-west-1a,eu-west-1b",
    "example-bucket",
    "example.zip",
    "/example/path",
    "t3.micro",
    "ml.t3.medium",
)
"""What parameters ask for, most of all."""


class Steps:
    """Changes of answers, from the structure of the expressions; what they come to in the end is asked elsewhere."""

    def __init__(
        self, parameters: Mapping[str, Parameter], conditions: Mapping[str, Any], known: Sequence[Answers]
    ) -> None:
        self._parameters = parameters
        self._conditions = conditions
        self._known = known

    def reach(self, goals: Sequence[Goal], answers: Answers) -> Iterator[Answers]:
        """Answers with which every goal should be met, the fewest changes first."""
        if not goals:
            yield answers
            return
        (expression, wanted), *rest = goals
        for step in self._toward(expression, answers, wanted=wanted):
            yield from self.reach(rest, step)

    def _toward(self, expression: Any, answers: Answers, *, wanted: bool) -> Iterator[Answers]:
        if self._truth(expression, answers) is wanted:
            yield answers
            return
        match expression:
            case {"Condition": str() as name}:
                yield from self._toward(self._conditions.get(name), answers, wanted=wanted)
            case {"Fn::Not": [inner]}:
                yield from self._toward(inner, answers, wanted=not wanted)
            case {"Fn::And": [*parts]} | {"Fn::Or": [*parts]}:
                if ("Fn::And" in expression) is wanted:
                    yield from self.reach([(part, wanted) for part in parts], answers)
                else:
                    for part in parts:
                        yield from self._toward(part, answers, wanted=wanted)
            case {"Fn::Equals": [{"Ref": str() as name}, str() | int() as text]}:
                yield from self._answered(name, str(text), answers, wanted=wanted)
            case {"Fn::Equals": [str() | int() as text, {"Ref": str() as name}]}:
                yield from self._answered(name, str(text), answers, wanted=wanted)
            case _:
                for name in dict.fromkeys(each.name for each in walk_references(expression)):
                    yield from ({**answers, name: value} for value in self._values(name))

    def _answered(self, name: str, text: str, answers: Answers, *, wanted: bool) -> Iterator[Answers]:
        """The parameter with this answer, or with each other one."""
        if wanted:
            if name == REGION or (name in self._parameters and self._parameters[name].accepts(text)):
                yield {**answers, name: text}
        else:
            yield from ({**answers, name: value} for value in self._values(name) if value != text)

    def _values(self, name: str) -> Iterator[str]:
        """The author's answers first."""
        if name == REGION:
            yield str(PSEUDO[REGION])
        elif name in self._parameters:
            parameter = self._parameters[name]
            given = (each[name] for each in self._known if name in each)
            yield from accepted(parameter, (*given, *(parameter.allowed or ()), parameter.example or "", ""))

    def _truth(self, expression: Any, answers: Answers) -> bool | None:
        defaults = {name: each.default for name, each in self._parameters.items() if each.default is not None}
        given = {REGION: str(PSEUDO[REGION]), **defaults, **answers}
        return holds("asked", {**self._conditions, "asked": expression}, given)


def accepted(parameter: Parameter, first: Iterable[str]) -> Iterator[str]:
    """Values that the template takes, these first; an empty one only where it is among them.

    Where no example is taken, texts are made from the parameter's pattern.
    """
    taken = [value for value in dict.fromkeys((*first, *EXAMPLES)) if parameter.accepts(value)]
    yield from taken
    if not any(taken):
        made = find_texts(str(parameter.constraints.get("AllowedPattern", "")))
        yield from (value for value in made if value and parameter.accepts(value))
