"""Policies fit their quotas with a tenth to spare, under the longest names and in the longest region."""

from __future__ import annotations

import json

import pytest

from generator.cloudformation.resolve import resolve
from tests.behavior.permissions.environment import ACCOUNT, template_text

LONGEST = {"Project": "abcdefghijklmnop", "Stage": "abcdefgh", "Organization": "o-" + "a" * 32}
USER = f"arn:aws-us-gov:iam::{ACCOUNT}:user/somebody.with.a.long.name"
ANSWERS = {
    "mfa": {"TrustMode": "mfa", "TrustedPrincipals": ",".join([USER] * 7)},
    "saml": {"TrustMode": "saml", "SamlProvider": f"arn:aws-us-gov:iam::{ACCOUNT}:saml-provider/{'p' * 128}"},
    "identity-center": {"TrustMode": "identity-center", "TrustedPrincipals": ",".join([USER] * 5)},
    "cidr": {"TrustMode": "mfa", "TrustedPrincipals": USER, "Presign": "cidr", "PresignCidr": "203.0.113.0/24"},
    "endpoint": {"TrustMode": "mfa", "TrustedPrincipals": USER, "Presign": "endpoint", "Packages": "codeartifact"},
}
GOVERNMENT = {
    "AWS::Partition": "aws-us-gov",
    "AWS::Region": "us-isof-south-1",
    "AWS::StackName": "ds-abcdefghijklmnop-abcdefgh",
}
MANAGED, TRUST, HEADROOM = 6_144, 2_048, 0.9


def characters(document: object) -> int:
    """IAM counts what is not white space (IAM User Guide, "IAM and AWS STS quotas")."""
    return len("".join(json.dumps(document, separators=(",", ":")).split()))


@pytest.mark.parametrize("answers", ANSWERS.values(), ids=ANSWERS)
def test_every_policy_and_trust_fits_with_headroom(answers: dict[str, str]) -> None:
    resolved = resolve(json.loads(template_text()), {**LONGEST, **answers}, GOVERNMENT)
    for name, body in resolved["Resources"].items():
        properties = body.get("Properties", {})
        match body["Type"]:
            case "AWS::IAM::ManagedPolicy":
                assert characters(properties["PolicyDocument"]) <= MANAGED * HEADROOM, name
            case "AWS::IAM::Role":
                assert characters(properties["AssumeRolePolicyDocument"]) <= TRUST * HEADROOM, name
                assert "Policies" not in properties, f"{name} carries an inline policy"
                assert len(properties["ManagedPolicyArns"]) <= 10 * HEADROOM, name
                assert properties["Description"]


@pytest.mark.parametrize("answers", ANSWERS.values(), ids=ANSWERS)
def test_names_fit_their_limits(answers: dict[str, str]) -> None:
    resolved = resolve(json.loads(template_text()), {**LONGEST, **answers}, GOVERNMENT)
    for body in resolved["Resources"].values():
        if body["Type"] == "AWS::IAM::Role":
            assert len(body["Properties"]["RoleName"]) <= 64
        if body["Type"] == "AWS::IAM::ManagedPolicy":
            assert len(body["Properties"]["ManagedPolicyName"]) <= 128
            assert len(body["Properties"]["Description"]) <= 1_000
