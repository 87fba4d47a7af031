"""Service Catalog's exceptions, the errors that every AWS service has, and the quotas behind LimitExceededException."""

from __future__ import annotations

from functools import partial

from embedded_aws.service import ServiceError

not_found = partial(ServiceError, "ResourceNotFoundException")
"""Something that the request names does not exist, or does not exist for this caller."""
invalid = partial(ServiceError, "InvalidParametersException")
"""A parameter has the right form and a wrong value."""
malformed = partial(ServiceError, "ValidationException")
"""The request has a wrong form. Every AWS service has this error; Service Catalog's model does not list it."""
duplicate = partial(ServiceError, "DuplicateResourceException")
"""The resource exists already, and there may be only one."""
in_use = partial(ServiceError, "ResourceInUseException")
"""The resource cannot be deleted while another one needs it."""
limit_exceeded = partial(ServiceError, "LimitExceededException")
"""A quota is used up. AWS quirk: botocore's standard retry mode takes this code for throttling."""
invalid_state = partial(ServiceError, "InvalidStateException")
"""Another operation is still running."""
not_supported = partial(ServiceError, "OperationNotSupportedException")
"""The account or the organization does not allow it."""


def not_offered(what: str) -> ServiceError:
    """The embedded Service Catalog does not do this, and says so."""
    return ServiceError("NotImplemented", f"The embedded Service Catalog does not offer {what}.", 501)


# "AWS Service Catalog default service quotas"; no quota is ever raised here.
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


def check_quota(used: int, limit: int, what: str) -> None:
    """Raise LimitExceededException where one more would be too many."""
    if used >= limit:
        raise limit_exceeded(f"You have reached your quota of {limit} {what}.")
