"""An environment as it is × as portfolio.yaml says → what its deployment would change, and for whom. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.model.declaration import PRINCIPALS, Base
from generator.planning.losses import find_losses
from generator.planning.policy_changes import compare_policies
from generator.planning.record import Record, digest_of
from generator.planning.risk import Risk

_WHO = (
    PRINCIPALS,
    "people.approvers",
    "options.data-principals",
    "options.pipeline-principals",
    "options.application-principals",
)
"""Fields that name people and roles, who get in or are kept out one by one."""
_SHOWN = 2


@dataclass(frozen=True)
class StackState:
    """A stack: its status, the version of its template, its answers, and its resources for these answers."""

    status: str
    version: str
    answers: Mapping[str, str]
    resources: Mapping[str, Any]
    digest: str = ""
    """Of the template."""


@dataclass(frozen=True)
class EnvironmentChange:
    """One line: `+`, `~` or `-`, its words, and what it may do to people."""

    symbol: str
    words: str
    risks: tuple[Risk, ...] = ()
    lets_in: str = ""
    """Who gets in by it."""


@dataclass(frozen=True)
class EnvironmentPlan:
    """What deploying an environment would do; without changes there is nothing to deploy."""

    name: str
    stack: str
    version: str
    creates: bool
    changes: tuple[EnvironmentChange, ...]
    fingerprint: str
    """Of the stack that the changes start from."""
    status: str | None = None
    """The stack's; None where there is none."""
    carries: tuple[str, ...] = ()
    """What runs in it and whose it is, where something is taken away."""

    @property
    def risks(self) -> frozenset[Risk]:
        """Every risk of its changes."""
        return frozenset(risk for change in self.changes for risk in change.risks)

    @property
    def record(self) -> Record:
        """It as plain data, with a digest: the same for the same changes from the same stack."""
        rows = [
            {"symbol": each.symbol, "words": each.words, "risks": [risk.words for risk in each.risks]}
            for each in self.changes
        ]
        record = {"name": self.name, "stack": self.stack, "version": self.version, "changes": rows}
        return {**record, "carries": list(self.carries), "digest": digest_of([record, self.fingerprint]).short}


def plan_environment(
    base: Base, name: str, stack: str, before: StackState | None, wanted: StackState
) -> EnvironmentPlan:
    """The changes of an environment; `before` is None where it has no stack yet."""
    changes = tuple(_creation(base, stack, wanted) if before is None else _update(base, before, wanted))
    status = before.status if before is not None else None
    return EnvironmentPlan(name, stack, wanted.version, before is None, changes, _fingerprint(before), status)


def unworkable(name: str, stack: str, before: StackState, wanted: StackState, way: str) -> EnvironmentPlan:
    """The plan of an environment whose stack is in a state that leads nowhere but `way`."""
    change = EnvironmentChange("!", f"stack {stack} is in {before.status}: {way}")
    return EnvironmentPlan(name, stack, wanted.version, False, (change,), _fingerprint(before), before.status)


def _fingerprint(before: StackState | None) -> str:
    return digest_of([before.status, before.digest, dict(before.answers)] if before is not None else None).short


def _creation(base: Base, stack: str, wanted: StackState) -> Iterator[EnvironmentChange]:
    yield EnvironmentChange("+", f"stack {stack} at {wanted.version}, {_count(len(wanted.resources))}")
    for field in _WHO:
        for name in base.parameters(field):
            for who in _listed(wanted.answers.get(name, "")):
                yield EnvironmentChange("+", f"{field}: {who} gets in", (Risk.BROADENS,), who)


def _update(base: Base, before: StackState, wanted: StackState) -> Iterator[EnvironmentChange]:
    if before.digest != wanted.digest:
        yield EnvironmentChange("~", f"version: {before.version} → {wanted.version}")
    for name in dict.fromkeys([*wanted.answers, *before.answers]):
        old, new = before.answers.get(name), wanted.answers.get(name)
        if old != new and (old or new):
            yield from _answer(base, name, old, new)
    yield from _permissions(base, before, wanted)
    yield from _resources(before.resources, wanted.resources)


def _answer(base: Base, name: str, old: str | None, new: str | None) -> Iterator[EnvironmentChange]:
    field = ".".join(base.place(name)) or name
    if any(name in base.parameters(who) for who in _WHO):
        there, asked = _listed(old or ""), _listed(new or "")
        for who in (each for each in asked if each not in there):
            yield EnvironmentChange("+", f"{field}: {who} gets in", (Risk.BROADENS,), who)
        for who in (each for each in there if each not in asked):
            yield EnvironmentChange("-", f"{field}: {who} is kept out, and gets in until then", (Risk.BREAKS_USERS,))
    else:
        yield EnvironmentChange("~", f"{field}: {_shown(old)} → {_shown(new)}")


def _named(base: Base, before: StackState, wanted: StackState) -> frozenset[str]:
    """Everybody who is said by name already."""
    names = [name for field in _WHO for name in base.parameters(field)]
    return frozenset(
        who for state in (before, wanted) for name in names for who in _listed(state.answers.get(name, ""))
    )


def _permissions(base: Base, before: StackState, wanted: StackState) -> Iterator[EnvironmentChange]:
    named = _named(base, before, wanted)
    for change in compare_policies(before.resources, wanted.resources):
        change = change.without(named)
        if not change.more and not change.less:
            continue
        risks = (*((Risk.BROADENS,) * bool(change.more)), *((Risk.BREAKS_USERS,) * bool(change.less)))
        words = [f"{how}: {_cut(said)}" for how, said in (("more", change.more), ("less", change.less)) if said]
        yield EnvironmentChange("~", f"{change.resource} lets do {'; '.join(words)}", risks)


def _resources(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[EnvironmentChange]:
    for loss in find_losses(before, wanted):
        yield EnvironmentChange("-", loss, (Risk.DESTROYS,))
    added, gone = len(wanted.keys() - before.keys()), len(before.keys() - wanted.keys())
    changed = sum(name in before and before[name] != body for name, body in wanted.items())
    counts = ((added, "to add"), (changed, "to change"), (gone, "to remove"))
    if said := [f"{count} {words}" for count, words in counts if count]:
        yield EnvironmentChange("~", f"resources: {', '.join(said)}")


def _count(number: int) -> str:
    return f"{number} resource{'s' * (number != 1)}"


def _cut(said: tuple[str, ...]) -> str:
    rest = f", and {len(said) - _SHOWN} others" if len(said) > _SHOWN else ""
    return f"{', '.join(said[:_SHOWN])}{rest}"


def _listed(text: str) -> list[str]:
    return [each for each in text.split(",") if each]


def _shown(answer: str | None) -> str:
    return {None: "not asked", "": "nothing"}.get(answer, answer or "")
