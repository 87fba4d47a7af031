"""Questions that no document answers, asked of a deployed environment: what a product's `probes.yaml` says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Given: TypeAlias = Mapping[str, Any]
"""Parameters of an AWS operation, as boto3 takes them; `$name` stands for a value that is known only when it runs."""


@dataclass(frozen=True)
class ProbeCall:
    """One call of AWS: `action` is `service:Operation`, `who` a caller's name such as `administrator`."""

    who: str
    action: str
    given: Given


@dataclass(frozen=True)
class Until:
    """Ask `call` again until what `read` (JMESPath) finds in the answer is one of `values`."""

    call: ProbeCall
    read: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Thing:
    """Something that is made for the probes and removed afterwards.

    Either a launch of `product` with `answers`, or a call, `make`; one without `undo` reads or changes what it `needs`.
    `gives` names values by JMESPath into the launch's outputs or the call's answer.
    """

    name: str
    gives: Mapping[str, str]
    product: str | None = None
    answers: Mapping[str, str] | None = None
    make: ProbeCall | None = None
    until: Until | None = None
    undo: ProbeCall | None = None
    needs: tuple[str, ...] = ()
    minutes: int = 0
    cents: int = 0


@dataclass(frozen=True)
class Fact:
    """One belief, and how it is put to the test.

    `denied` are statements (Action, Condition) that a session policy refuses meanwhile: what is refused then shows what
    AWS asks for. `expected` holds `allowed`, `refused`, or values that `read` may find; `parsed` names texts of the
    answer that are JSON themselves. `minutes` is for how long to wait for an answer that is not there at once.
    """

    id: str
    belief: str
    if_wrong: str
    call: ProbeCall
    expected: tuple[str, ...]
    needs: tuple[str, ...] = ()
    denied: tuple[Given, ...] = ()
    parsed: str | None = None
    read: str | None = None
    minutes: int = 0


@dataclass(frozen=True)
class Probes:
    """Everything that one product asks.

    `values` maps names to SSM parameters below `/ds/<environment>/`; `asked` maps those that a person gives to what
    they are.
    """

    values: Mapping[str, str]
    asked: Mapping[str, str]
    things: tuple[Thing, ...]
    facts: tuple[Fact, ...]

    def needed(self, facts: Iterable[Fact]) -> tuple[Thing, ...]:
        """The things that these facts need, and those that they need in turn, in the order of the file."""
        names = {name for fact in facts for name in fact.needs}
        for thing in reversed(self.things):
            if thing.name in names:
                names |= {*thing.needs}
        return tuple(thing for thing in self.things if thing.name in names)
