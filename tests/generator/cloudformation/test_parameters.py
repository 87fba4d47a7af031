from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.parameters import check_declarations, hidden, load_parameters
from tests.generator.cloudformation.scopes import FixedLookups, load

TEMPLATE = """
Parameters:
  Name: {Type: String, AllowedPattern: "[a-z]+", MinLength: 2, MaxLength: 5}
  Size: {Type: Number, MinValue: 1, MaxValue: 9, Default: 3}
  Kind: {Type: String, AllowedValues: [a, true, 3], Default: a}
  Said: {Type: String, AllowedPattern: "x+", ConstraintDescription: only x, Default: x}
  Secret: {Type: String, NoEcho: true, Default: s}
"""


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Name", "A1", "Parameter 'Name' must match pattern"),
        ("Name", "a", "Parameter 'Name' must contain at least 2 characters"),
        ("Name", "abcdef", "Parameter 'Name' must contain at most 5 characters"),
        ("Size", "0", "Parameter 'Size' must be a number not less than 1"),
        ("Size", "10", "Parameter 'Size' must be a number not greater than 9"),
        ("Size", "many", "Parameter 'Size' must be a number."),
        ("Kind", "b", "Parameter 'Kind' must be one of AllowedValues"),
        ("Said", "y", "Parameter Said failed to satisfy constraint: only x"),
        ("Nobody", "y", r"Parameters: \[Nobody\] do not exist in the template"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_in_the_words_of_aws(name: str, value: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        load_parameters(load(TEMPLATE), {"Name": "abc", name: value}, FixedLookups())


def test_a_parameter_without_a_value_is_named() -> None:
    with pytest.raises(TemplateError, match=r"Parameters: \[Name\] must have values"):
        load_parameters(load(TEMPLATE), {}, FixedLookups())


def test_defaults_and_scalars_become_texts() -> None:
    found = load_parameters(load(TEMPLATE), {"Name": "abc", "Kind": "true"}, FixedLookups())
    assert found == {"Name": "abc", "Size": "3", "Kind": "true", "Said": "x", "Secret": "s"}


def test_every_item_of_a_list_must_be_allowed() -> None:
    template = load("Parameters: {Zones: {Type: CommaDelimitedList, AllowedValues: [a, b]}}")
    assert load_parameters(template, {"Zones": "a, b"}, FixedLookups()) == {"Zones": ["a", "b"]}
    with pytest.raises(TemplateError, match="AllowedValues"):
        load_parameters(template, {"Zones": "a,c"}, FixedLookups())


def test_a_stored_parameter_is_read_and_must_exist() -> None:
    template = load("Parameters: {Vpc: {Type: 'AWS::SSM::Parameter::Value<List<String>>'}}")
    lookups = FixedLookups(stored={"/a": "x,y"})
    assert load_parameters(template, {"Vpc": "/a"}, lookups) == {"Vpc": ["x", "y"]}
    with pytest.raises(TemplateError, match=r"Unable to fetch parameters \[/b\] from parameter store"):
        load_parameters(template, {"Vpc": "/b"}, lookups)


def test_an_id_must_stand_in_the_account() -> None:
    template = load("Parameters: {Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}}")
    lookups = FixedLookups(found={"AWS::EC2::Subnet::Id": {"subnet-1": {}}})
    assert load_parameters(template, {"Subnets": "subnet-1"}, lookups) == {"Subnets": ["subnet-1"]}
    with pytest.raises(TemplateError, match="parameter value subnet-2 for parameter name Subnets does not exist"):
        load_parameters(template, {"Subnets": "subnet-1,subnet-2"}, lookups)


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("{Default: x}", "must contain a Type member"),
        ("{Type: Text}", "Unrecognized parameter type: Text"),
        ("{Type: 'AWS::Route53::HostedZone::Id'}", "type AWS::Route53::HostedZone::Id is not part of the embedded"),
        ("{Type: String, Color: red}", "Invalid template parameter property 'Color'"),
        ("{Type: String, Default: [a]}", "Every Default member must be a string"),
    ],
)
def test_a_malformed_declaration_is_refused(declared: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        load(f"Parameters: {{P: {declared}}}")


def test_a_secret_is_hidden() -> None:
    template = load(TEMPLATE)
    check_declarations(template)
    assert [name for name in template.section("Parameters") if hidden(template, name)] == ["Secret"]


@given(st.integers(-20, 20))
def test_a_number_is_taken_exactly_within_its_bounds(number: int) -> None:
    template = load("Parameters: {Size: {Type: Number, MinValue: -3, MaxValue: 7}}")
    if -3 <= number <= 7:
        assert load_parameters(template, {"Size": str(number)}, FixedLookups()) == {"Size": str(number)}
    else:
        with pytest.raises(TemplateError, match="must be a number not"):
            load_parameters(template, {"Size": str(number)}, FixedLookups())
