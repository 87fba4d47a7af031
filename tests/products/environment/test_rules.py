"""Answers that cannot work together are refused, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from products.environment.parameters import QUESTIONS
from tests.products.environment.conftest import ANSWERS

GIVEN = {"ExistingVpc": "vpc-12345678", "ExistingSubnets": "subnet-11111111,subnet-22222222"}


def holds(test: Any, answers: Mapping[str, str]) -> bool:
    """A rule's test, by the functions that CloudFormation allows in rules."""

    def value(node: Any) -> Any:
        return answers[node["Ref"]] if isinstance(node, dict) else node

    match test:
        case {"Fn::Equals": [left, right]}:
            return bool(value(left) == value(right))
        case {"Fn::Not": [inner]}:
            return not holds(inner, answers)
        case {"Fn::Or": tests}:
            return any(holds(each, answers) for each in tests)
        case {"Fn::And": tests}:
            return all(holds(each, answers) for each in tests)
        case {"Fn::Contains": [values, one]}:
            return value(one) in values
    raise AssertionError(f"not a function of rules: {test}")


def refused(document: Mapping[str, Any], region: str = "eu-west-1", **answers: str) -> list[str]:
    """The sentences of every assertion that fails."""
    defaults = {question.name: str(question.default or "") for question in QUESTIONS}
    given = {**defaults, **ANSWERS, **answers, "AWS::Region": region}
    return [
        assertion["AssertDescription"]
        for rule in document["Rules"].values()
        if "RuleCondition" not in rule or holds(rule["RuleCondition"], given)
        for assertion in rule["Assertions"]
        if not holds(assertion["Assert"], given)
    ]


def test_the_least_answers_are_accepted(document: Mapping[str, Any]) -> None:
    assert refused(document) == []


def test_a_complete_existing_network_is_accepted(document: Mapping[str, Any]) -> None:
    assert refused(document, **GIVEN, ExistingRouteTables="rtb-11111111", VpcCidr="") == []


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ({"ExistingVpc": "vpc-12345678", "ExistingRouteTables": "rtb-11111111"}, "ExistingSubnets"),
        (GIVEN, "ExistingRouteTables"),
        ({"ExistingSubnets": "subnet-11111111,subnet-22222222"}, "ExistingVpc"),
        ({"ExistingRouteTables": "rtb-11111111"}, "ExistingVpc"),
        ({"ExistingEndpoints": "vpce-1"}, "ExistingVpc"),
        ({**GIVEN, "ExistingRouteTables": "rtb-11111111", "NetworkAcls": "yes"}, "NetworkAcls"),
        ({**GIVEN, "ExistingEndpoints": "vpce-1", "VpcCidr": ""}, "VpcCidr"),
        ({"VpcCidr": ""}, "VpcCidr"),
        ({"TrustedPrincipals": ""}, "TrustedPrincipals"),
        ({"TrustMode": "saml"}, "SamlProvider"),
        ({"Presign": "cidr"}, "PresignCidr"),
        ({"Presign": "endpoint"}, "AccessCidr"),
        ({"region": "af-south-1", "S3PrefixList": "pl-12345678"}, "CodeCommit"),
        ({"region": "us-west-1", "Packages": "codeartifact"}, "CodeArtifact"),
        ({"region": "us-west-1", "Zones": "3"}, "Zones"),
        ({"region": "ap-east-1"}, "S3PrefixList"),
    ],
)
def test_what_cannot_work_is_refused_once_by_name(
    document: Mapping[str, Any], answers: dict[str, str], word: str
) -> None:
    (reason,) = refused(document, **answers)
    assert word in reason
    assert reason.endswith(".")
