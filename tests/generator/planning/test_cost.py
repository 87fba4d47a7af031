"""What a template costs: the table, the items, and what other answers add."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from generator.planning.cost import compare_choices, compare_costs, estimate
from generator.planning.cost.prices import load_prices
from generator.synth import read_ledger
from generator.views.cost_differences import difference_data, render_difference
from generator.views.costs import cost_data, render_cost
from tests.e2e.world import CHECKOUT

IRELAND = {"AWS::Region": "eu-west-1"}


def endpoint(subnets: Any, kind: str = "Interface") -> dict[str, Any]:
    return {"Type": "AWS::EC2::VPCEndpoint", "Properties": {"VpcEndpointType": kind, "SubnetIds": subnets}}


TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Third": {"Type": "String", "Default": "no", "AllowedValues": ["yes", "no"]},
        "Days": {"Type": "Number", "Default": 30, "AllowedValues": [30, 60]},
        "Git": {"Type": "String", "Default": "own"},
        "Name": {"Type": "String"},
    },
    "Conditions": {
        "InThree": {"Fn::Equals": [{"Ref": "Third"}, "yes"]},
        "WithGit": {"Fn::Equals": [{"Ref": "Git"}, "own"]},
    },
    "Resources": {
        "Api": endpoint(["a", "b", {"Fn::If": ["InThree", "c", {"Ref": "AWS::NoValue"}]}]),
        "Git": {**endpoint(["a", "b"]), "Condition": "WithGit"},
        "S3": endpoint(["a"], "Gateway"),
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"Description": {"Ref": "Name"}}},
        "Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": {"Ref": "Days"}}},
        "Base": {"Type": "AWS::RDS::DBInstance", "Properties": {}},
    },
}


def test_endpoints_are_paid_in_each_zone_and_a_gateway_is_free() -> None:
    cost = estimate(TEMPLATE, {}, IRELAND)
    zones = next(item for item in cost.items if "interface endpoints, each" in item.what)
    assert (zones.units, zones.price, zones.month) == (4, Decimal("0.011"), Decimal("0.011") * 4 * 730)
    assert cost.month == Decimal("0.011") * 4 * 730 + 1


def test_what_goes_by_use_has_a_price_and_no_sum_and_what_the_table_lacks_is_named() -> None:
    cost = estimate(TEMPLATE, {}, IRELAND)
    log = next(item for item in cost.items if item.what == "CloudWatch logs taken in")
    assert (log.when, log.price, log.month) == ("use", Decimal("0.57"), None)
    assert cost.unknown == (("AWS::RDS::DBInstance", 1),)
    said = render_cost(cost)
    assert "by use  CloudWatch logs taken in: $0.57 per GB" in said
    assert "not in the table  AWS::RDS::DBInstance × 1" in said


def test_an_answer_that_adds_something_is_listed_with_what_it_adds() -> None:
    found = {(each.parameter, each.value): each.month for each in compare_choices(TEMPLATE, {}, IRELAND)}
    assert found == {("Third", "yes"): Decimal("0.011") * 730, ("Third", "no"): 0}
    said = render_cost(estimate(TEMPLATE, {}, IRELAND), list(compare_choices(TEMPLATE, {}, IRELAND)))
    assert "Third: yes +$8.03 a month · no as now" in said
    assert "Days" not in said


def test_an_answer_that_a_condition_asks_about_is_a_choice_where_no_list_is() -> None:
    found = {(each.parameter, each.value): each.month for each in compare_choices(TEMPLATE, {"Git": "none"}, IRELAND)}
    assert found["Git", "own"] == Decimal("0.011") * 2 * 730


def test_a_region_that_the_table_lacks_is_said_and_nothing_is_summed() -> None:
    cost = estimate(TEMPLATE, {}, {"AWS::Region": "me-south-1"})
    assert not cost.covered
    assert cost.incomplete
    assert render_cost(cost).startswith("Cost: no prices for me-south-1 in the table of ")
    data = cost_data(cost)
    assert data["month"] is None
    assert all(item["price"] is None for item in data["items"])


def test_a_machine_is_paid_while_it_runs_and_its_volume_always() -> None:
    properties = {"InstanceType": {"Ref": "Machine"}, "VolumeSizeInGB": {"Ref": "Volume"}}
    document = {
        "Parameters": {
            "Machine": {"Type": "String", "Default": "ml.t3.medium", "AllowedValues": ["ml.t3.medium", "ml.x9.large"]},
            "Volume": {"Type": "Number", "Default": 20},
        },
        "Resources": {"Notebook": {"Type": "AWS::SageMaker::NotebookInstance", "Properties": properties}},
    }
    pseudo = {"AWS::Region": "us-east-1"}
    cost = estimate(document, {"Volume": "100"}, pseudo)
    assert (cost.hour, cost.month) == (Decimal("0.05"), Decimal(14))
    said = render_cost(cost, list(compare_choices(document, {}, pseudo)), whole=True)
    assert "Machine: ml.t3.medium $0.05 an hour · ml.x9.large no price in the table" in said


def test_the_table_has_a_date_a_source_and_every_rate_that_a_type_names() -> None:
    prices = load_prices()
    assert prices.date.startswith("20")
    assert prices.source
    named = {rate for rates in prices.types.values() for rate in rates}
    assert named <= set(prices.rates)


def test_the_table_knows_every_type_that_the_released_templates_make() -> None:
    known = load_prices().types
    for release in read_ledger(CHECKOUT).releases:
        text = (CHECKOUT / release.template).read_text()
        made = {line.removeprefix("    Type: ") for line in text.splitlines() if line.startswith("    Type: AWS::")}
        assert {kind for kind in made if kind not in known} == set()


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_every_rate_has_a_price_in_the_regions_that_the_table_covers(region: str) -> None:
    prices = load_prices()
    lacking = [name for name, rate in prices.rates.items() if prices.find(rate, region, "ml.t3.medium").usd is None]
    assert lacking in ([], ["flow-log-bucket"])


def test_a_difference_names_what_comes_what_goes_and_how_many_more() -> None:
    before, after = estimate(TEMPLATE, {"Git": "none"}, IRELAND), estimate(TEMPLATE, {"Third": "yes"}, IRELAND)
    difference = compare_costs(before, after)
    (zones,) = difference.items
    assert (zones.before and zones.before.units, zones.after and zones.after.units) == (2, 5)
    assert difference.month == zones.month == Decimal("0.011") * 3 * 730
    assert "+$24.09 a month  interface endpoints" in render_difference(difference)
    assert "2 → 5 × $0.011 an hour" in render_difference(difference)
    back = compare_costs(after, before)
    assert "Difference: −$24.09 a month; the stack that stands costs about $41.15 a month" in render_difference(back)
    assert compare_costs(before, before).items == ()
    assert render_difference(compare_costs(before, before)) == "Difference: none to the stack that stands"


def test_what_comes_or_goes_by_use_or_without_a_price_is_said_and_never_summed() -> None:
    bare = {**TEMPLATE, "Resources": {"Api": endpoint(["a"]), "Odd": notebook("ml.x9.large")}}
    difference = compare_costs(
        estimate(bare, {}, IRELAND), estimate({**TEMPLATE, "Resources": {"Api": endpoint(["a"])}}, {}, IRELAND)
    )
    assert difference.month is None
    said = render_difference(difference)
    assert said.startswith("Difference: not known; the stack that stands costs at least")
    assert "not known  notebook machines, ml.x9.large: no more, 1 × no price in the table" in said
    log = {**TEMPLATE, "Resources": {"Log": TEMPLATE["Resources"]["Log"]}}
    new = compare_costs(estimate({"Resources": {}}, {}, IRELAND), estimate(log, {}, IRELAND))
    assert "by use  CloudWatch logs taken in: new, $0.57 per GB" in render_difference(new)
    gone = difference_data(compare_costs(estimate(log, {}, IRELAND), estimate({"Resources": {}}, {}, IRELAND)))
    assert gone is not None
    assert gone["items"][0] == {
        "what": "CloudWatch logs taken in",
        "when": "use",
        "before-units": None,
        "units": "0",
        "month": None,
        "running-hour": None,
    }
    assert difference_data(None) is None


def notebook(machine: str) -> dict[str, Any]:
    return {"Type": "AWS::SageMaker::NotebookInstance", "Properties": {"InstanceType": machine}}
