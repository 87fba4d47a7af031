"""What two values of portfolio.yaml must not say together: one module a theme, each `check_…(draft) -> findings`."""

from __future__ import annotations

from generator.diagnostics import Finding
from generator.manifest.draft import Draft

__all__ = ["check_portfolio"]


def check_portfolio(draft: Draft) -> list[Finding]:
    """Every finding of every check."""
    return [finding for check in () for finding in check(draft)]
