"""At each call of an update: nobody launches anything without its launch role and its narrowing, nor finds nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.model import Digest
from generator.planning import CatalogState, ConstraintState, ConstraintType, OfferState, ProductState, VersionState
from tests.behavior.publishing.catalogs import LAUNCH, NARROW, PRINCIPALS, body, catalog, small
from tests.behavior.publishing.publisher import Publisher
from tests.behavior.publishing.terms import check_terms

NOTHING = catalog({}, {})
LAUNCH_TOO = ConstraintState.of(ConstraintType.LAUNCH, {"LocalRoleName": "b"})
NARROW_TOO = ConstraintState.of(ConstraintType.TEMPLATE, {"Rules": {"R": 2}})
FEW = small()
ENDPOINT = ProductState(
    "endpoint", "Title", "owner", "", versions={"1.0.0": VersionState("1.0.0", Digest.of(body("endpoint", "1.0.0")))}
)
BOX = FEW.portfolios["dev"]
OLDER = small("1.0.0", "2.0.0")
VERSIONS = OLDER.products["notebook"].versions
DEPRECATED = replace(
    OLDER,
    products={
        "notebook": replace(
            OLDER.products["notebook"],
            versions={**VERSIONS, "1.0.0": replace(VERSIONS["1.0.0"], guidance="DEPRECATED")},
        )
    },
)
MORE = catalog(
    {"dev": replace(BOX, offers={**BOX.offers, "endpoint": OfferState("endpoint", (LAUNCH, NARROW))})},
    {**FEW.products, "endpoint": ENDPOINT},
)
EMPTY = replace(BOX, key="prod", name="Prod", offers={})
APART = catalog({"dev": BOX, "prod": EMPTY}, FEW.products)
BOTH = catalog({"dev": BOX, "prod": replace(EMPTY, offers=BOX.offers)}, FEW.products)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        pytest.param(NOTHING, FEW, id="a first publish"),
        pytest.param(FEW, small("2.0.0"), id="another version instead"),
        pytest.param(FEW, DEPRECATED, id="another version, and the one before is deprecated"),
        pytest.param(FEW, small("1.0.0", "2.0.0", constraints=(LAUNCH, NARROW_TOO)), id="a version and its narrowing"),
        pytest.param(FEW, small("2.0.0", constraints=(LAUNCH_TOO, NARROW_TOO)), id="a version and all it has"),
        pytest.param(FEW, small("2.0.0", constraints=(LAUNCH,)), id="another version without a narrowing"),
        pytest.param(FEW, small(principals=frozenset(PRINCIPALS[1:])), id="other people"),
        pytest.param(FEW, MORE, id="a product joins people"),
        pytest.param(MORE, FEW, id="a product leaves people"),
        pytest.param(APART, BOTH, id="a product joins another portfolio"),
        pytest.param(BOTH, APART, id="a product leaves another portfolio"),
        pytest.param(BOTH, replace(APART, products=small("2.0.0").products), id="it leaves, and a new version comes"),
        pytest.param(FEW, NOTHING, id="everything goes"),
    ],
)
def test_at_no_call_is_anything_without_its_launch_role_and_narrowing_nor_without_a_version(
    project: Path, before: CatalogState, wanted: CatalogState
) -> None:
    publisher = Publisher(project)
    service = publisher.service
    service.constraint_lag = 1
    publisher.publish(before)
    check_terms(service, NOTHING, before)
    service.watched = service.launchable()
    publisher.publish(wanted)
    check_terms(service, before, wanted)
    assert service.dark & service.launchable() == set()


def test_a_retired_version_comes_back_after_the_product_has_left_another_portfolio(project: Path) -> None:
    publisher = Publisher(project)
    newer = replace(APART, products=small("1.0.0", "2.0.0").products)
    for state in (newer, BOTH):
        publisher.publish(state)
    publisher.service.terms.clear()
    publisher.publish(newer)
    check_terms(publisher.service, BOTH, newer)


def test_what_is_narrowed_anew_is_not_to_be_had_under_the_old_narrowing(project: Path) -> None:
    publisher = Publisher(project)
    publisher.publish(FEW)
    with pytest.raises(AssertionError):
        check_terms(publisher.service, NOTHING, small(constraints=(LAUNCH, NARROW_TOO)))
