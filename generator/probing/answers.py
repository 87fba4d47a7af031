"""What was expected, what was seen, and whether they agree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from generator.model.probe import Fact


class Outcome(Enum):
    """How a belief fared."""

    HOLDS = "holds"
    WRONG = "wrong"
    OPEN = "open"
    """Nothing was seen that answers the question."""
    NOT_ASKED = "not asked"
    """Credentials of the caller that asks are missing."""


@dataclass(frozen=True)
class Answer:
    """One fact's row."""

    fact: Fact
    outcome: Outcome
    seen: str

    @property
    def expected(self) -> str:
        """What would have been as believed, in words."""
        return " or ".join(self.fact.expected)
