from __future__ import annotations

import pytest

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.rules import check_rules
from tests.generator.cloudformation.scopes import FixedLookups, scope_of

PARAMETERS = """
Parameters:
  Stage: {Type: String, Default: dev}
  Zones: {Type: CommaDelimitedList, Default: "a,b"}
  Vpc: {Type: "AWS::EC2::VPC::Id", Default: vpc-1}
  Subnets: {Type: "List<AWS::EC2::Subnet::Id>", Default: "subnet-1,subnet-2"}
"""
LOOKUPS = FixedLookups(
    found={
        "AWS::EC2::VPC::Id": {"vpc-1": {"Tags.Team": "ds"}, "vpc-2": {}},
        "AWS::EC2::Subnet::Id": {"subnet-1": {"VpcId": "vpc-1"}, "subnet-2": {"VpcId": "vpc-1"}},
    }
)


def check(assertion: str, condition: str = "") -> None:
    rule = f"Rules: {{R: {{{condition} Assertions: [{{Assert: {assertion}, AssertDescription: it must hold}}]}}}}"
    check_rules(scope_of(PARAMETERS + rule, lookups=LOOKUPS))


@pytest.mark.parametrize(
    "assertion",
    [
        "!Equals [!Ref Stage, dev]",
        "!Contains [[dev, prod], !Ref Stage]",
        "!EachMemberIn [!Ref Zones, [a, b, c]]",
        "!EachMemberEquals [!ValueOf [Subnets, VpcId], !Ref Vpc]",
        "!Not [!EachMemberEquals [!Ref Zones, a]]",
        "!And [!Equals [a, a], !Or [!Equals [a, b], !Equals [b, b]]]",
        "!Contains [!RefAll 'AWS::EC2::VPC::Id', vpc-2]",
        "!Equals [!ValueOf [Vpc, Tags.Team], ds]",
        "!EachMemberIn [!ValueOfAll ['AWS::EC2::Subnet::Id', VpcId], [vpc-1]]",
    ],
)
def test_an_assertion_that_holds_lets_the_operation_go_on(assertion: str) -> None:
    check(assertion)
    with pytest.raises(TemplateError, match="rule R failed: it must hold"):
        check(f"!Not [{assertion}]")


def test_a_rule_whose_condition_does_not_hold_asserts_nothing() -> None:
    check("!Equals [a, b]", condition="RuleCondition: !Equals [!Ref Stage, prod],")


@pytest.mark.parametrize(
    ("assertion", "said"),
    [
        ("!If [a, b, c]", "Fn::If is not supported in a rule"),
        ("!Condition X", "Condition is not supported in a rule"),
        ("!Equals [!Sub '${Stage}', dev]", "Fn::Sub is not supported in a rule"),
        ("!Contains [a]", "Fn::Contains in a rule has the wrong arguments"),
        ("!Equals [!ValueOf [Vpc, Color], ds]", "Attribute Color of a parameter is not part of the embedded AWS"),
        ("!Equals [!ValueOf [Nobody, VpcId], ds]", "names parameter Nobody"),
        ("plain text", "must be one rule function"),
    ],
)
def test_what_a_rule_may_not_hold_is_refused(assertion: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        check(assertion)
