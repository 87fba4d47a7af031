"""What a portfolio narrows, into the rules of a template constraint and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.template.narrowing import Narrowing, leave, read_narrowing, render_assertion
from generator.cloudformation.template.parameter import Parameter
from generator.cloudformation.template.rules import find_failed
from generator.model import AllowedValues
from tests.generator.cloudformation.scopes import scope_of

LISTS = st.lists(st.text(max_size=4), min_size=1, unique=True).map(lambda values: AllowedValues(tuple(values)))
RANGES = st.tuples(st.integers(-20, 20), st.integers(0, 50)).map(
    lambda ends: AllowedValues(minimum=ends[0], maximum=ends[0] + ends[1])
)
PINS = st.text(min_size=1).map(lambda value: AllowedValues((value,), pinned=True))


def rule(*assertions: Any, **more: Any) -> dict[str, Any]:
    return {"Assertions": [{"Assert": assertion} for assertion in assertions], **more}


@given(st.dictionaries(st.sampled_from("ABC"), st.one_of(LISTS, RANGES, PINS)), st.booleans())
def test_what_was_narrowed_is_what_the_rules_leave(narrow: dict[str, AllowedValues], listed: bool) -> None:
    rules = {name: rule(render_assertion(name, allowed, listed=listed)) for name, allowed in narrow.items()}
    left = read_narrowing(json.loads(json.dumps(rules)).values())
    assert {name: (found.texts, found.pinned) for name, found in left.items()} == {
        name: (allowed.texts, allowed.pinned) for name, allowed in narrow.items()
    }


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        ([rule({"Fn::Equals": ["x", {"Ref": "P"}]})], AllowedValues(("x",), pinned=True)),
        ([rule({"Fn::Contains": [[1, True], {"Ref": "P"}]})], AllowedValues(("1", "true"))),
        (
            [rule({"Fn::Contains": [["a", "b"], {"Ref": "P"}]}), rule({"Fn::Contains": [["b", "c"], {"Ref": "P"}]})],
            AllowedValues(("b",)),
        ),
        (
            [rule({"Fn::And": [{"Fn::Contains": [["a", "b"], {"Ref": "P"}]}, {"Fn::Equals": [{"Ref": "P"}, "a"]}]})],
            AllowedValues(("a",), pinned=True),
        ),
        ([rule({"Fn::Contains": [["a"], {"Ref": "P"}]}, RuleCondition={"Fn::Equals": ["a", "a"]})], None),
        ([rule({"Fn::Contains": [[{"Ref": "Q"}], {"Ref": "P"}]})], None),
        ([rule({"Fn::Not": [{"Fn::Equals": [{"Ref": "P"}, "a"]}]})], None),
    ],
)
def test_only_what_rules_list_plainly_is_left(rules: list[dict[str, Any]], left: AllowedValues | None) -> None:
    assert read_narrowing(rules).get("P") == left


def narrowing(declaration: dict[str, Any], written: AllowedValues) -> Narrowing:
    return Narrowing(Parameter.declared("P", declaration), written)


SIZE = {"Type": "Number", "MinValue": 5, "MaxValue": 9}
TENS = {"Type": "String", "AllowedValues": ["10", "20", "30"]}
NAMES = {"Type": "String", "AllowedPattern": "[a-z]+", "MinLength": 2, "MaxLength": 3}
ZONES = {"Type": "List<AWS::EC2::AvailabilityZone::Name>"}


@pytest.mark.parametrize(
    ("declaration", "written", "left"),
    [
        (SIZE, AllowedValues(maximum=7), "5 6 7"),
        (SIZE, AllowedValues(minimum=8), "8 9"),
        (SIZE, AllowedValues(("9", "7", "7.5")), "7 7.5 9"),
        (TENS, AllowedValues(maximum=25), "10 20"),
        (TENS, AllowedValues(minimum=0), "10 20 30"),
        (TENS, AllowedValues(minimum=11, maximum=19), ""),
        ({"Type": "Number", "MinValue": 0}, AllowedValues(minimum=0, maximum=2), "0 1 2"),
        ({"Type": "Number", "MinValue": "0.5", "MaxValue": "2.5"}, AllowedValues(maximum=2), "1 2"),
        ({"Type": "String", "AllowedPattern": "[02468]"}, AllowedValues(minimum=0, maximum=5), "0 2 4"),
        (NAMES, AllowedValues(("b", "abc", "ab")), "ab abc"),
        (ZONES, AllowedValues(("eu-west-1b", "eu-west-1a")), "eu-west-1a eu-west-1b"),
        ({"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]}, AllowedValues(("b", "a,b", " a")), "b"),
    ],
)
def test_what_is_left_is_what_portfolio_and_product_both_take(
    declaration: dict[str, Any], written: AllowedValues, left: str
) -> None:
    assert " ".join(narrowing(declaration, written).left) == left


@pytest.mark.parametrize(
    ("declaration", "written", "refused"),
    [
        (SIZE, AllowedValues(minimum=4, maximum=10), ("4", "10")),
        (SIZE, AllowedValues(minimum=5, maximum=9), ()),
        (SIZE, AllowedValues(("5", "x", "10")), ("x", "10")),
        (TENS, AllowedValues(maximum=31), ("31",)),
        (NAMES, AllowedValues(("a", "ab", "abcd", "A1")), ("a", "abcd", "A1")),
        (ZONES, AllowedValues(("eu-west-1", "eu-west-1a")), ("eu-west-1",)),
        (
            {"Type": "AWS::EC2::VPC::Id"},
            AllowedValues(("vpc-0123456789abcdef0", "subnet-12345678")),
            ("subnet-12345678",),
        ),
        ({"Type": "CommaDelimitedList"}, AllowedValues(("a,b", "c")), ("a,b",)),
        ({"Type": "Number"}, AllowedValues(("1e2", "2", "-0.5", "many")), ("many",)),
    ],
)
def test_what_the_product_never_takes_is_known(
    declaration: dict[str, Any], written: AllowedValues, refused: tuple[str, ...]
) -> None:
    assert narrowing(declaration, written).refused == refused


def test_a_bound_that_neither_has_leaves_a_range_open() -> None:
    number = {"Type": "Number"}
    assert narrowing(number, AllowedValues(maximum=3)).open_ends == ("min",)
    assert narrowing(number, AllowedValues(minimum=0)).open_ends == ("max",)
    assert narrowing(SIZE, AllowedValues(minimum=6)).open_ends == ()
    assert narrowing(TENS, AllowedValues(minimum=6)).open_ends == ()


@given(st.permutations(["ml.t3.large", "10", "9", "ml.c5.large", "1.5"]))
def test_the_order_in_which_values_are_written_means_nothing(values: list[str]) -> None:
    assert leave([narrowing({}, AllowedValues(tuple(values)))]).texts == (
        "1.5",
        "9",
        "10",
        "ml.c5.large",
        "ml.t3.large",
    )


def test_each_version_keeps_its_own_bounds() -> None:
    written = AllowedValues(maximum=6)
    older, newer = narrowing(SIZE, written), narrowing(SIZE | {"MinValue": 3}, written)
    assert leave([older, newer]).texts == ("3", "4", "5", "6")


@given(st.lists(st.sampled_from("abc"), min_size=1), st.lists(st.sampled_from("abc"), min_size=1, unique=True))
def test_each_item_of_a_list_is_held_to_the_values(chosen: list[str], values: list[str]) -> None:
    narrowed = {"Narrow": rule(render_assertion("P", AllowedValues(tuple(values)), listed=True))}
    template = {"Parameters": {"P": {"Type": "CommaDelimitedList"}}, "Rules": narrowed}
    failed = list(find_failed(scope_of(yaml.safe_dump(template), {"P": ",".join(chosen)})))
    assert (not failed) is (set(chosen) <= set(values))
    left = Parameter("P", "CommaDelimitedList").narrow(AllowedValues(tuple(values)))
    assert (left.problem(",".join(chosen)) is None) is (set(chosen) <= set(values))
