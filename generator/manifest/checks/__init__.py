"""What two values of portfolio.yaml must not say together: one module a theme, each `check_…(draft) -> findings`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.diagnostics import Finding
from generator.manifest.checks.applications import check_applications
from generator.manifest.checks.approvers import check_approvers
from generator.manifest.checks.constraints import check_constraints
from generator.manifest.checks.environments import check_environments
from generator.manifest.checks.machines import check_machines
from generator.manifest.checks.networks import check_networks
from generator.manifest.checks.offers import check_offers_agree
from generator.manifest.checks.organizations import check_organizations
from generator.manifest.checks.people import check_people
from generator.manifest.checks.references import check_references
from generator.manifest.checks.shares import check_shares
from generator.manifest.checks.sources import check_sources
from generator.manifest.draft import Draft

__all__ = ["CHECKS", "check_portfolio"]

CHECKS: tuple[Callable[[Draft], Iterable[Finding]], ...] = (
    check_references,
    check_environments,
    check_networks,
    check_people,
    check_approvers,
    check_applications,
    check_organizations,
    check_sources,
    check_machines,
    check_offers_agree,
    check_constraints,
    check_shares,
)


def check_portfolio(draft: Draft) -> list[Finding]:
    """Every finding of every check."""
    return [finding for check in CHECKS for finding in check(draft)]
