"""What deploying environments would change: as lines, as data and as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.planning.environment_plan import EnvironmentPlan
from generator.views.plans.descriptions import say_risks
from generator.views.plans.text import MARKS


def render_environments(plans: Sequence[EnvironmentPlan]) -> str:
    """A tree: environments, what changes in each and what runs in it; ends without a newline."""
    return "\n".join(_lines(plans))


def render_environments_markdown(plans: Sequence[EnvironmentPlan]) -> str:
    """For a pull request's comment."""
    return "\n".join(_markdown(plans))


def environment_totals(plans: Sequence[EnvironmentPlan]) -> str:
    """`Environments: 1 to create, 2 to change. 3 changes broaden permissions.`"""
    creates = sum(plan.creates for plan in plans)
    risks = Counter(risk for plan in plans for change in plan.changes for risk in change.risks)
    return f"Environments: {creates} to create, {len(plans) - creates} to change.{say_risks(risks, 'change')}"


def _lines(plans: Sequence[EnvironmentPlan]) -> Iterator[str]:
    for plan in plans:
        yield f"environment {plan.name}"
        for change in plan.changes:
            marks = ", ".join(MARKS[risk] for risk in change.risks)
            yield f"    {change.symbol} {change.words}{'   ' + marks if marks else ''}"
        for words in plan.carries:
            yield f"      in it: {words}"
    yield environment_totals(plans)


def _markdown(plans: Sequence[EnvironmentPlan]) -> Iterator[str]:
    for plan in plans:
        yield f"**environment {plan.name}**"
        yield ""
        for change in plan.changes:
            risks = ", ".join(risk.words for risk in change.risks)
            yield f"- `{change.symbol}` {change.words}{f' — **{risks}**' if risks else ''}"
        yield from (f"- in it: {words}" for words in plan.carries)
        yield ""
    yield environment_totals(plans)
