"""What was changed by hand is seen and mended, or said before any write; what is others' is left alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.aws.catalog import plan_catalog
from generator.aws.catalog.adopt import adopt
from generator.diagnostics import AwsRefused, Refused
from generator.model import Address, Digest
from generator.planning import CatalogState
from tests.behavior.publishing.catalogs import body, catalog, small
from tests.behavior.publishing.publisher import Publisher, refused
from tests.fakes.service_catalog import FakeServiceCatalog

NOTHING = catalog({}, {})


def plan(publisher: Publisher, state: CatalogState, *, deep: bool = True) -> list[str]:
    """The kinds of the steps that a plan has."""
    found, _ = plan_catalog(publisher.connect(), state, deep=deep)
    return [type(step.write).__name__ for step in found.steps]


def only(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    (row,) = rows.values()
    return row


@pytest.mark.parametrize(
    "change",
    [
        lambda service: only(service.products).update(Name="Somebody's"),
        lambda service: only(service.products).update(Owner="somebody", ShortDescription="else"),
        lambda service: only(service.portfolios).update(DisplayName="Somebody's"),
        lambda service: only(service.versions).update(Description="edited in the console"),
        lambda service: only(service.versions).update(Description=""),
        lambda service: only(service.versions).update(Active=False),
        lambda service: only(service.versions).update(Guidance="DEPRECATED"),
        lambda service: constraint(service, "LAUNCH").update(Parameters='{"LocalRoleName":"administrator"}'),
        lambda service: constraint(service, "LAUNCH").update(Description="edited"),
        lambda service: constraint(service, "TEMPLATE").update(Parameters='{"Rules":{}}'),
        lambda service: service.constraints.clear(),
        lambda service: service.principals.clear(),
        lambda service: service.principals.add(
            (*only(service.portfolios)["Id"].split(), "arn:aws:iam::1:role/x", "IAM")
        ),
    ],
)
def test_a_change_by_hand_is_seen_and_taken_back(
    publisher: Publisher, change: Callable[[FakeServiceCatalog], object]
) -> None:
    change(publisher.service)
    assert plan(publisher, small()) != []
    publisher.publish(small("1.0.0", "1.1.0"))
    assert plan(publisher, small("1.0.0", "1.1.0")) == []
    assert publisher.service.duplicates == []
    assert len(publisher.service.products) == len(publisher.service.portfolios) == 1


def test_a_tag_option_that_was_switched_off_is_switched_on_again(publisher: Publisher) -> None:
    whole = small()
    tagged = replace(whole.portfolios["dev"], tag_options=frozenset({("CostCenter", "1001")}))
    wanted = replace(whole, portfolios={"dev": tagged})
    publisher.publish(wanted)
    assert plan(publisher, wanted) == []
    only(publisher.service.options).update(Active=False)
    assert plan(publisher, wanted) == ["AddTagOption"]
    publisher.publish(wanted)
    assert plan(publisher, wanted) == []
    assert only(publisher.service.options)["Active"] is True


def constraint(service: FakeServiceCatalog, kind: str) -> dict[str, Any]:
    (found,) = (row for row in service.constraints.values() if row["Type"] == kind)
    return found


def test_key_order_of_parameters_is_no_change(publisher: Publisher) -> None:
    constraint(publisher.service, "TEMPLATE").update(Parameters='{ "Rules" : {"R": 1} }')
    assert plan(publisher, small()) == []


def test_a_product_whose_title_changed_and_that_no_portfolio_offers_is_found_by_its_tag(publisher: Publisher) -> None:
    publisher.publish(NOTHING)
    only(publisher.service.products).update(Name="Somebody's")
    publisher.publish(small(title="Another title"))
    assert only(publisher.service.products)["Name"] == "Another title"
    assert publisher.service.duplicates == []


def test_a_product_without_its_tag_is_said_before_any_write_and_adopted(publisher: Publisher) -> None:
    product = only(publisher.service.products)
    product["tags"].clear()
    assert refused(publisher, small("1.0.0", "1.1.0")) == [
        ("PLN611", f"./build.py adopt product/notebook {product['ProductId']}")
    ]
    take_over(publisher, "product/notebook", product["ProductId"])
    publisher.publish(small("1.0.0", "1.1.0"))
    assert len(publisher.service.versions) == 2


def test_a_portfolio_without_its_tag_is_said_before_any_write_and_adopted(publisher: Publisher) -> None:
    portfolio = only(publisher.service.portfolios)
    portfolio["tags"].clear()
    assert refused(publisher, small()) == [("PLN611", f"./build.py adopt portfolio/dev {portfolio['Id']}")]
    take_over(publisher, "portfolio/dev", portfolio["Id"])
    assert plan(publisher, small()) == []


def test_a_portfolio_that_lost_tag_name_and_record_is_not_written_to(publisher: Publisher) -> None:
    for bucket in publisher.buckets.buckets.values():
        del bucket.objects["catalogs/c/applied.json"]
    portfolio = only(publisher.service.portfolios)
    portfolio["tags"].clear()
    portfolio["DisplayName"] = "Somebody's"
    with pytest.raises(AwsRefused) as caught:
        publisher.publish(small())
    assert caught.value.try_this == f"./build.py adopt portfolio/dev {portfolio['Id']}"
    assert portfolio["DisplayName"] == "Somebody's"


def test_a_portfolio_of_the_same_name_is_left_alone(project: Path) -> None:
    publisher = Publisher(project)
    service = publisher.service
    service.keys["port-x"] = "others"
    service.portfolios["port-x"] = {"Id": "port-x", "DisplayName": "Dev", "ProviderName": "others", "tags": {}}
    publisher.publish(small())
    assert sorted(row["ProviderName"] for row in service.portfolios.values()) == ["others", "provider"]


def test_a_copied_product_is_not_ours_although_its_versions_say_so(publisher: Publisher) -> None:
    service = publisher.service
    service.keys["prod-copy"] = "others"
    service.products["prod-copy"] = {**only(service.products), "ProductId": "prod-copy", "tags": {}}
    service.versions["pa-copy"] = {**only(service.versions), "Id": "pa-copy", "ProductId": "prod-copy"}
    service.associations.add((only(service.portfolios)["Id"], "prod-copy"))
    assert plan(publisher, small()) == []
    publisher.publish(small(title="Another title"))
    assert service.products["prod-copy"]["Name"] == "Title"


def test_an_address_that_is_taken_or_unknown_is_not_adopted(publisher: Publisher) -> None:
    for address in ("product/notebook", "product/unknown"):
        with pytest.raises(Refused) as caught:
            take_over(publisher, address, "prod-other")
        assert caught.value.finding.code == "PLN612"


def take_over(publisher: Publisher, address: str, identity: str) -> None:
    state = small("1.0.0", "1.1.0")
    adopt(publisher.connect(), state, publisher.observe(state), Address.of(*address.split("/")), identity)


# What is not ours and is in the way


def test_a_second_template_constraint_of_others_stops_nothing(publisher: Publisher) -> None:
    service = publisher.service
    service.constraints["cons-x"] = {**constraint(service, "TEMPLATE"), "ConstraintId": "cons-x", "Description": ""}
    publisher.publish(small("1.0.0", "1.1.0"))
    assert plan(publisher, small("1.0.0", "1.1.0")) == []
    assert "cons-x" in service.constraints


@pytest.mark.parametrize("thing", ["constraint", "product"])
def test_what_others_put_into_a_portfolio_is_said_before_the_portfolio_is_emptied(
    publisher: Publisher, thing: str
) -> None:
    service = publisher.service
    portfolio, product = only(service.portfolios)["Id"], only(service.products)["ProductId"]
    if thing == "constraint":
        row = {"ConstraintId": "cons-x", "PortfolioId": portfolio, "ProductId": product, "Type": "NOTIFICATION"}
        service.constraints["cons-x"] = {**row, "Parameters": "{}", "Description": ""}
    else:
        service.products["prod-x"] = {"ProductId": "prod-x", "Name": "Theirs", "tags": {}}
        service.associations.add((portfolio, "prod-x"))
    assert {code for code, _ in refused(publisher, NOTHING)} == {"PLN613"}
    assert plan(publisher, small()) == []


# Constraints that do not hold


def test_nobody_is_let_in_before_the_launch_constraint_holds(project: Path) -> None:
    publisher = Publisher(project)
    publisher.service.constraint_lag = 3
    publisher.publish(small())
    assert publisher.service.exposed == set()
    assert publisher.service.principals != set()


def test_a_launch_constraint_that_fails_lets_nobody_in_and_is_mended_by_the_next_run(project: Path) -> None:
    publisher = Publisher(project)
    publisher.service.failing.add("LAUNCH")
    with pytest.raises(AwsRefused, match="failed"):
        publisher.publish(small())
    assert publisher.service.principals == set()
    assert publisher.service.launchable() == set()

    publisher.service.failing.clear()
    publisher.publish(small())
    assert plan(publisher, small()) == []
    assert publisher.service.exposed == set()


def test_a_constraint_that_failed_since_is_seen(publisher: Publisher) -> None:
    publisher.service.failing.add("LAUNCH")
    assert plan(publisher, small()) == ["PutConstraint"]


# The artifact bucket


def test_a_bucket_that_was_opened_is_closed_by_the_next_run_that_writes(publisher: Publisher) -> None:
    (bucket,) = publisher.buckets.buckets.values()
    closed = dict(bucket.properties)
    bucket.properties.update(
        PublicAccessBlock={**closed["PublicAccessBlock"], "BlockPublicPolicy": False},
        BucketVersioning={"Status": "Suspended"},
        BucketOwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
        BucketPolicy=json.dumps({"Version": "2012-10-17", "Statement": []}),
    )
    found, _ = plan_catalog(publisher.connect(), small(), deep=True)
    assert [note.partition(": ")[2].partition(";")[0] for note in found.notes] == [
        "public access is not blocked",
        "access control lists hold",
        "versions of objects are not kept",
        "requests without TLS are not denied",
    ]
    publisher.publish(small("1.0.0", "1.1.0"))
    assert bucket.properties == closed


def test_statements_of_others_in_the_bucket_s_policy_stay(publisher: Publisher) -> None:
    (bucket,) = publisher.buckets.buckets.values()
    mine = {"Sid": "Theirs", "Effect": "Deny", "Principal": "*", "Action": "s3:DeleteBucket", "Resource": "*"}
    bucket.properties["BucketPolicy"] = json.dumps({"Version": "2012-10-17", "Statement": [mine]})
    publisher.publish(small("1.0.0", "1.1.0"))
    statements = json.loads(bucket.properties["BucketPolicy"])["Statement"]
    assert [each["Sid"] for each in statements] == ["Theirs", "TlsOnly"]


def test_bytes_that_lie_under_the_name_of_others_are_not_published(publisher: Publisher) -> None:
    (bucket,) = publisher.buckets.buckets.values()
    digest = Digest.of(body("notebook", "1.1.0"))
    key = f"templates/sha256/{digest}.yaml"
    bucket.objects[key] = b"anything else"
    publisher.publish(small("1.0.0", "1.1.0"))
    assert bucket.objects[key].decode() == body("notebook", "1.1.0")
    (found,) = (row for row in publisher.service.versions.values() if row["Name"] == "1.1.0")
    assert found["body"] == body("notebook", "1.1.0")


def test_the_record_says_who_applied_what_and_the_bucket_keeps_the_history(publisher: Publisher) -> None:
    publisher.publish(small("1.0.0", "1.1.0"))
    (bucket,) = publisher.buckets.buckets.values()
    history = [json.loads(content) for key, content in bucket.versions if key == "catalogs/c/applied.json"]
    assert [record["done"] == len(record["steps"]) for record in history] == [False, True, True]
    assert [record["stopped"] for record in history] == ["people are let in next", None, None]
    assert [record["people"] for record in history] == [["dev"], ["dev"], ["dev"]]
    assert history[-1]["by"] == "arn:aws:iam::111122223333:user/publisher"
    assert history[-1]["ids"]["product/notebook"] == only(publisher.service.products)["ProductId"]


def test_a_run_that_was_stopped_says_so_in_the_record(project: Path) -> None:
    publisher = Publisher(project)
    publisher.service.failing.add("LAUNCH")
    with pytest.raises(AwsRefused):
        publisher.publish(small())
    (bucket,) = publisher.buckets.buckets.values()
    record = json.loads(bucket.objects["catalogs/c/applied.json"])
    assert record["done"] < len(record["steps"])
    assert record["stopped"].startswith("portfolio/dev/notebook/launch: ")


def test_a_run_that_stopped_before_anybody_was_let_in_holds_nothing_the_next_time(project: Path) -> None:
    publisher = Publisher(project)
    publisher.service.failing.add("LAUNCH")
    with pytest.raises(AwsRefused):
        publisher.publish(small())
    publisher.service.failing.clear()
    assert "SetVersion" not in plan(publisher, small())
