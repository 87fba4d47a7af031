"""A plan: where, which steps, from which observed state; and what of it is kept in a file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from generator.diagnostics import Finding, Problems, Span
from generator.planning.catalog import CatalogState
from generator.planning.record import Record, digest_of, step_record
from generator.planning.risk import Risk
from generator.planning.steps import Step

FORMAT = 1


@dataclass(frozen=True)
class Plan:
    """The steps from an observed state to the wanted one, in the order in which they run."""

    catalog: str
    account: str
    region: str
    steps: tuple[Step, ...]
    fingerprint: str
    """Of the observed state that the steps start from."""
    notes: tuple[str, ...] = ()
    calls: int = 0
    """How many calls it took to observe."""
    wanted: CatalogState | None = field(default=None, repr=False, compare=False)
    """What the steps lead to, for the release record."""
    deep: bool = False
    """Whether each constraint, tag and launch role was read, and not lists alone."""

    @property
    def digest(self) -> str:
        """The same for the same steps from the same state in the same place."""
        return digest_of([self.catalog, self.account, self.region, self.fingerprint, self.records]).short

    @property
    def records(self) -> list[Record]:
        """Every step as plain data."""
        return [step_record(step) for step in self.steps]

    @property
    def risks(self) -> Counter[Risk]:
        """How many steps there are of each risk."""
        return Counter(risk for step in self.steps for risk in step.risks)


@dataclass(frozen=True)
class SavedPlan:
    """What of a plan's file decides whether it may still be applied."""

    catalog: str
    account: str
    region: str
    digest: str
    environments: tuple[str, ...] = ()
    """The digests of what it changes in environments."""


def load_plan(text: str, path: str) -> SavedPlan:
    """Read a plan's JSON; raises Problems where it is not one of ours."""
    try:
        data = json.loads(text)
        environments = tuple(str(each["digest"]) for each in data.get("environments", []))
        catalog, account, region, digest = (str(data[key]) for key in ("catalog", "account", "region", "digest"))
        saved = SavedPlan(catalog, account, region, digest, environments)
        known = data["format"] == FORMAT
    except (ValueError, KeyError, TypeError, AttributeError):
        known = False
    if not known:
        what = f"`{path}` is not a plan of this format ({FORMAT})"
        raise Problems([Finding("PLN601", what, Span(path), fix="./build.py plan --format json > plan.json")])
    return saved
