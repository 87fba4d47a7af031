"""A plan as JSON and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from generator.planning import Plan
from generator.planning.environment_plan import EnvironmentPlan
from generator.planning.plan import FORMAT
from generator.views.plans.descriptions import describe, grouped, totals
from generator.views.plans.environments import render_environments_markdown
from generator.views.plans.text import UNREAD


def render_json(plan: Plan, environments: Sequence[EnvironmentPlan] = ()) -> str:
    """`{"format": 1, …}`; what `apply PLAN` reads."""
    return json.dumps(
        {
            "format": FORMAT,
            "catalog": plan.catalog,
            "account": plan.account,
            "region": plan.region,
            "digest": plan.digest,
            "fingerprint": plan.fingerprint,
            "calls": plan.calls,
            "deep": plan.deep,
            "notes": list(plan.notes),
            "risks": {risk.words: count for risk, count in sorted(plan.risks.items())},
            "environments": [each.record for each in environments],
            "steps": plan.records,
        },
        indent=2,
        ensure_ascii=False,
    )


def render_markdown(plan: Plan, environments: Sequence[EnvironmentPlan] = ()) -> str:
    """For a pull request's comment."""
    return "\n".join(_markdown(plan, environments))


def _markdown(plan: Plan, environments: Sequence[EnvironmentPlan]) -> Iterator[str]:
    yield f"### {plan.catalog} · {plan.account} · {plan.region}"
    yield ""
    if environments:
        yield render_environments_markdown(environments)
        yield ""
    if not plan.steps:
        yield "The catalog: no changes." if environments else "No changes."
        if not plan.deep:
            yield UNREAD
        return
    yield totals(plan)
    yield ""
    for name, steps in grouped(plan.steps):
        yield f"**{name}**"
        yield ""
        for step in steps:
            symbol, words = describe(step)
            yield f"- `{symbol}` {words}" + (
                f" — **{', '.join(risk.words for risk in step.risks)}**" if step.risk else ""
            )
        yield ""
