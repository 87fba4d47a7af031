"""What CloudFormation refuses about a template or its parameters, in CloudFormation's own sentences."""

from __future__ import annotations


class TemplateError(Exception):
    """A template or a value that CloudFormation would refuse; the API answers it as `ValidationError`."""

    code = "ValidationError"

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class NotSupported(TemplateError):
    """A thing that CloudFormation knows and that this project does not offer."""


class Malformed(TemplateError):
    """A text that is no template, with what kind of mistake it is and the line and column (from 1) where known."""

    def __init__(self, message: str, kind: str, line: int | None = None, column: int = 1, about: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.line = line
        self.column = column
        self.about = about


def invalid(message: str) -> TemplateError:
    """The error of whatever is wrong in a template or a value."""
    return TemplateError(message)


def not_supported(what: str) -> NotSupported:
    """A thing that exists in CloudFormation and that the embedded AWS does not offer."""
    return NotSupported(f"{what} is not part of the embedded AWS")
