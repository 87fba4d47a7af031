"""Service Catalog's default quotas ("AWS Service Catalog default service quotas"); none is ever raised here."""

from __future__ import annotations

from embedded_aws.servicecatalog.refusals import over_limit

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
