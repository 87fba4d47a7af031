"""The kinds of question: a choice, a switch, an answer that may stay empty; and the patterns of answers."""

from __future__ import annotations

from generator.blueprint import ParameterPrompt

_OCTET = r"(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
ADDRESS = rf"({_OCTET}\.){{3}}{_OCTET}"
ARN = r"arn:aws[a-z-]*:[A-Za-z0-9:/_.@=,+*-]+"
_PRIVATE = (
    rf"(10\.{_OCTET}|172\.(1[6-9]|2[0-9]|3[01])|192\.168|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))"
    rf"\.{_OCTET}\.{_OCTET}"
)
_PORT = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
PROXY = f"{_PRIVATE}:{_PORT}"
BLOCK = rf"{ADDRESS}/([0-9]|[12][0-9]|3[0-2])"


def choice(
    group: str, name: str, label: str, description: str, allowed: tuple[str, ...], default: str
) -> ParameterPrompt:
    """A question with a list of answers."""
    words = " or ".join(allowed)
    return ParameterPrompt(name, group, label, description, f"Type {words}.", default=default, allowed=allowed)


def switch(group: str, name: str, label: str, description: str, default: str = "no") -> ParameterPrompt:
    """A question that is answered yes or no."""
    return choice(group, name, label, description, ("yes", "no"), default)


def optional(group: str, name: str, label: str, description: str, pattern: str, otherwise: str) -> ParameterPrompt:
    """A question that may stay unanswered; `pattern` is the whole of an answer."""
    return ParameterPrompt(name, group, label, description, otherwise, default="", pattern=rf"^$|^{pattern}$")
