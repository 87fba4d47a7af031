"""A parameter answers every question about its values, and never otherwise than the engine does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.parameter import Parameter, is_number
from generator.cloudformation.template.parameters import load_parameters
from generator.model import AllowedValues
from tests.generator.cloudformation.scopes import FixedLookups, load

SIZE = Parameter.declared("Size", {"Type": "Number", "MinValue": 5, "MaxValue": 1000, "Default": 20})
KIND = Parameter.declared("Kind", {"Type": "String", "AllowedValues": ["a", True, 3]})
NAME = Parameter.declared("Name", {"Type": "String", "AllowedPattern": "[a-z]+", "MinLength": 2, "MaxLength": 5})

UNREADABLE = "["
SCALARS = st.one_of(st.text("ab,1.-e ", max_size=5), st.integers(-9, 9), st.booleans())
BOUNDS = st.one_of(st.integers(-3, 6), st.integers(-3, 6).map(str), st.sampled_from([0.5, "2.5"]))
DECLARATIONS = st.fixed_dictionaries(
    {"Type": st.sampled_from(["String", "Number", "CommaDelimitedList", "List<Number>", "List<String>"])},
    optional={
        "AllowedValues": st.lists(SCALARS, max_size=3),
        "AllowedPattern": st.sampled_from(["[a-z]+", "", "1*", UNREADABLE]),
        "MinLength": st.integers(0, 4),
        "MaxLength": st.integers(0, 4),
        "MinValue": BOUNDS,
        "MaxValue": BOUNDS,
        "ConstraintDescription": st.just("say it otherwise"),
    },
)


def engine_refuses(declaration: Mapping[str, Any], text: str) -> str | None:
    template = Template("", {"Parameters": {"P": declaration}, "Resources": {}})
    try:
        load_parameters(template, {"P": text}, FixedLookups())
    except TemplateError as error:
        return error.message
    return None


@given(DECLARATIONS, st.text("ab,1.-e ", max_size=5))
def test_the_engine_takes_a_value_exactly_where_nothing_refuses_it(declaration: dict[str, Any], text: str) -> None:
    parameter = Parameter.declared("P", declaration)
    assert engine_refuses(declaration, text) == parameter.refusal(text)
    if declaration.get("AllowedPattern") != UNREADABLE:
        assert parameter.accepts(text) is (parameter.refusal(text) is None)


@given(DECLARATIONS, st.text("ab,1.-e ", max_size=5))
def test_what_is_refused_is_refused_in_plain_words_too(declaration: dict[str, Any], text: str) -> None:
    parameter = Parameter.declared("P", declaration)
    assert bool(parameter.problem(text)) is not parameter.accepts(text)


@given(DECLARATIONS, st.lists(st.text("ab1", max_size=2), unique=True))
def test_a_choice_that_a_portfolio_leaves_is_one_that_the_product_takes(
    declaration: dict[str, Any], values: list[str]
) -> None:
    parameter = Parameter.declared("P", declaration).narrow(AllowedValues(tuple(values)))
    assert set(parameter.choices) == {value for value in values if parameter.accepts(value)}
    for value in values:
        assert (parameter.problem(value) is None) is (value in parameter.choices)


@pytest.mark.parametrize(
    ("parameter", "value", "sentence", "words"),
    [
        (SIZE, "4", "Parameter 'Size' must be a number not less than 5", "it is a whole number from 5 to 1000"),
        (SIZE, "x", "Parameter 'Size' must be a number.", "it is a whole number from 5 to 1000"),
        (SIZE, "1_000", "Parameter 'Size' must be a number.", "it is a whole number from 5 to 1000"),
        (SIZE, "nan", "Parameter 'Size' must be a number.", "it is a whole number from 5 to 1000"),
        (SIZE, "5.5", None, None),
        (SIZE, "1e2", None, None),
        (KIND, "b", "Parameter 'Kind' must be one of AllowedValues", "it is one of a, true, 3"),
        (KIND, "true", None, None),
        (NAME, "A", "Parameter 'Name' must match pattern [a-z]+", "it must match [a-z]+"),
        (NAME, "a", "Parameter 'Name' must contain at least 2 characters", "it has at least 2 characters"),
        (NAME, "abcdef", "Parameter 'Name' must contain at most 5 characters", "it has at most 5 characters"),
        (Parameter("N", "Number"), "x", "Parameter 'N' must be a number.", "it is a number"),
    ],
)
def test_a_refusal_has_cloudformations_sentence_and_plain_words(
    parameter: Parameter, value: str, sentence: str | None, words: str | None
) -> None:
    assert (parameter.refusal(value), parameter.problem(value)) == (sentence, words)


def test_the_words_of_the_author_come_first() -> None:
    said = Parameter.declared("P", {"AllowedPattern": "x+", "ConstraintDescription": "only x"})
    assert said.refusal("y") == "Parameter P failed to satisfy constraint: only x"
    assert said.problem("y") == "only x"


def test_a_pattern_that_only_java_reads_is_left_to_cloudformation() -> None:
    java = Parameter.declared("P", {"AllowedPattern": r"\p{Alpha}+"})
    assert java.problem("x") is None
    assert java.refusal("x") == "Template error: AllowedPattern of parameter P is not a regular expression"


@pytest.mark.parametrize(
    ("declaration", "left", "limits", "example"),
    [
        ({}, None, "", None),
        ({"AllowedValues": ["a", "b"]}, None, "one of a, b", "a"),
        ({"AllowedValues": [1, 2, 3, 4]}, None, "1 to 4", "1"),
        ({"AllowedValues": [1, 2, 4, 8]}, None, "one of 1, 2, 4, 8", "1"),
        ({"MinValue": 2, "Default": 7}, None, "at least 2", "7"),
        ({"MaxValue": 9}, None, "at most 9", None),
        ({"MinValue": 0, "MaxValue": "0.5"}, None, "0 to 0.5", None),
        ({"MinValue": 5, "MaxValue": 1000}, AllowedValues(minimum=5, maximum=100), "5 to 100", "5"),
        ({"AllowedValues": ["a", "b"]}, AllowedValues(("b", "c")), "one of b", "b"),
        ({"AllowedValues": ["small", "large"]}, AllowedValues(("large", "small")), "one of small, large", "small"),
    ],
)
def test_limits_are_told_in_words_with_an_example(
    declaration: dict[str, Any], left: AllowedValues | None, limits: str, example: str | None
) -> None:
    parameter = Parameter.declared("P", declaration).narrow(left)
    assert (parameter.limits, parameter.example) == (limits, example)


def test_a_portfolio_that_leaves_nothing_says_so() -> None:
    nothing = KIND.narrow(AllowedValues(("z",)))
    assert (nothing.choices, nothing.problem("a")) == ((), "this portfolio allows nothing")


def test_a_row_of_service_catalog_describes_what_the_template_declares() -> None:
    declaration = {"Type": "Number", "Default": 20, "MinValue": 5, "MaxValue": 1000, "Description": "GB."}
    row = {
        "ParameterKey": "Size",
        "ParameterType": "Number",
        "DefaultValue": "20",
        "Description": "GB.",
        "IsNoEcho": False,
        "ParameterConstraints": {"MinValue": "5", "MaxValue": "1000", "AllowedValues": [], "AllowedPattern": ""},
    }
    assert Parameter.described(row) == Parameter.declared("Size", declaration)
    assert Parameter.described({"ParameterKey": "Size"}) == Parameter("Size")


def test_an_item_of_a_list_is_what_the_constraints_are_about() -> None:
    zones = Parameter.declared("Zones", {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]})
    assert zones.accepts("a, b")
    assert not zones.accepts("a,c")
    assert not Parameter("Ports", "List<Number>").accepts("1,x")


def test_what_is_in_the_parameter_store_has_a_type_of_its_own() -> None:
    stored = Parameter("Ports", "AWS::SSM::Parameter::Value<List<Number>>")
    assert not stored.is_list
    assert stored.accepts("/ports")
    assert stored.stored == Parameter("Ports", "List<Number>")
    template = load("Parameters: {Ports: {Type: 'AWS::SSM::Parameter::Value<List<Number>>'}}")
    with pytest.raises(TemplateError, match="Parameter 'Ports' must be a number"):
        load_parameters(template, {"Ports": "/ports"}, FixedLookups(stored={"/ports": "1,x"}))


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_every_number_is_a_number(number: float) -> None:
    assert is_number(str(number))
