"""What of a catalog does not work as it stands: environments that are not there, portfolios without access."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from generator.model import Catalog, Target


def find_undeployed(catalog: Catalog, missing: Collection[str]) -> Iterator[tuple[str, str]]:
    """(portfolio, environment) of each environment that is offered before it is deployed."""
    for key, portfolio in catalog.portfolios.items():
        if portfolio.environment is not None and portfolio.environment in missing:
            yield key, portfolio.environment


def find_closed(catalog: Catalog, target: Target) -> Iterator[str]:
    """Each portfolio of a target from which nobody may launch."""
    for key, portfolio in catalog.portfolios.items():
        if not portfolio.access and catalog.target_of(portfolio) == target:
            yield key
