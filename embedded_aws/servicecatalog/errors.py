"""The answers with which Service Catalog says no: its own exceptions and the errors that every AWS service shares."""

from __future__ import annotations

from embedded_aws.service import ServiceError


def not_found(message: str) -> ServiceError:
    """Something named in the request does not exist, or does not exist for this caller."""
    return ServiceError("ResourceNotFoundException", message)


def invalid(message: str) -> ServiceError:
    """A parameter is well-formed and still makes no sense."""
    return ServiceError("InvalidParametersException", message)


def malformed(message: str) -> ServiceError:
    """The request itself is wrong, which is for the protocol to say and not for the service's own exceptions."""
    return ServiceError("ValidationException", message)


def duplicate(message: str) -> ServiceError:
    """It exists already, and there may be only one."""
    return ServiceError("DuplicateResourceException", message)


def in_use(message: str) -> ServiceError:
    """It cannot go while something else needs it."""
    return ServiceError("ResourceInUseException", message)


def over_limit(message: str) -> ServiceError:
    """A quota is used up. AWS quirk: botocore's standard retry mode takes this code for throttling."""
    return ServiceError("LimitExceededException", message)


def wrong_state(message: str) -> ServiceError:
    """Not now: another operation is still running."""
    return ServiceError("InvalidStateException", message)


def unsupported(message: str) -> ServiceError:
    """The account or the organization does not allow it."""
    return ServiceError("OperationNotSupportedException", message)


def not_offered(what: str) -> ServiceError:
    """The embedded AWS does not do this; it says so rather than pretending."""
    return ServiceError("NotImplemented", f"The embedded Service Catalog does not offer {what}.", 501)


PORTFOLIOS = 100
PRODUCTS = 350
PRODUCTS_PER_PORTFOLIO = 150
VERSIONS_PER_PRODUCT = 100
PRINCIPALS_PER_PORTFOLIO = 100
PATTERNS_PER_PORTFOLIO = 10
CONSTRAINTS_PER_PRODUCT = 100
TAG_OPTIONS_PER_RESOURCE = 25
TAGS_PER_RESOURCE = 20
SERVICE_ACTIONS_PER_REGION = 200
SERVICE_ACTIONS_PER_VERSION = 25


def check_room(used: int, limit: int, what: str) -> None:
    """Raise LimitExceededException where one more would be too many."""
    if used >= limit:
        raise over_limit(f"You have reached your quota of {limit} {what}.")
