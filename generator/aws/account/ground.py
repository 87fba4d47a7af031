"""A deployment as CloudFormation would see it: what would be made, and what the stack has already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.aws.adoption import pseudo_parameters
from generator.aws.session import Connection
from generator.cloudformation.resolve import resolve
from generator.planning import Deployment


@dataclass(frozen=True)
class Ground:
    """`made` is every resource of the template for these answers; `there` the stack's physical names by logical id."""

    connection: Connection
    deployment: Deployment
    document: Mapping[str, Any]
    made: Mapping[str, Any]
    there: Mapping[str, str]

    @property
    def stack(self) -> str:
        """Its name, which is the prefix of every other one."""
        return self.deployment.stack

    @property
    def answers(self) -> Mapping[str, str]:
        """The answers to what this template asks."""
        return _answers(self.deployment, self.document)

    def fresh(self, *kinds: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Resources of these types that the stack does not have yet: logical id and properties."""
        for name, body in self.made.items():
            if body["Type"] in kinds and name not in self.there:
                yield name, body.get("Properties", {})

    def drawn(self, otherwise: Mapping[str, str]) -> Mapping[str, Any]:
        """What the template would make with some answers otherwise."""
        known = {name: value for name, value in otherwise.items() if name in self.document["Parameters"]}
        return _made(self.connection, self.document, {**self.answers, **known})

    def drawn_instead(self, field: str) -> Mapping[str, Mapping[str, Any]]:
        """Type → properties of what the template would make itself, were nothing given in a field of `existing`."""
        drawn = self.drawn(dict.fromkeys(self.deployment.base.parameters(field), ""))
        return {body["Type"]: body["Properties"] for name, body in drawn.items() if name not in self.made}

    def said(self, field: str) -> str:
        """The answer to the parameter that takes a field; nothing where this template has none."""
        answers = self.answers
        return next((answers[name] for name in self.deployment.base.parameters(field) if name in answers), "")

    @property
    def caller(self) -> str:
        """The ARN of a role of the environment that uses what is given."""
        path, local = self.said("roles.path") or "/", self.deployment.base.caller
        return f"arn:{self.connection.partition}:iam::{self.connection.account}:role{path}{self.stack}-{local}"


def read_ground(
    connection: Connection, deployment: Deployment, document: Mapping[str, Any], there: Mapping[str, str]
) -> Ground:
    """Resolve the template for a deployment."""
    made = _made(connection, document, _answers(deployment, document))
    return Ground(connection, deployment, document, made, there)


def _answers(deployment: Deployment, document: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in deployment.parameters.items() if name in document["Parameters"]}


def _made(connection: Connection, document: Mapping[str, Any], answers: Mapping[str, str]) -> Mapping[str, Any]:
    made: Mapping[str, Any] = resolve(document, answers, pseudo_parameters(connection))["Resources"]
    return made
