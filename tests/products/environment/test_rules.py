"""Answers that cannot work together are refused, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from generator.cloudformation.symbolic import PSEUDO
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.rules import find_failed
from generator.cloudformation.template.scope import Scope
from products.environment.parameters import PROMPTS
from tests.products.environment.conftest import ANSWERS

GIVEN = {"ExistingVpc": "vpc-12345678", "ExistingSubnets": "subnet-11111111,subnet-22222222"}


def refused(document: Mapping[str, Any], region: str = "eu-west-1", **answers: str) -> list[str]:
    """The sentences of every assertion that fails."""
    defaults = {prompt.name: str(prompt.default or "") for prompt in PROMPTS}
    lookups: Any = None  # no rule here looks anything up
    pseudo = {**PSEUDO, "AWS::Region": region}
    scope = Scope(Template("", document), {**defaults, **ANSWERS, **answers}, pseudo, lookups)
    return [said for _, said in find_failed(scope)]


def test_the_least_answers_are_accepted(document: Mapping[str, Any]) -> None:
    assert refused(document) == []


def test_a_complete_existing_network_is_accepted(document: Mapping[str, Any]) -> None:
    assert refused(document, **GIVEN, ExistingRouteTables="rtb-11111111", VpcCidr="") == []


@pytest.mark.parametrize(
    "way",
    [
        {"Proxy": "10.1.2.3:3128"},
        {**GIVEN, "ExistingRouteTables": "rtb-11111111", "Proxy": "10.1.2.3:3128"},
        {**GIVEN, "ExistingEndpoints": "vpce-1"},
    ],
    ids=["a proxy", "a proxy beside an existing VPC", "endpoints of an existing VPC"],
)
def test_a_git_host_with_a_way_to_it_is_accepted(document: Mapping[str, Any], way: dict[str, str]) -> None:
    assert refused(document, Git="https://git.example.com/a/b.git", **way) == []


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
        ({"InvokeFrom": "endpoint"}, "ApplicationCidr"),
        ({"ModelApprovers": ANSWERS["TrustedPrincipals"]}, "trains"),
        (
            {
                "ModelApprovers": "arn:aws:iam::111122223333:role/p",
                "PipelinePrincipals": "arn:aws:iam::111122223333:role/p",
            },
            "deploys",
        ),
        ({"region": "af-south-1", "S3PrefixList": "pl-12345678"}, "CodeCommit"),
        ({"region": "us-west-1", "Packages": "codeartifact"}, "CodeArtifact"),
        ({"Git": "https://git.example.com/a/b.git"}, "Proxy"),
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
