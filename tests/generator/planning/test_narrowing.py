"""What a portfolio narrows, as the rules of a template constraint."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.cloudformation.template.parameter import Parameter
from generator.manifest import load_manifest
from generator.model import AllowedValues, Environment, Offer, Options, Version
from generator.planning.narrowing import build_rules, compare_rules

ENTERPRISE = Path(__file__).parents[2] / "fixtures" / "portfolios" / "enterprise"

NOTEBOOK = load_manifest(ENTERPRISE).products["notebook"]


def environment(**options: bool) -> Environment:
    found = load_manifest(ENTERPRISE).catalog.environments["churn-dev"]
    return replace(found, options=Options(**options))  # type: ignore[arg-type] # only switches are given


def offer(**narrow: AllowedValues) -> Offer:
    return Offer("notebook", (Version(1, 0, 0),), narrow=tuple(narrow.items()))


def assertions_of(rules: dict[str, object]) -> dict[str, object]:
    found = rules["Rules"]
    assert isinstance(found, dict)
    return {name: rule["Assertions"][0]["Assert"] for name, rule in found.items()}


def test_the_environment_is_pinned() -> None:
    assert assertions_of(build_rules(offer(), NOTEBOOK, environment())) == {
        "PinEnvironment": {"Fn::Equals": [{"Ref": "Environment"}, "churn-dev"]}
    }


def test_the_pin_is_the_parameter_that_the_product_names() -> None:
    named = replace(NOTEBOOK, environment_parameter="Stage")

    assert assertions_of(build_rules(offer(), named, environment())) == {
        "PinEnvironment": {"Fn::Equals": [{"Ref": "Stage"}, "churn-dev"]}
    }


def test_nothing_is_pinned_of_a_product_in_an_account_or_without_an_environment() -> None:
    assert build_rules(offer(), replace(NOTEBOOK, environment_parameter=None), environment()) == {"Rules": {}}
    assert build_rules(offer(), NOTEBOOK, None) == {"Rules": {}}


def test_the_accounts_current_environment_goes_by_that_name_too() -> None:
    assert assertions_of(build_rules(offer(), NOTEBOOK, environment(current=True))) == {
        "PinEnvironment": {"Fn::Contains": [["churn-dev", "current"], {"Ref": "Environment"}]}
    }


def test_a_list_is_a_list_and_a_range_is_the_list_of_its_numbers() -> None:
    types, sizes = AllowedValues(("ml.t3.medium",)), AllowedValues(minimum=5, maximum=8)
    found = assertions_of(build_rules(offer(VolumeSize=sizes, InstanceType=types), NOTEBOOK, environment()))
    assert list(found) == ["PinEnvironment", "NarrowInstanceType", "NarrowVolumeSize"]
    assert found["NarrowInstanceType"] == {"Fn::Contains": [["ml.t3.medium"], {"Ref": "InstanceType"}]}
    assert found["NarrowVolumeSize"] == {"Fn::Contains": [["5", "6", "7", "8"], {"Ref": "VolumeSize"}]}


def test_what_is_refused_is_said_in_words() -> None:
    declared = {("notebook", Version(1, 0, 0)): {"VolumeSize": SIZE, "Zones": ZONES}}
    narrowed = offer(VolumeSize=AllowedValues(maximum=100), Zones=AllowedValues(("b", "a")))
    rules = build_rules(narrowed, NOTEBOOK, environment(), declared)["Rules"]
    assert rules["NarrowVolumeSize"]["Assertions"][0]["AssertDescription"] == "VolumeSize must be from 5 to 100"
    assert rules["NarrowZones"]["Assertions"] == [
        {
            "Assert": {"Fn::EachMemberIn": [{"Ref": "Zones"}, ["a", "b"]]},
            "AssertDescription": "each of Zones must be one of a, b",
        }
    ]


SIZE = Parameter.declared("VolumeSize", {"Type": "Number", "MinValue": 5, "MaxValue": 1000})
ZONES = Parameter("Zones", "CommaDelimitedList")


def rules_of(**narrow: AllowedValues) -> str:
    return json.dumps(build_rules(offer(**narrow), NOTEBOOK, environment()))


@pytest.mark.parametrize(
    ("old", "new", "widens", "tightens", "words"),
    [
        (("a", "b"), ("a",), False, True, "P: one of a, b → a"),
        (("a",), ("a", "b"), True, False, "P: a → one of a, b"),
        (("a",), ("b",), True, True, "P: a → b"),
        (("1", "2", "3", "4"), None, True, False, "P: from 1 to 4 → any"),
        (None, ("a",), False, True, "P: any → a"),
    ],
)
def test_two_narrowings_are_compared_by_what_people_may_answer(
    old: tuple[str, ...] | None, new: tuple[str, ...] | None, widens: bool, tightens: bool, words: str
) -> None:
    before, after = (rules_of(**({"P": AllowedValues(values)} if values else {})) for values in (old, new))
    [change] = compare_rules(before, after) or ()
    assert (change.widens, change.tightens, change.words) == (widens, tightens, words)


def test_another_order_is_no_change() -> None:
    assert rules_of(P=AllowedValues(("a", "b"))) == rules_of(P=AllowedValues(("b", "a")))
    assert compare_rules(rules_of(P=AllowedValues(("a", "b"))), rules_of(P=AllowedValues(("b", "a")))) == []


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        "[]",
        '{"Rules": {"R": 1}}',
    ],
)
def test_what_is_no_rules_is_not_compared(text: str) -> None:
    assert compare_rules(text, rules_of(P=AllowedValues(("a",)))) is None


NOT_A: dict[str, Any] = {
    "Assertions": [{"Assert": {"Fn::Not": [{"Fn::Equals": [{"Ref": "P"}, "a"]}]}, "AssertDescription": "no a"}]
}
SOMETIMES: dict[str, Any] = {"RuleCondition": {"Fn::Equals": [{"Ref": "Q"}, "b"]}, **NOT_A}


@pytest.mark.parametrize(
    ("old", "new", "widens", "tightens", "words"),
    [
        ({"R": NOT_A}, {}, True, False, "rule R: “no a” → none"),
        ({}, {"R": NOT_A}, False, True, "rule R: none → “no a”"),
        ({"R": NOT_A}, {"R": SOMETIMES}, True, True, f"rule R: {json.dumps(NOT_A)} → {json.dumps(SOMETIMES)}"),
    ],
)
def test_rules_that_say_more_than_lists_of_values_are_compared_by_name(
    old: dict[str, Any], new: dict[str, Any], widens: bool, tightens: bool, words: str
) -> None:
    [change] = compare_rules(json.dumps({"Rules": old}), json.dumps({"Rules": new})) or ()
    assert (change.widens, change.tightens, change.words) == (widens, tightens, words)
