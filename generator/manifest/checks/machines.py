"""Machines that the region of an environment does not have, by AWS's own lists (`generator/manifest/data`).

A family stands for its machines: of training jobs and notebooks there is no list, and what a region has for endpoints,
processing, transform or clusters it has for those, too. The small burstable ones (`ml.t3`) are the exception: a region
may have them for notebooks alone, so they are not judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from generator.diagnostics import Finding, Severity
from generator.manifest.draft import Draft
from generator.manifest.forms import PortfolioForm
from generator.model.environment import JOB_INSTANCES

_BURSTABLE = frozenset({"ml.t2", "ml.t3"})
Path = tuple[str | int, ...]


@cache
def families_by_region() -> Mapping[str, frozenset[str]]:
    """Region → families; a region without a row is one of which nothing is known."""
    text = files("generator.manifest.data").joinpath("machines.json").read_text("utf-8")
    return {region: frozenset(families) for region, families in json.loads(text).items()}


def check_machines(draft: Draft) -> Iterator[Finding]:
    """What is asked for by name and the region lacks (PF166), or no region has (PF167, a warning)."""
    for name, environment in draft.environments.items():
        if "job_instances" in environment.options.model_fields_set and (region := _region(draft, name)):
            path = ("environments", name, "options", "job-instances")
            yield from _check(draft, path, environment.options.job_instances, region)
    for key, portfolio in draft.portfolios.items():
        region = _place(draft, portfolio)
        for index, offer in enumerate(portfolio.products if region else ()):
            for parameter, allowed in offer.narrow.items():
                machines = [value for value in allowed.values if value.startswith("ml.")]
                yield from _check(draft, ("portfolios", key, "products", index, "narrow", parameter), machines, region)


def _region(draft: Draft, environment: str) -> str:
    found = draft.environments.get(environment)
    target = draft.targets.get(found.target) if found else None
    return target.region if target else ""


def _place(draft: Draft, portfolio: PortfolioForm) -> str:
    """Where a portfolio's products are launched: where its environment is, or its target."""
    if portfolio.environment is not None:
        return _region(draft, portfolio.environment)
    target = draft.targets.get(portfolio.target or "")
    return target.region if target else ""


def _check(draft: Draft, path: Path, machines: Sequence[str], region: str) -> Iterator[Finding]:
    listed = families_by_region().get(region)
    if listed is None:
        return
    here = listed | _BURSTABLE
    anywhere = frozenset[str]().union(*families_by_region().values())
    for index, machine in enumerate(machines):
        family = machine.rpartition(".")[0]
        if family in here:
            continue
        at = draft.spans.at(*path, index)
        if family in anywhere:
            message = f"{region} has no {family} for SageMaker: no job and no notebook would get one"
            yield Finding("PF166", message, at, _fix(str(path[-1]), machines, here), "not there")
        else:
            message = f"no region is known to have {family} for SageMaker: it is newer than cfn-lint's lists, or gone"
            yield Finding("PF167", message, at, "look at its name", "unknown", severity=Severity.WARNING)


def _fix(field: str, machines: Sequence[str], here: frozenset[str]) -> str:
    """The list without what the region lacks; where nothing is left, what it has of the usual ones, or at all."""
    usual = JOB_INSTANCES if field == "job-instances" else ()
    left = [each for each in machines if each.rpartition(".")[0] in here]
    left = left or [each for each in usual if each.rpartition(".")[0] in here]
    if left or field == "job-instances":
        return f"{field}: [{', '.join(left or sorted(f'{family}.*' for family in here))}]"
    return f"name machines of {', '.join(sorted(here))}"
