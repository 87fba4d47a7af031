"""A plan for people: where, what changes, who can do more, the totals and the next command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.planning import CatalogState, Plan, Risk
from generator.views.plans.descriptions import describe, grouped, totals

MARKS = {Risk.ROUTINE: "", Risk.BROADENS: "BROADENS", Risk.BREAKS_USERS: "BREAKS USERS", Risk.DESTROYS: "DESTROYS"}
UNREAD = "Constraints, tags and launch roles that somebody changed by hand are seen with --deep only."
"""Of a plan that rests on lists, beside its answer that nothing differs."""


def render_plan(plan: Plan, caller: str, wanted: CatalogState, *, alone: bool = True) -> str:
    """The whole screen; ends without a newline. `alone`: nothing but the catalog could change."""
    return "\n".join(_lines(plan, caller, wanted, alone))


def _lines(plan: Plan, caller: str, wanted: CatalogState, alone: bool) -> Iterator[str]:
    if not plan.steps:
        versions = sum(len(product.versions) for product in wanted.products.values())
        have = f"{_count(len(wanted.products), 'product')}, {_count(versions, 'version')}"
        where = f"{plan.account} · {plan.region}"
        yield f"{'No changes. ' if alone else ''}The catalog in {where} matches portfolio.yaml ({have})."
        if not plan.deep:
            yield UNREAD
        yield from _notes(plan)
        return
    yield f"Account {plan.account} · {plan.region} · as {caller}"
    yield plan.catalog
    for name, steps in grouped(plan.steps):
        yield f"  {name}"
        for step in steps:
            symbol, words = describe(step)
            yield f"    {symbol} {words}{'   ' + ', '.join(MARKS[risk] for risk in step.risks) if step.risk else ''}"
    yield from _notes(plan)
    yield ""
    yield totals(plan)


def next_command(plan: Plan, also: Iterable[Risk] = (), words: str = "") -> str | None:
    """The command that would apply this plan, with the risks of environments too; None where there is nothing to do.

    `words` are what was typed of `plan` and changes what `apply` would do.
    """
    also = tuple(also)
    if not plan.steps and not also:
        return None
    risks = sorted({risk for risk in (*plan.risks, *also) if risk is not Risk.ROUTINE})
    return f"./build.py apply {words}".rstrip() + "".join(f" --allow {risk.words}" for risk in risks)


def _notes(plan: Plan) -> Iterator[str]:
    for note in plan.notes:
        yield f"  note: {note}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
