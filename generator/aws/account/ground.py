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
    stack: str
    answers: Mapping[str, str]
    made: Mapping[str, Any]
    there: Mapping[str, str]

    def fresh(self, *kinds: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Resources of these types that the stack does not have yet: logical id and properties."""
        for name, body in self.made.items():
            if body["Type"] in kinds and name not in self.there:
                yield name, body.get("Properties", {})


def read_ground(
    connection: Connection, deployment: Deployment, document: Mapping[str, Any], there: Mapping[str, str]
) -> Ground:
    """Resolve the template for a deployment."""
    answers = {name: value for name, value in deployment.parameters.items() if name in document["Parameters"]}
    made = resolve(document, answers, pseudo_parameters(connection))["Resources"]
    return Ground(connection, deployment.stack, answers, made, there)
