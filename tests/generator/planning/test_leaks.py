"""A version that is current in one portfolio of an account and launchable from another is said in the plan."""

from __future__ import annotations

from dataclasses import replace

from generator.model import Offer, Portfolio, Version
from generator.planning import plan_changes
from generator.planning.leaks import find_leaks
from tests.generator.planning.states import catalog, observed

ONE, TWO = (Version.parse(text) for text in ("1.0.0", "1.1.0"))


def portfolio(key: str, *offers: Offer) -> Portfolio:
    return Portfolio(key, key.title(), "us", None, offers, target="dev")


def test_versions_of_two_portfolios_are_launchable_from_both() -> None:
    there = [portfolio("dev", Offer("notebook", (TWO,))), portfolio("prod", Offer("notebook", (ONE,)))]
    first, second = find_leaks(there)
    assert first.startswith("`notebook` 1.0.0, current in `prod`, can be launched from `dev`, too")
    assert second.startswith("`notebook` 1.1.0, current in `dev`, can be launched from `prod`, too")


def test_what_all_portfolios_of_a_product_offer_leaks_nowhere() -> None:
    same = Offer("notebook", (ONE, TWO))
    assert list(find_leaks([portfolio("dev", same), portfolio("prod", same), portfolio("other")])) == []


def test_deprecated_versions_cannot_be_launched_and_leak_nowhere() -> None:
    there = [portfolio("dev", Offer("notebook", (TWO,), (ONE,))), portfolio("prod", Offer("notebook", (TWO,)))]
    assert list(find_leaks(there)) == []


def test_the_plan_says_it_also_where_nothing_changes() -> None:
    plan = plan_changes(replace(catalog(), notes=("a leak",)), observed(catalog()))
    assert (plan.steps, plan.notes) == ((), ("a leak",))
