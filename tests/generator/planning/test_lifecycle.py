"""Deprecating, retiring, rolling back and promoting: what the offers become, and what is refused."""

from __future__ import annotations

import pytest

from generator.diagnostics import Refused
from generator.model import Catalog, Offer, Portfolio, Target, Version
from generator.planning.lifecycle import Change, deprecate, promote, retire, ring_before, roll_back

DEV, PROD = Target("dev", "111122223333", "eu-west-1"), Target("prod", "444455556666", "eu-west-1", 1)
PRODUCT = "notebook"
ONE, TWO, THREE = (Version.parse(f"{number}.0.0") for number in (1, 2, 3))


def portfolio(
    key: str, current: tuple[Version, ...], deprecated: tuple[Version, ...] = (), target: str = "dev"
) -> Portfolio:
    return Portfolio(key, key.title(), "us", None, (Offer(PRODUCT, current, deprecated),), target=target)


def catalog(*portfolios: Portfolio) -> Catalog:
    return Catalog("c", {"dev": DEV, "prod": PROD}, {}, {each.key: each for each in portfolios})


def lists(changes: list[Change]) -> dict[str, tuple[tuple[Version, ...], tuple[Version, ...]]]:
    return {each.portfolio: (each.current, each.deprecated) for each in changes}


def test_deprecating_moves_a_version_wherever_it_is_current_in_the_account() -> None:
    there = catalog(
        portfolio("a", (ONE, TWO)), portfolio("b", (ONE, THREE), (TWO,)), portfolio("c", (ONE,), (), "prod")
    )
    assert lists(deprecate(there, DEV, PRODUCT, ONE)) == {"a": ((TWO,), (ONE,)), "b": ((THREE,), (TWO, ONE))}


@pytest.mark.parametrize(
    ("version", "code"),
    [(THREE, "PLN636"), (ONE, "PLN637")],
)
def test_what_is_not_current_or_the_only_one_cannot_be_deprecated(version: Version, code: str) -> None:
    with pytest.raises(Refused) as caught:
        deprecate(catalog(portfolio("a", (ONE,))), DEV, PRODUCT, version)
    assert caught.value.finding.code == code


@pytest.mark.parametrize(("deprecated", "told"), [((ONE,), True), ((), False), ((THREE,), False)])
def test_a_rollback_is_named_where_there_is_a_version_to_go_back_to(
    deprecated: tuple[Version, ...], told: bool
) -> None:
    with pytest.raises(Refused) as caught:
        deprecate(catalog(portfolio("a", (TWO,), deprecated)), DEV, PRODUCT, TWO)
    assert ("rollback" in (caught.value.finding.fix or "")) is told


def test_a_product_that_nobody_offers_is_told_with_those_that_are() -> None:
    with pytest.raises(Refused) as caught:
        deprecate(catalog(portfolio("a", (ONE,))), DEV, "other", ONE)
    assert (caught.value.finding.code, PRODUCT in (caught.value.finding.fix or "")) == ("PLN636", True)


def test_retiring_takes_out_what_was_deprecated() -> None:
    there = catalog(portfolio("a", (TWO,), (ONE,)), portfolio("b", (TWO,)))
    assert lists(retire(there, DEV, PRODUCT, ONE)) == {"a": ((TWO,), ())}


@pytest.mark.parametrize(("version", "code"), [(TWO, "PLN639"), (THREE, "PLN636")])
def test_what_can_be_launched_is_not_retired(version: Version, code: str) -> None:
    with pytest.raises(Refused) as caught:
        retire(catalog(portfolio("a", (TWO,), (ONE,))), DEV, PRODUCT, version)
    assert caught.value.finding.code == code


def test_rolling_back_takes_the_version_that_was_published_before() -> None:
    there = catalog(portfolio("a", (THREE,), (TWO,)), portfolio("b", (THREE,)), portfolio("c", (ONE,)))
    bad, good, changes = roll_back(there, DEV, PRODUCT, [ONE, TWO, THREE])
    assert (bad, good) == (THREE, TWO)
    assert lists(changes) == {"a": ((TWO,), ()), "b": ((TWO,), ())}


def test_rolling_back_beside_another_current_version_leaves_that() -> None:
    _, good, changes = roll_back(catalog(portfolio("a", (ONE, THREE))), DEV, PRODUCT, [ONE, THREE])
    assert (good, lists(changes)) == (ONE, {"a": ((ONE,), ())})


def test_there_is_nothing_to_roll_back_to_before_the_first_version() -> None:
    with pytest.raises(Refused) as caught:
        roll_back(catalog(portfolio("a", (ONE,))), DEV, PRODUCT, [ONE, TWO])
    assert caught.value.finding.code == "PLN640"


def test_promoting_makes_a_version_current_and_deprecates_the_one_before() -> None:
    box = portfolio("p", (ONE,), (), "prod")
    change = promote(catalog(portfolio("a", (TWO,)), box), box, PRODUCT, TWO)
    assert (change.current, change.deprecated) == ((TWO,), (ONE,))


def test_what_a_neighbor_still_launches_is_not_deprecated_by_promoting() -> None:
    box = portfolio("p", (ONE,), (), "prod")
    change = promote(catalog(box, portfolio("q", (ONE,), (), "prod")), box, PRODUCT, TWO)
    assert (change.current, change.deprecated) == ((ONE, TWO), ())


def test_what_a_neighbor_has_deprecated_is_not_promoted() -> None:
    box = portfolio("p", (ONE,), (), "prod")
    with pytest.raises(Refused, match="deprecated in another portfolio"):
        promote(catalog(box, portfolio("q", (THREE,), (TWO,), "prod")), box, PRODUCT, TWO)


def test_the_ring_before_is_the_highest_below_that_offers_the_product() -> None:
    box = portfolio("p", (ONE,), (), "prod")
    assert ring_before(catalog(portfolio("a", (TWO,)), box), box, PRODUCT) == [DEV]


def test_the_first_ring_has_none_before_it() -> None:
    box = portfolio("a", (ONE,))
    with pytest.raises(Refused) as caught:
        ring_before(catalog(box, portfolio("p", (ONE,), (), "prod")), box, PRODUCT)
    assert caught.value.finding.code == "PLN641"
