"""The notebooks of one account and region: plain data."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from embedded_aws.service import ServiceError

MOMENT = 0.2
"""Seconds that a transition takes; on AWS it is minutes."""


@dataclass
class Notebook:
    """One notebook instance: what DescribeNotebookInstance reads back, and where it is on its way to."""

    description: dict[str, Any]
    status: str
    next: str | None = None
    at: float = 0.0

    def move(self, through: str, to: str) -> None:
        """Start a transition."""
        self.status, self.next, self.at = through, to, time.time() + MOMENT

    def now(self) -> str:
        """The status at this moment; `Gone` once it has been deleted."""
        if self.next is not None and time.time() >= self.at:
            self.status, self.next = self.next, None
        return self.status


@dataclass
class NotebookStore:
    """The notebooks and lifecycle configurations of one account and region, by lower-case name; tags by ARN."""

    notebooks: dict[str, Notebook] = field(default_factory=dict)
    lifecycles: dict[str, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)

    def notebook(self, name: str) -> Notebook:
        """A notebook that exists; raises ServiceError."""
        self.sweep()
        held = self.notebooks.get(name.lower())
        if held is None:
            raise ServiceError("ValidationException", "RecordNotFound", 400)
        return held

    def lifecycle(self, name: str) -> dict[str, Any]:
        """A lifecycle configuration that exists; raises ServiceError."""
        held = self.lifecycles.get(name.lower())
        if held is None:
            raise ServiceError(
                "ValidationException",
                f"Unable to describe Notebook Instance Lifecycle Config {name!r}: RecordNotFound",
                400,
            )
        return held

    def sweep(self) -> None:
        """Forget what has been deleted, with its tags."""
        for name, held in list(self.notebooks.items()):
            if held.now() == "Gone":
                del self.notebooks[name]
                self.tags.pop(held.description["NotebookInstanceArn"], None)


def require(held: Notebook, allowed: tuple[str, ...], to: str) -> None:
    """Raise ServiceError where the notebook's status does not allow the transition."""
    status = held.now()
    if status not in allowed:
        arn = held.description["NotebookInstanceArn"]
        said = f"Status ({status}) not in ([{', '.join(allowed)}]). Unable to transition to ({to}) for"
        raise ServiceError("ValidationException", f"{said} Notebook Instance ({arn})", 400)
