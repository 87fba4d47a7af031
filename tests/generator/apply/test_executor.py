"""The executor hands each step to the writer with the ids that it knows or has just learned."""

from __future__ import annotations

from typing import Any

import pytest

from generator.apply import Phase, Result, apply_plan
from generator.diagnostics import AwsRefused
from generator.planning import plan_changes
from tests.generator.planning.states import NOTHING, catalog, observed, portfolio, product, version

Call = tuple[str, tuple[Any, ...]]


class Notes:
    """A writer that notes what it is asked, gives ids away, and refuses at a call of this name."""

    def __init__(self, refuses: str = "") -> None:
        self.calls: list[Call] = []
        self.results: list[Result] = []
        self._refuses = refuses

    def __getattr__(self, name: str) -> Any:
        def call(*given: Any) -> Any:
            if name == self._refuses:
                raise AwsRefused("servicecatalog:X", "no")
            if name in ("check", "halt"):
                return None
            if name == "record":
                self.results.append(given[1])
            self.calls.append((name, tuple(each for each in given if isinstance(each, str))))
            made = {"create_product": ("prod-1", "pa-1"), "create_portfolio": "port-1", "create_version": "pa-2"}
            return made.get(name, f"id-{len(self.calls)}")

        return call


def test_ids_that_were_just_made_are_used_by_the_steps_that_follow() -> None:
    writer = Notes()
    events = list(apply_plan(plan_changes(catalog(), observed(NOTHING)), observed(NOTHING), writer))
    assert [event.phase for event in events] == [Phase.STARTED, Phase.DONE] * 7
    assert [event.number for event in events[1::2]] == list(range(1, 8))
    assert writer.calls[4:6] == [
        ("associate", ("port-1", "prod-1")),
        ("create_constraint", ("port-1", "prod-1")),
    ]
    assert writer.calls[0][0] == "open"
    assert [name for name, _ in writer.calls[-3:]] == ["record", "grant", "record"]


def test_ids_that_were_observed_are_used() -> None:
    there = observed(catalog())
    wanted = catalog(portfolio(name="Retention"), product(version("1.0.0", guidance="DEPRECATED"), version("1.1.0")))
    writer = Notes()
    list(apply_plan(plan_changes(wanted, there), there, writer))
    assert ("update_portfolio", ("port-churn-dev",)) in writer.calls
    assert ("create_version", ("prod-notebook",)) in writer.calls
    assert ("set_version", ("prod-notebook", "pa-notebook-1.0.0")) in writer.calls


def test_everything_of_a_portfolio_is_taken_down_by_its_ids() -> None:
    there = observed(catalog())
    writer = Notes()
    list(apply_plan(plan_changes(NOTHING, there), there, writer))
    assert [name for name, _ in writer.calls] == [
        *("open", "revoke", "set_version", "delete_constraint", "delete_constraint", "disassociate"),
        *("delete_portfolio", "record"),
    ]


def test_where_aws_refuses_the_events_end_before_that_step_is_done_and_the_record_says_so() -> None:
    writer = Notes(refuses="associate")
    events = apply_plan(plan_changes(catalog(), observed(NOTHING)), observed(NOTHING), writer)
    seen = [next(events) for _ in range(7)]
    assert (seen[-1].phase, seen[-1].number, seen[-1].done) == (Phase.STARTED, 4, 3)
    with pytest.raises(AwsRefused):
        next(events)
    assert writer.results[-1].stopped == "portfolio/churn-dev/notebook: servicecatalog:X: no"
    assert writer.results[-1].done == 3
