"""What has lost its ownership tag and its name is known by the release record and its versions, and made only once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from generator.aws.catalog import plan_catalog
from generator.aws.catalog.adopt import adopt
from generator.aws.catalog.health import examine
from generator.diagnostics import AwsRefused
from generator.model import Address
from tests.behavior.publishing.catalogs import catalog, small
from tests.behavior.publishing.publisher import Publisher, refused
from tests.fakes.service_catalog import FakeServiceCatalog

NOTHING = catalog({}, {})


def test_a_portfolio_that_lost_its_tag_and_its_name_is_adopted_and_not_made_again(publisher: Publisher) -> None:
    (portfolio,) = publisher.service.portfolios.values()
    portfolio.update(DisplayName="Somebody's", tags={})
    fix = f"./build.py adopt portfolio/dev {portfolio['Id']}"
    assert refused(publisher, small()) == [("PLN611", fix)]
    assert ("PLN611", fix) in [(each.code, each.fix) for each in examine(publisher.connect(), Path(), small())]
    there = publisher.observe(small())
    adopt(publisher.connect(), small(), there, Address.of("portfolio", "dev"), portfolio["Id"])
    publisher.publish(small())
    assert len(publisher.service.portfolios) == 1
    assert plan_catalog(publisher.connect(), small(), deep=True)[0].steps == ()


def test_a_portfolio_that_is_not_wanted_and_lost_its_tag_is_named_with_how_it_can_be_removed(
    publisher: Publisher,
) -> None:
    (portfolio,) = publisher.service.portfolios.values()
    portfolio.update(tags={})
    (note,) = plan_catalog(publisher.connect(), NOTHING)[0].notes
    assert "whoever has access keeps it" in note
    assert f"--id {portfolio['Id']} --add-tags Key=ds-catalog:portfolio,Value=c/dev" in note
    portfolio.update(tags={"ds-catalog:portfolio": "c/dev"})
    publisher.publish(NOTHING)
    assert publisher.service.portfolios == {}


def test_a_portfolio_of_others_is_no_lost_one(publisher: Publisher) -> None:
    publisher.service.portfolios["port-x"] = {
        "Id": "port-x",
        "DisplayName": "Theirs",
        "ProviderName": "",
        "tags": {},
        "CreatedTime": publisher.service.now,
    }
    plan, _ = plan_catalog(publisher.connect(), small(), deep=True)
    assert (plan.steps, plan.notes) == ((), ())


def edit_nothing(service: FakeServiceCatalog) -> None:
    """Its versions still name it."""


def edit_descriptions(service: FakeServiceCatalog) -> None:
    for version in service.versions.values():
        version.update(Description="edited")


@pytest.mark.parametrize("edit", [edit_nothing, edit_descriptions])
def test_a_retired_product_that_lost_its_tag_is_adopted_before_it_comes_back(
    publisher: Publisher, edit: Callable[[FakeServiceCatalog], None]
) -> None:
    publisher.publish(NOTHING)
    (product,) = publisher.service.products.values()
    product.update(Name="Somebody's", tags={})
    edit(publisher.service)
    assert refused(publisher, small()) == [("PLN611", f"./build.py adopt product/notebook {product['ProductId']}")]
    there = publisher.observe(small())
    adopt(publisher.connect(), small(), there, Address.of("product", "notebook"), product["ProductId"])
    publisher.publish(small())
    assert len(publisher.service.products) == 1
    assert all(version["Active"] for version in publisher.service.versions.values())
    assert plan_catalog(publisher.connect(), small(), deep=True)[0].steps == ()


def test_a_product_that_only_its_token_remembers_is_not_written_to(project: Path) -> None:
    publisher = Publisher(project)
    publisher.service.now -= timedelta(hours=1)
    publisher.publish(small())
    publisher.publish(NOTHING)
    for bucket in publisher.buckets.buckets.values():
        del bucket.objects["catalogs/c/applied.json"]
    (product,) = publisher.service.products.values()
    product.update(Name="Somebody's", tags={})
    edit_descriptions(publisher.service)
    with pytest.raises(AwsRefused) as caught:
        publisher.publish(small())
    assert caught.value.try_this == f"./build.py adopt product/notebook {product['ProductId']}"
    assert product["Name"] == "Somebody's"
