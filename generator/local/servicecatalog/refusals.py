"""The answers with which Service Catalog says no: its own exceptions and the errors that every AWS service shares."""

from __future__ import annotations

from generator.local.service import AwsFault


def not_found(message: str) -> AwsFault:
    """Something named in the request does not exist, or does not exist for this caller."""
    return AwsFault("ResourceNotFoundException", message)


def invalid(message: str) -> AwsFault:
    """A parameter is well-formed and still makes no sense."""
    return AwsFault("InvalidParametersException", message)


def malformed(message: str) -> AwsFault:
    """The request itself is wrong, which is for the protocol to say and not for the service's own exceptions."""
    return AwsFault("ValidationException", message)


def duplicate(message: str) -> AwsFault:
    """It exists already, and there may be only one."""
    return AwsFault("DuplicateResourceException", message)


def in_use(message: str) -> AwsFault:
    """It cannot go while something else needs it."""
    return AwsFault("ResourceInUseException", message)


def over_limit(message: str) -> AwsFault:
    """A quota is used up. AWS quirk: botocore's standard retry mode takes this code for throttling."""
    return AwsFault("LimitExceededException", message)


def wrong_state(message: str) -> AwsFault:
    """Not now: another operation is still running."""
    return AwsFault("InvalidStateException", message)


def unsupported(message: str) -> AwsFault:
    """The account or the organization does not allow it."""
    return AwsFault("OperationNotSupportedException", message)


def not_offered(what: str) -> AwsFault:
    """The embedded AWS does not do this; it says so rather than pretending."""
    return AwsFault("NotImplemented", f"The embedded Service Catalog does not offer {what}.", 501)
