"""The errors of CloudFormation, as `AwsFault`s in AWS's own words."""

from __future__ import annotations

from generator.local.service import AwsFault


def invalid(message: str) -> AwsFault:
    """CloudFormation's `ValidationError`, which covers nearly everything that a caller can do wrong."""
    return AwsFault("ValidationError", message)


def outside(what: str) -> AwsFault:
    """A thing that exists in AWS and that the embedded AWS does not offer."""
    return AwsFault("ValidationError", f"{what} is not part of the embedded AWS")


def not_offered(operation: str) -> AwsFault:
    """An operation of CloudFormation that is not emulated."""
    return AwsFault("NotImplemented", f"CloudFormation's {operation} is not part of the embedded AWS", 501)
