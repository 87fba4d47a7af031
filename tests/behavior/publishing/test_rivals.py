"""Two publishers of different wishes, interleaved at every call: in the end one of the wishes is there, once."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from threading import Event, Thread

import pytest

from generator.aws.catalog import lease, plan_catalog
from generator.diagnostics import Refused
from generator.planning import CatalogState, ConstraintState, ConstraintType
from tests.behavior.publishing.catalogs import PRINCIPALS, catalog, small
from tests.behavior.publishing.publisher import Publisher
from tests.behavior.publishing.terms import check_terms_of_any

ONE = small("1.0.0")
LAUNCH_TOO = ConstraintState.of(ConstraintType.LAUNCH, {"LocalRoleName": "b"})
NARROW_TOO = ConstraintState.of(ConstraintType.TEMPLATE, {"Rules": {"R": 2}})
OTHER = small(
    *("1.1.0", "2.0.0"),
    title="Another title",
    constraints=(LAUNCH_TOO, NARROW_TOO),
    principals=frozenset(PRINCIPALS[1:]),
)
NOTHING = catalog({}, {})
BEFORE = [pytest.param(None, id="first"), pytest.param(small("2.0.0"), id="update")]
ENDS = [pytest.param(OTHER, id="changes"), pytest.param(NOTHING, id="removes")]
WAIT = 60.0
SAMPLES = 15
"""Overlaps of each pair of wishes."""


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds the lease taken is told at once, and comes again later."""
    monkeypatch.setattr(lease, "WAIT_SECONDS", 0.0)


def attempt(publisher: Publisher, wanted: CatalogState) -> bool:
    """Whether a run got the lease, or had nothing to do."""
    try:
        publisher.apply(wanted)
    except Refused as refused:
        if refused.finding.code != "PLN614":
            raise
        return False
    return True


def begin(project: Path, before: CatalogState | None) -> tuple[Publisher, Publisher]:
    one = Publisher(project)
    if before is not None:
        one.apply(before)
    return one, one.rival()


def calls_of(project: Path, before: CatalogState | None, wanted: CatalogState) -> int:
    """How many calls a run makes that nobody disturbs."""
    alone, _ = begin(project, before)
    alone.apply(wanted)
    return alone.calls


def check(publisher: Publisher, before: CatalogState | None, wishes: tuple[CatalogState, ...]) -> None:
    """One of the wishes holds, nothing is there twice, and nothing could be launched but as one of the changes says."""
    left = [plan_catalog(publisher.connect(), wanted, deep=True)[0].steps for wanted in wishes]
    assert () in left, left
    assert publisher.service.duplicates == []
    assert publisher.service.exposed == set()
    begun = before or NOTHING
    check_terms_of_any(publisher.service, [(NOTHING, begun), *permutations((begun, *wishes), 2)])


@pytest.mark.slow
@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("wish", ENDS)
def test_a_whole_run_of_another_between_any_two_calls(
    project: Path, before: CatalogState | None, wish: CatalogState
) -> None:
    for call in range(calls_of(project, before, ONE)):
        one, other = begin(project, before)
        done: list[bool] = []
        one.meanwhile(call, lambda other=other, done=done: done.append(attempt(other, wish)))  # type: ignore[misc]
        first = attempt(one, ONE)
        assert (first and done != [False]) or attempt(*((one, ONE) if not first else (other, wish)))
        check(one, before, (ONE, wish))


@pytest.mark.slow
@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("wish", ENDS)
def test_runs_that_overlap(project: Path, before: CatalogState | None, wish: CatalogState) -> None:
    many, others = calls_of(project, before, ONE), calls_of(project, before, wish)
    for number in range(SAMPLES):
        overlap(project, before, wish, number * many // SAMPLES, (number * 7) % SAMPLES * others // SAMPLES)


def overlap(project: Path, before: CatalogState | None, wish: CatalogState, call: int, call_of_other: int) -> None:
    """One comes to its call; the other runs up to its own; then the one ends, and after it the other."""
    one, other = begin(project, before)
    paused, go_on = Event(), Event()
    done: list[bool] = []

    def pause() -> None:
        paused.set()
        assert go_on.wait(WAIT)

    def run() -> None:
        try:
            done.append(attempt(other, wish))
        finally:
            paused.set()

    thread = Thread(target=run)

    def start() -> None:
        thread.start()
        assert paused.wait(WAIT)

    other.meanwhile(call_of_other, pause)
    one.meanwhile(call, start)
    first = attempt(one, ONE)
    go_on.set()
    if thread.ident is not None:
        thread.join(WAIT)
    assert first or attempt(one, ONE)
    assert done == [True] or attempt(other, wish)
    check(one, before, (ONE, wish))
