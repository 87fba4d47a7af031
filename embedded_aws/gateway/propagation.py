"""IAM's propagation, on demand: what was just made or changed is there in IAM at once, and for its users only later.

A rule of the kind `propagation` is a fault like the others, and says how long something stays unseen:

* `times`: by so many requests that need it, each of them; or `seconds`: for so long.
* `service` and `operation`: patterns of the calls that see it late; the others see it at once.
* `stacks`: what a stack makes is late, too. CloudFormation waits for its roles, so that it is not without this; the
  calls of stacks see what stacks have made even then.

Late are a new role, user or instance profile (nobody finds it), the role of an instance profile, a changed trust policy
(the one before counts), and what was put to a role or user, attached to it or taken from it (what it might do before
counts). Source: IAM User Guide, "Changes that I make are not always immediately visible".
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase
from typing import Any

from embedded_aws.service import Call, Caller

KIND = "propagation"
STACKS = "cloudformation.amazonaws.com"
STACK_SESSION = "AWSCloudFormation"


class Change(Enum):
    """What of a principal, or of an instance profile, is late."""

    EXISTENCE = "existence"
    TRUST = "trust"
    POLICIES = "policies"
    ROLE = "role"


@dataclass(frozen=True)
class Delay:
    """One rule."""

    times: int | None = None
    seconds: float | None = None
    service: str = "*"
    operation: str = "*"
    stacks: bool = False


@dataclass
class Late:
    """One change that is not seen by everybody yet; `before` is what is seen in its place."""

    before: Any
    by_stack: bool
    made: float = field(default_factory=time.monotonic)
    found_late: int = 0


class Propagation:
    """The rules in force and the changes that are late; it is of the whole process, as moto's IAM is."""

    def __init__(self) -> None:
        self.delays: list[Delay] = []
        self._late: dict[tuple[str, Change], Late] = {}
        self._request = threading.local()
        self._lock = threading.Lock()

    def add(self, row: Mapping[str, Any]) -> None:
        """Put a rule in force; raises ValueError for a field that it does not have, or where it never ends."""
        known = {"kind", "times", "seconds", "service", "operation", "stacks"}
        if not set(row) <= known or ("times" in row) == ("seconds" in row):
            raise ValueError(f"a fault of propagation has `times` or `seconds`, and some of {', '.join(sorted(known))}")
        with self._lock:
            self.delays.append(Delay(**{name: value for name, value in row.items() if name != "kind"}))

    def clear(self) -> None:
        """End all rules: everything is seen."""
        with self._lock:
            self.delays.clear()
            self._late.clear()

    def enter(self, call: Call) -> None:
        """A request begins in this thread: what is late in it stays so until its end, and counts once."""
        self._request.call, self._request.answered = call, {}

    @contextmanager
    def nested(self) -> Iterator[None]:
        """A request that this thread makes while it answers another one: then the other one goes on."""
        held = dict(vars(self._request))
        try:
            yield
        finally:
            vars(self._request).clear()
            vars(self._request).update(held)

    def note(self, principal: str, change: Change, before: Any, caller: Caller) -> None:
        """A principal (an ARN) was changed, and was `before` what others still see."""
        with self._lock:
            held = self._late.get((principal, change))
            seen = held.before if held is not None and any(_lasts(rule, held) for rule in self.delays) else before
            self._late[principal, change] = Late(seen, _is_stack(caller))

    def find(self, principal: str, change: Change) -> Late | None:
        """The change of a principal that whoever asks in this thread does not see yet; None where he sees all."""
        if not self._late:
            return None
        key = (principal, change)
        answered: dict[tuple[str, Change], Late | None] = getattr(self._request, "answered", {})
        if key not in answered:
            with self._lock:
                late = self._late.get(key)
                answered[key] = late if late is not None and self._is_late(principal, late) else None
        return answered[key]

    def _is_late(self, principal: str, late: Late) -> bool:
        call: Call | None = getattr(self._request, "call", None)
        own = call is not None and call.caller.role_arn == principal
        if call is not None and not own and _sees_all(call, late):
            return False
        for delay in self.delays:
            asked = call is None or _is_named(delay, call)
            if asked and (delay.stacks or not late.by_stack) and _lasts(delay, late):
                late.found_late += 1
                return True
        return False


def _lasts(delay: Delay, late: Late) -> bool:
    """Whether the change is late by this rule still."""
    if delay.times is not None:
        return late.found_late < delay.times
    return delay.seconds is not None and time.monotonic() < late.made + delay.seconds


def _sees_all(call: Call, late: Late) -> bool:
    """IAM itself does, and a stack sees what stacks have made."""
    iam = call.service == "iam" and call.operation.startswith("Simulate")
    return iam or (late.by_stack and _is_stack(call.caller))


def _is_named(delay: Delay, call: Call) -> bool:
    return fnmatchcase(call.service, delay.service) and fnmatchcase(call.operation, delay.operation)


def _is_stack(caller: Caller) -> bool:
    return caller.session_name == STACK_SESSION or STACKS in caller.called_via


PROPAGATION = Propagation()
"""Of this process: one embedded AWS at a time runs in it."""
