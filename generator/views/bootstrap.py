"""What bootstrapping an account would change, costs and takes, and how its acceptance ended: as lines and data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Finding
from generator.planning.bootstrap.changes import BootstrapPlan
from generator.views.plans.text import MARKS

FORMAT = 1
COST = "nothing for roles, policies, providers and the stack; below $0.01 a month for the bucket, by S3's list price"
TAKES = "one or two minutes, as a rule; an environment takes ten to twenty after that"
_SYMBOLS = {True: "ok", False: "WRONG", None: "not asked"}


@dataclass(frozen=True)
class Checked:
    """One thing that was looked at: well, wrong, or None where it was not asked; and the words."""

    what: str
    well: bool | None
    words: str = ""


@dataclass(frozen=True)
class Place:
    """Where: catalog, target, account, region, the region of the stack, and who asks."""

    catalog: str
    target: str
    account: str
    region: str
    home: str
    caller: str


def render_bootstrap(place: Place, plan: BootstrapPlan, environments: Sequence[str] = ()) -> str:
    """The screen; `environments` are sentences on what each costs; ends without a newline."""
    return "\n".join(_lines(place, plan, environments))


def render_bootstrap_json(
    place: Place, plan: BootstrapPlan, findings: Sequence[Finding], environments: Sequence[str]
) -> str:
    """`{"format": 1, "account": …, "changes": […], "findings": […]}`."""
    rows = [
        {"symbol": each.symbol, "words": each.words, "risks": [risk.words for risk in each.risks]}
        for each in plan.changes
    ]
    found = [
        {"code": each.code, "severity": each.severity.value, "message": each.message, "fix": each.fix}
        for each in findings
    ]
    return _data({**_place(place), "changes": rows, "findings": found, "costs": [COST, *environments], "takes": TAKES})


def render_checked(place: Place, rows: Sequence[Checked]) -> str:
    """One line each, and what it comes to."""
    width = max(len(row.what) for row in rows)
    lines = [f"  {_SYMBOLS[row.well]:<9}  {row.what:<{width}}  {row.words}".rstrip() for row in rows]
    wrong, open_ = sum(row.well is False for row in rows), sum(row.well is None for row in rows)
    left = f" {open_} not asked." if open_ else ""
    end = f"{wrong} of {len(rows)} wrong." if wrong else "Everything that was asked works."
    return "\n".join([f"{place.catalog} in {place.account} · {place.region}", *lines, "", f"{end}{left}"])


def render_checked_json(place: Place, rows: Sequence[Checked]) -> str:
    """`{"format": 1, …, "checks": […]}`; `well` is null where it was not asked."""
    checks = [{"what": row.what, "well": row.well, "words": row.words} for row in rows]
    return _data({**_place(place), "checks": checks})


def _lines(place: Place, plan: BootstrapPlan, environments: Sequence[str]) -> Iterator[str]:
    where = f"{place.account} · {place.region}"
    if not plan.changes:
        yield f"No changes. {where} is ready for the catalog {place.catalog}; its roles' stack is in {place.home}."
        return
    yield f"Account {where} · as {place.caller}"
    yield f"bootstrap for the catalog {place.catalog}"
    for change in plan.changes:
        marks = "" if plan.creates else ", ".join(MARKS[risk] for risk in change.risks)
        yield f"    {change.symbol} {change.words}{'   ' + marks if marks else ''}"
    yield ""
    yield f"costs: {COST}"
    yield from (f"       {words}" for words in environments)
    yield f"takes: {TAKES}"


def _place(place: Place) -> dict[str, Any]:
    named = {"catalog": place.catalog, "target": place.target, "account": place.account, "region": place.region}
    return {"format": FORMAT, **named, "home": place.home, "caller": place.caller}


def _data(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False)
