"""What happens while a plan is applied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from generator.planning import Step


class Phase(Enum):
    """A step starts, and it is done; a step that fails raises instead."""

    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True)
class Event:
    """A step of a plan and its phase; `number` counts from 1 up to `total`."""

    phase: Phase
    step: Step
    number: int
    total: int
