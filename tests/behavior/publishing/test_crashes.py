"""Kill the publisher before or after any call and start it again: it converges, makes nothing twice, exposes nothing.

The publisher is whole: `observe`, `plan_changes`, `apply_plan` and `Writer`, with boto3 and with Service Catalog's and
S3's requests, against services in memory. Wishes come and go and come back: tokens outlive what they made. Not covered:

* A product that joins or leaves a portfolio while another one offers it may be exposed in the one between two calls
  (generator/planning/order.py says why).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.planning import CatalogState, Observed, PortfolioState, plan_changes
from generator.planning.launch_roles import BOUNDARY
from tests.behavior.publishing.catalogs import catalog, catalogs
from tests.behavior.publishing.publisher import Publisher
from tests.behavior.publishing.terms import check_terms
from tests.fakes.account import Kill
from tests.fakes.buckets import PROPERTIES
from tests.fakes.service_catalog import FakeServiceCatalog

NOTHING = catalog({}, {})
KILLS = st.lists(st.builds(Kill, st.integers(0, 80), st.booleans()), max_size=3)
LAGS = st.sampled_from([0, 3, 8])


def without_parameters(portfolio: PortfolioState) -> object:
    """A portfolio as it can be observed: of constraints, type and fingerprint."""
    offers = {key: {(c.type, c.fingerprint) for c in offer.constraints} for key, offer in portfolio.offers.items()}
    words = (portfolio.key, portfolio.name, portfolio.provider, portfolio.description)
    return words, portfolio.principals, portfolio.tags, portfolio.tag_options, portfolio.shares, offers


def options_of(service: FakeServiceCatalog, product: str) -> set[tuple[str, str]]:
    """The tag options that a product has, whether anything reads them or not."""
    options = [service.options[option] for holder, option in service.attached if service.keys[holder] == f"c/{product}"]
    return {(option["Key"], option["Value"]) for option in options}


def check_is(wanted: CatalogState, there: Observed, publisher: Publisher) -> None:
    """What is there is what is wanted, once, and nothing remains to be done."""
    service = publisher.service
    assert publisher.documents.held.keys() == wanted.documents.keys()
    assert plan_changes(wanted, there).steps == ()
    assert service.duplicates == []
    shown = {key: without_parameters(portfolio) for key, portfolio in there.state.portfolios.items()}
    assert shown == {key: without_parameters(portfolio) for key, portfolio in wanted.portfolios.items()}
    for key, product in wanted.products.items():
        found = there.state.products[key]
        assert (found.title, found.owner, found.description) == (product.title, product.owner, product.description)
        assert (found.distributor, found.support) == (product.distributor, product.support)
        assert options_of(service, key) == product.tag_options
        assert {name: found.versions[name] for name in product.versions} == product.versions
    # A retired version keeps its actions: whoever runs it can still use them.
    held = {key: each.versions & {*wanted.products[each.product].versions} for key, each in there.state.actions.items()}
    assert held == {key: each.versions for key, each in wanted.actions.items()}
    assert len(service.actions) == len(wanted.actions)
    launchable = {
        (service.keys[version["ProductId"]].removeprefix("c/"), version["Name"])
        for version in service.versions.values()
        if version["Active"]
    }
    assert launchable == {(key, name) for key, product in wanted.products.items() for name in product.versions}


@pytest.mark.slow
@given(catalogs(), KILLS, LAGS)
@settings(max_examples=120, deadline=None)
def test_a_first_run_that_is_killed_anywhere_converges_and_exposes_nothing(
    project: Path, wanted: CatalogState, kills: list[Kill], lag: int
) -> None:
    publisher = Publisher(project, lag)
    there = publisher.publish_in_spite_of(kills, wanted)
    check_is(wanted, there, publisher)
    assert publisher.stacks.roles() == set(wanted.roles)
    assert publisher.service.exposed == set()
    check_terms(publisher.service, NOTHING, wanted)


@pytest.mark.slow
@given(catalogs(), catalogs(), KILLS, LAGS)
@settings(max_examples=160, deadline=None)
def test_a_change_that_is_killed_anywhere_converges_and_exposes_nothing_that_one_portfolio_offers(
    project: Path, before: CatalogState, wanted: CatalogState, kills: list[Kill], lag: int
) -> None:
    publisher = Publisher(project, lag)
    publisher.publish(before)
    publisher.service.catch_up()
    check_terms(publisher.service, NOTHING, before)
    publisher.service.watched = publisher.service.launchable()
    there = publisher.publish_in_spite_of(kills, wanted)
    check_is(wanted, there, publisher)
    assert publisher.service.dark & publisher.service.launchable() == set()
    assert publisher.stacks.roles() - {BOUNDARY} == set(wanted.roles) - {BOUNDARY}
    for portfolio, product in publisher.service.exposed:
        others = [box for state in (before, wanted) for key, box in state.portfolios.items() if f"c/{key}" != portfolio]
        assert any(product.removeprefix("c/") in box.offers for box in others)
    check_terms(publisher.service, before, wanted)


@pytest.mark.slow
@given(st.lists(catalogs(), min_size=2, max_size=2), st.lists(KILLS, min_size=5, max_size=5), LAGS)
@settings(max_examples=60, deadline=None)
def test_what_goes_and_comes_back_converges_as_the_first_time(
    project: Path, wishes: list[CatalogState], kills: list[list[Kill]], lag: int
) -> None:
    publisher, before = Publisher(project, lag), NOTHING
    for wanted, deaths in zip((*wishes, NOTHING, *wishes), kills, strict=True):
        there = publisher.publish_in_spite_of(deaths, wanted)
        check_is(wanted, there, publisher)
        check_terms(publisher.service, before, wanted)
        before = wanted


@pytest.mark.slow
@given(catalogs())
@settings(max_examples=30, deadline=None)
def test_putting_back_costs_what_the_first_time_cost(project: Path, wanted: CatalogState) -> None:
    publisher = Publisher(project)
    costs = []
    for _ in range(3):
        publisher.publish(NOTHING)
        publisher.publish(wanted)
        costs.append(publisher.calls)
    # Of products and versions nothing is deleted, so the first time makes more.
    assert costs[0] >= costs[1] == costs[2]


@pytest.mark.slow
@given(catalogs(), KILLS)
@settings(max_examples=40, deadline=None)
def test_the_bucket_ends_closed_owned_versioned_and_encrypted_wherever_a_run_was_killed(
    project: Path, wanted: CatalogState, kills: list[Kill]
) -> None:
    publisher = Publisher(project)
    publisher.publish_in_spite_of(kills, wanted)
    for bucket in publisher.buckets.buckets.values():
        assert set(bucket.properties) == set(PROPERTIES)


@pytest.mark.slow
@given(catalogs(), catalogs())
@settings(max_examples=30, deadline=None)
def test_the_same_difference_gives_the_same_plan(project: Path, before: CatalogState, wanted: CatalogState) -> None:
    one, two = Publisher(project), Publisher(project)
    # Ids are given out in the order of the calls.
    one.publish(before, threads=1)
    two.publish(before, threads=1)
    assert plan_changes(wanted, one.observe(wanted)).digest == plan_changes(wanted, two.observe(wanted)).digest
