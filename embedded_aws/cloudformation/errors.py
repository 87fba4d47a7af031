"""The errors of CloudFormation, as `ServiceError`s in AWS's own words."""

from __future__ import annotations

from embedded_aws.service import ServiceError


def invalid(message: str) -> ServiceError:
    """CloudFormation's `ValidationError`, which covers nearly everything that a caller can do wrong."""
    return ServiceError("ValidationError", message)


def not_supported(*what: str) -> ServiceError:
    """Things that exist in AWS and that the embedded AWS does not offer."""
    verb = "is" if len(what) == 1 else "are"
    return ServiceError("ValidationError", f"{', '.join(what)} {verb} not part of the embedded AWS")


def operation_not_supported(operation: str) -> ServiceError:
    """An operation of CloudFormation that is not emulated."""
    return ServiceError("NotImplemented", f"CloudFormation's {operation} is not part of the embedded AWS", 501)
