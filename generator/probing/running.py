"""One run: make what the facts need, ask each, remove everything again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from generator.diagnostics import AwsRefused
from generator.model.probe import Fact, ProbeCall, Probes, Thing
from generator.probing.answers import Answer, Outcome
from generator.probing.filling import fill
from generator.probing.journal import Journal, Row
from generator.probing.port import ProbePort

GONE = ("ResourceNotFound", "ResourceNotFoundException", "ValidationException", "NoSuchEntity", "NoSuchKey")
"""Codes with which AWS says that there is nothing to remove, or that what runs has ended already."""
REFUSED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError")


class Run:
    """Asks `probes` of one environment; `values` are known from the start, `say` gets a line for each step."""

    def __init__(
        self, probes: Probes, port: ProbePort, journal: Journal, values: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        self._probes = probes
        self._port = port
        self._journal = journal
        self._values = dict(values)
        self._say = say
        self._failed: dict[str, str] = {}
        self._made: set[str] = set()

    def ask(self, facts: Sequence[Fact]) -> Iterator[Answer]:
        """Yield each fact's answer; what is made meanwhile stays until `clean_up`."""
        for fact in facts:
            missing = self._missing(fact)
            if missing:
                yield Answer(fact, Outcome.NOT_ASKED, missing)
                continue
            why = self._prepare(fact)
            yield Answer(fact, Outcome.OPEN, why) if why else self._answer(fact)

    def _missing(self, fact: Fact) -> str:
        needed = {fact.call.who}
        for thing in self._probes.needed((fact,)):
            needed |= {self._port.launcher} if thing.product else {thing.make.who if thing.make else ""}
        missing = sorted(needed - {*self._port.callers, ""})
        return f"no credentials of {', '.join(missing)}" if missing else self._not_given(fact)

    def _not_given(self, fact: Fact) -> str:
        used = [fact.call.given, *((t.make.given if t.make else {}) for t in self._probes.needed((fact,)))]
        names = [name for name in self._probes.asked if name not in self._values and f"${name}" in repr(used)]
        return ", ".join(f"--set {name}={self._probes.asked[name]}" for name in names)

    def _prepare(self, fact: Fact) -> str:
        """Make what the fact needs; in words, why that was not possible."""
        for thing in self._probes.needed((fact,)):
            if thing.name not in self._failed and (thing.name not in self._made or self._is_over(thing)):
                self._make(thing)
            if thing.name in self._failed:
                return f"{thing.name}: {self._failed[thing.name]}"
        return ""

    def _make(self, thing: Thing) -> None:
        self._say(f"making {thing.name}, up to {thing.minutes} minutes")
        try:
            answer = self._launch(thing) if thing.product else self._call_for(thing)
            for name, expression in thing.gives.items():
                self._values[name] = str(self._port.find(expression, answer))
            self._await(thing)
        except AwsRefused as error:
            self._failed[thing.name] = error.said
            return
        self._made.add(thing.name)

    def _launch(self, thing: Thing) -> Mapping[str, Any]:
        name = f"{self._values['environment']}-probe-{self._values['run']}"
        self._journal.add({"terminate": name})
        return self._port.launch(str(thing.product), name, fill(thing.answers or {}, self._values))

    def _call_for(self, thing: Thing) -> Mapping[str, Any]:
        assert thing.make is not None
        if thing.undo is not None:
            self._note(thing.undo)
        return self._port.call(thing.make.who, thing.make.action, fill(thing.make.given, self._values))

    def _note(self, call: ProbeCall) -> None:
        undo = {"as": call.who, "call": call.action}
        self._journal.add({**undo, "given": fill(call.given, self._values)})

    def _await(self, thing: Thing) -> None:
        if self._port.wait(lambda: self._state(thing), thing.minutes * 60) is None:
            self._failed[thing.name] = f"it did not end within {thing.minutes} minutes"

    def _is_over(self, thing: Thing) -> bool:
        """Whether a state that a thing brought about, such as a stopped notebook, was ended by a fact before."""
        return thing.make is not None and thing.undo is None and self._state(thing) is None

    def _state(self, thing: Thing) -> str | None:
        """The state that the thing waits for, None where it is another one."""
        if thing.until is None:
            return thing.name
        call = thing.until.call
        answer = self._port.call(call.who, call.action, fill(call.given, self._values))
        found = self._port.find(thing.until.read, answer)
        return str(found) if found in thing.until.values else None

    def _answer(self, fact: Fact) -> Answer:
        self._say(f"asking {fact.id}: {fact.belief}")
        try:
            seen = self._port.wait(lambda: self._see(fact), fact.minutes * 60)
        except AwsRefused as error:
            if error.code not in REFUSED:
                return Answer(fact, Outcome.OPEN, f"{error.where}: {error.said}")
            seen = "refused"
        if seen is None:
            return Answer(fact, Outcome.OPEN, "nothing was seen")
        return Answer(fact, Outcome.HOLDS if seen in fact.expected else Outcome.WRONG, seen)

    def _see(self, fact: Fact) -> str | None:
        """What the call shows: `allowed` where only its success counts, None where there is nothing yet."""
        call = fact.call
        answer: Any = self._port.call(
            call.who, call.action, fill(call.given, self._values), fill(fact.denied, self._values)
        )
        if fact.parsed is not None:
            answer = [json.loads(text) for text in self._port.find(fact.parsed, answer) or ()]
        if fact.read is None:
            return "allowed"
        found = self._port.find(fact.read, answer)
        return None if found in (None, [], "") else _words(found)


def clean_up(port: ProbePort, journal: Journal, say: Callable[[str], None]) -> list[str]:
    """Undo what the journal holds, the latest first; returns in words what could not be undone, and keeps that."""
    left = []
    for row in reversed(journal.rows()):
        try:
            say(f"removing {_name(row)}")
            _undo(port, row)
        except AwsRefused as error:
            if error.code not in GONE:
                left.append(f"{_name(row)}: {error.said}")
                continue
        journal.remove(row)
    return left


def _undo(port: ProbePort, row: Row) -> None:
    if "terminate" in row:
        port.terminate(str(row["terminate"]))
    else:
        port.call(str(row["as"]), str(row["call"]), row["given"])


def _name(row: Row) -> str:
    return str(row["terminate"]) if "terminate" in row else f"{row['call']} {json.dumps(row['given'], sort_keys=True)}"


def _words(found: Any) -> str:
    if isinstance(found, list):
        return ", ".join(sorted({_words(value) for value in found}))
    return str(found).lower() if isinstance(found, bool) else str(found)
