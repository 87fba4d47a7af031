"""Two ways of telling: a JSON line in the log for everything, and a message to people for what breaks a rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from .asking import Pause, ask
from .settings import Settings

if TYPE_CHECKING:
    from .inspection import Outcome

_WORDS = {
    "not-yet": "will be stopped as soon as its state allows it",
    "reported": "was found and left alone",
    "stopped": "was stopped",
}
_ALARMING = ("not-yet", "reported", "stopped")
_LONGEST_SUBJECT = 99
"""Characters; SNS API Reference, "Publish": fewer than 100, ASCII, no line breaks."""


class Teller(Protocol):
    """Where outcomes go."""

    def note(self, outcome: Outcome) -> None:
        """Keep it in the journal."""

    def tell(self, outcome: Outcome) -> None:
        """Let people know."""


class Messenger:
    """Writes the journal to a stream (Lambda keeps standard output as the log) and messages to the topic."""

    def __init__(self, settings: Settings, stream: TextIO, topic: Any, pause: Pause) -> None:
        self._settings = settings
        self._stream = stream
        self._topic = topic
        self._pause = pause

    def note(self, outcome: Outcome) -> None:
        """One line: level, environment, what was done, and to what."""
        self._stream.write(json.dumps(build_line(outcome, self._settings), ensure_ascii=False) + "\n")

    def tell(self, outcome: Outcome) -> None:
        """A message, where there is a topic. Raises `Refused`."""
        if self._settings.topic:
            subject, text = build_message(outcome, self._settings)
            ask(
                self._topic,
                lambda: self._topic.publish(TopicArn=self._settings.topic, Subject=subject, Message=text),
                self._pause,
            )


def build_line(outcome: Outcome, settings: Settings) -> dict[str, Any]:
    """The journal's line; empty members are left out."""
    level = "WARNING" if outcome.action in _ALARMING else "INFO"
    line = {
        "level": level,
        "environment": settings.environment,
        "dryRun": settings.dry_run,
        "action": outcome.action,
        "cause": outcome.cause,
        "kind": outcome.kind,
        "name": outcome.name,
        "by": outcome.by,
        "reason": outcome.reason,
        "breaches": [{"rule": breach.rule, "what": breach.sentence} for breach in outcome.breaches],
    }
    return {key: value for key, value in line.items() if value not in ("", [])}


def build_message(outcome: Outcome, settings: Settings) -> tuple[str, str]:
    """(subject, text) for people."""
    subject = f"{settings.environment}: {outcome.kind} {outcome.action}"[:_LONGEST_SUBJECT]
    lines = [
        f"{outcome.kind} {outcome.name} {_WORDS[outcome.action]}.",
        *(f"- {breach.sentence} ({breach.rule})" for breach in outcome.breaches),
        f"Seen by: {outcome.cause}" + (f", called by {outcome.by}" if outcome.by else ""),
    ]
    if settings.dry_run:
        lines.append("This environment only reports (Detective: report).")
    return subject, "\n".join(lines)
