"""Kill the publisher anywhere and start it again: it converges, makes nothing twice and exposes nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.apply import apply_plan
from generator.planning import CatalogState, plan_changes

sys.path.insert(0, str(Path(__file__).parent))

from catalogs import catalogs
from shelf import Killed, Shelf


def publish(shelf: Shelf, wanted: CatalogState) -> None:
    observed = shelf.observe()
    for _ in apply_plan(plan_changes(wanted, observed), observed, shelf):
        pass


def publish_until_done(shelf: Shelf, wanted: CatalogState) -> None:
    for _ in range(3):
        try:
            publish(shelf, wanted)
        except Killed:
            shelf.die_at = -1
        else:
            return
    raise AssertionError("the publisher does not come to an end")


@given(catalogs())
def test_what_is_published_is_what_is_wanted(wanted: CatalogState) -> None:
    shelf = Shelf()
    publish(shelf, wanted)
    state = shelf.observe().state
    assert set(state.portfolios) == set(wanted.portfolios)
    for key, portfolio in wanted.portfolios.items():
        there = state.portfolios[key]
        assert (there.name, there.principals, there.tags) == (portfolio.name, portfolio.principals, portfolio.tags)
        assert there.tag_options == portfolio.tag_options
        assert set(there.offers) == set(portfolio.offers)
        for name, offer in portfolio.offers.items():
            wanted_prints = {(c.type, c.fingerprint) for c in offer.constraints}
            assert {(c.type, c.fingerprint) for c in there.offers[name].constraints} == wanted_prints
    assert {key: product.versions for key, product in state.products.items()} == {
        key: product.versions for key, product in wanted.products.items()
    }


@given(catalogs())
def test_a_second_plan_is_empty(wanted: CatalogState) -> None:
    shelf = Shelf()
    publish(shelf, wanted)
    assert plan_changes(wanted, shelf.observe()).steps == ()


@given(catalogs(), st.integers(0, 40), st.booleans())
@settings(max_examples=300)
def test_a_killed_first_run_converges_without_duplicates_or_exposure(
    wanted: CatalogState, call: int, after: bool
) -> None:
    shelf = Shelf(die_at=call, after=after)
    publish_until_done(shelf, wanted)
    assert plan_changes(wanted, shelf.observe()).steps == ()
    assert shelf.duplicates == 0
    assert shelf.exposed == []


@given(catalogs(), catalogs(), st.integers(0, 40), st.booleans())
@settings(max_examples=300)
def test_a_killed_change_converges_too(before: CatalogState, wanted: CatalogState, call: int, after: bool) -> None:
    shelf = Shelf()
    publish(shelf, before)
    shelf.die_at, shelf.after = call, after
    publish_until_done(shelf, wanted)
    assert plan_changes(wanted, shelf.observe()).steps == ()
    assert shelf.duplicates == 0


@given(catalogs(), catalogs())
def test_the_same_difference_gives_the_same_plan(before: CatalogState, wanted: CatalogState) -> None:
    one, two = Shelf(), Shelf()
    publish(one, before)
    publish(two, before)
    assert plan_changes(wanted, one.observe()).digest == plan_changes(wanted, two.observe()).digest
