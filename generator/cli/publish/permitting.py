"""Consent: what lets somebody do more or less than before, or destroys something, happens only where it is allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Refused

if TYPE_CHECKING:
    from generator.planning import Plan
    from generator.planning.environment_plan import EnvironmentPlan


def require_consent(
    environments: Iterable[EnvironmentPlan], allow: Sequence[str], command: str, plan: Plan | None = None
) -> None:
    """Raises Refused where a risk of these environments, or of the catalog's plan, is not allowed."""
    risks = Counter(risk for each in environments for change in each.changes for risk in change.risks)
    risks += Counter({risk: count for risk, count in (plan.risks if plan else {}).items() if risk})
    missing = [risk for risk in sorted(risks) if risk.words not in allow]
    if missing:
        words = ", ".join(f"{risks[risk]} × {risk.words}" for risk in missing)
        fix = command + "".join(f" --allow {risk.words}" for risk in sorted(risks))
        raise Refused(Finding("PLN608", f"steps of the plan need your consent: {words}", fix=fix))
