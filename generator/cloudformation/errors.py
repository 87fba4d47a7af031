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


def invalid(message: str) -> TemplateError:
    """The error of whatever is wrong in a template or a value."""
    return TemplateError(message)


def not_supported(what: str) -> NotSupported:
    """A thing that exists in CloudFormation and that the embedded AWS does not offer."""
    return NotSupported(f"{what} is not part of the embedded AWS")
