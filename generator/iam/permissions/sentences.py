"""A difference of permissions as a sentence: who, what, on what, and the conditions that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from generator.iam.permissions.comparing import Difference
from generator.iam.permissions.sections import EFFECTIVE
from generator.iam.permissions.statements import Source

MOST_NAMED = 8
"""Actions or resources that a sentence names; the rest is counted."""


def render_difference(difference: Difference, place: Callable[[Source], str | None]) -> str:
    """`MORE TrainingRole may now s3:PutObject on $LogsBucket/*`; `place` says where a statement was written."""
    words = [difference.name] if difference.kind == EFFECTIVE else [f"{difference.kind} {difference.name}:"]
    words += list(_what(difference))
    told = [*_named(difference.because, place), *(f"formerly {each}" for each in _named(difference.formerly, _nowhere))]
    if told:
        words.append(f"({'; '.join(told)})")
    return f"{'MORE' if difference.more else 'LESS'} {' '.join(words)}"


def shown(differences: Iterable[Difference]) -> list[Difference]:
    """Without what a policy says where a role's difference says it already; all of them have their words in JSON."""
    listed = list(differences)
    told = {(each.more, action) for each in listed if each.kind == EFFECTIVE for action in each.asked}
    return [
        each
        for each in listed
        if each.kind == EFFECTIVE or not each.asked or any((each.more, action) not in told for action in each.asked)
    ]


def _what(difference: Difference) -> Iterator[str]:
    also = " also" if difference.partly and difference.verb == "may now" else ""
    yield difference.verb + also
    if not difference.actions:
        return
    if difference.who:
        yield f"{'to ' if 'grants' in difference.verb else ''}{difference.who}"
    yield _counted(difference.actions, "actions")
    yield f"on {_counted(difference.resources, 'resources')}"
    if difference.conditions:
        yield f"{'when' if difference.partly else 'if'} {'; '.join(difference.conditions)}"
    if difference.as_before:
        yield "(the other conditions as before)"


def _named(sources: tuple[Source, ...], place: Callable[[Source], str | None]) -> list[str]:
    """The statements by their names, with the place where that is known; some of many."""
    found = dict.fromkeys((source.name, source.policy, place(source)) for source in sources)
    named = [f"{name} of {policy}" + (f" at {where}" if where else "") for name, policy, where in found]
    return named if len(named) <= MOST_NAMED else [*named[:MOST_NAMED], f"{len(named) - MOST_NAMED} more"]


def _nowhere(_: Source) -> None:
    """A statement that is not there any more has no place."""


def _counted(items: tuple[str, ...], what: str) -> str:
    if len(items) <= MOST_NAMED:
        return ", ".join(items)
    return f"{', '.join(items[:MOST_NAMED])} and {len(items) - MOST_NAMED} more {what}"
