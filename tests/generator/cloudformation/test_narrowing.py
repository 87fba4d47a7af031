"""What a portfolio narrows, into the rules of a template constraint and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.template.narrowing import read_narrowing, render_assertion
from generator.model import AllowedValues

LISTS = st.lists(st.text(max_size=4), min_size=1, unique=True).map(lambda values: AllowedValues(tuple(values)))
RANGES = st.tuples(st.one_of(st.none(), st.integers(-20, 20)), st.integers(0, 50)).map(
    lambda ends: AllowedValues(minimum=ends[0], maximum=(1 if ends[0] is None else ends[0]) + ends[1])
)
PINS = st.text(min_size=1).map(lambda value: AllowedValues((value,), pinned=True))


def rule(*assertions: Any, **more: Any) -> dict[str, Any]:
    return {"Assertions": [{"Assert": assertion} for assertion in assertions], **more}


@given(st.dictionaries(st.sampled_from("ABC"), st.one_of(LISTS, RANGES, PINS)))
def test_what_was_narrowed_is_what_the_rules_leave(narrow: dict[str, AllowedValues]) -> None:
    rules = {name: rule(render_assertion(name, allowed)) for name, allowed in narrow.items()}
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


def test_a_range_begins_where_it_is_said_to_begin() -> None:
    assert AllowedValues(maximum=3).texts == ("1", "2", "3")
    assert AllowedValues(minimum=0, maximum=2).texts == ("0", "1", "2")
    assert AllowedValues(minimum=0, maximum=2).words == "from 0 to 2"
