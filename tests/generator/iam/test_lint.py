"""The condition linter finds statements that do not mean what they seem to."""

from __future__ import annotations

from typing import Any

import pytest

from generator.diagnostics import Severity
from generator.iam.lint import check_policy, check_role


def statement(effect: str, action: object, condition: object = None, **more: object) -> dict[str, Any]:
    found = {"Sid": "It", "Effect": effect, "Action": action, "Resource": "*", **more}
    return found if condition is None else {**found, "Condition": condition}


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def codes(*statements: dict[str, Any]) -> list[str]:
    return [finding.code for finding in check_policy(document(*statements))]


def together(*statements: dict[str, Any]) -> list[str]:
    named = [{**each, "Sid": f"S{index}"} for index, each in enumerate(statements)]
    return [finding.code for finding in check_role([document(*named)])]


SUBNETS = "sagemaker:VpcSubnets"
OURS = {"ForAllValues:StringEquals": {SUBNETS: ["subnet-1"]}, "Null": {SUBNETS: "false"}}


def test_a_guard_on_an_action_without_the_key_denies_it_for_ever() -> None:
    batch = ["sagemaker:CreateTrainingJob", "sagemaker:CreateTransformJob"]
    (finding,) = check_policy(document(statement("Deny", batch, {"Null": {SUBNETS: "true"}})))
    assert finding.code == "SEC406"
    assert "CreateTransformJob" in finding.message
    assert "denied for ever" in finding.message


def test_a_deny_that_needs_a_key_which_never_comes_never_denies() -> None:
    (finding,) = check_policy(
        document(statement("Deny", "sagemaker:CreateTransformJob", {"StringEquals": {SUBNETS: "x"}}))
    )
    assert finding.code == "SEC406"
    assert "never denied" in finding.message


@pytest.mark.parametrize(
    ("operator", "words"),
    [("StringEquals", "never allowed"), ("StringEqualsIfExists", "says nothing"), ("StringNotEquals", "says nothing")],
)
def test_an_allow_on_a_key_that_never_comes_is_dead_or_says_nothing(operator: str, words: str) -> None:
    (finding,) = check_policy(document(statement("Allow", "sagemaker:CreateTransformJob", {operator: {SUBNETS: "x"}})))
    assert finding.code == "SEC407"
    assert words in finding.message


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
        {"StringEquals": {"sagemaker:VolumeKmsKey": "k"}},
        {"StringEquals": {"aws:RequestTag/Project": "p"}},
    ],
)
def test_keys_that_the_action_carries_are_left_alone(condition: object) -> None:
    assert codes(statement("Allow", "sagemaker:CreateTrainingJob", condition)) == []


INTERFACE, SUBNET = (f"arn:aws:ec2:*:111122223333:{kind}/*" for kind in ("network-interface", "subnet"))
OUR_VPC = {"ArnEquals": {"ec2:Vpc": "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"}}


def test_a_key_of_the_type_that_another_action_carries_is_none_of_this_action() -> None:
    lent = {"StringEquals": {"ec2:AuthorizedService": "sagemaker.amazonaws.com"}}
    actions = ["ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterfacePermission"]
    (finding,) = check_policy(document(statement("Allow", actions, lent, Resource=INTERFACE)))
    assert finding.code == "SEC407"
    assert "DeleteNetworkInterfacePermission never carries: so it is never allowed" in finding.message
    assert codes(statement("Allow", actions[0], lent, Resource=INTERFACE)) == []


def test_an_allow_is_dead_on_the_named_type_that_lacks_the_key() -> None:
    place = "ec2:CreateNetworkInterface"
    assert codes(statement("Allow", place, OUR_VPC, Resource=SUBNET)) == []
    (finding,) = check_policy(document(statement("Allow", place, OUR_VPC, Resource=[SUBNET, INTERFACE])))
    assert finding.code == "SEC407"
    assert "CreateNetworkInterface on a network-interface never carries" in finding.message


def test_a_key_that_may_be_missing_needs_one_type_that_has_it() -> None:
    lenient = {"ArnEqualsIfExists": OUR_VPC["ArnEquals"]}
    place = "ec2:CreateNetworkInterface"
    assert codes(statement("Allow", place, lenient, Resource=[SUBNET, INTERFACE])) == []
    assert codes(statement("Allow", place, lenient, Resource=INTERFACE)) == ["SEC407"]


@pytest.mark.parametrize("resource", ["*", {"Fn::GetAtt": ["Subnet", "Arn"]}, "arn:aws:ec2:*"])
def test_an_allow_on_what_names_no_type_is_left_alone(resource: object) -> None:
    assert codes(statement("Allow", "ec2:CreateNetworkInterface", OUR_VPC, Resource=resource)) == []


def test_a_deny_of_everything_that_one_needed_type_cannot_escape_denies_for_ever() -> None:
    foreign = {"ArnNotEquals": OUR_VPC["ArnEquals"]}
    (finding,) = check_policy(document(statement("Deny", "ec2:CreateNetworkInterface", foreign)))
    assert finding.code == "SEC406"
    assert "on a network-interface" in finding.message
    assert "denied for ever" in finding.message
    assert codes(statement("Deny", "ec2:CreateNetworkInterface", foreign, Resource=SUBNET)) == []


@pytest.mark.parametrize(("kind", "found"), [("subnet", []), ("network-interface", ["SEC407"])])
def test_the_type_is_read_from_a_text_with_references(kind: str, found: list[str]) -> None:
    resource = {"Fn::Sub": f"arn:${{AWS::Partition}}:ec2:${{AWS::Region}}:${{AWS::AccountId}}:{kind}/*"}
    assert codes(statement("Allow", "ec2:CreateNetworkInterface", OUR_VPC, Resource=resource)) == found


def test_an_encryption_context_of_any_name_is_a_key_of_kms() -> None:
    condition = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*"}}
    assert codes(statement("Allow", "kms:Decrypt", condition)) == []
    assert codes(statement("Allow", "kms:DescribeKey", condition)) == ["SEC407"]


def test_a_tag_of_a_request_is_no_key_of_an_action_that_tags_nothing() -> None:
    assert codes(statement("Allow", "s3:GetObject", {"StringEquals": {"aws:RequestTag/a": "b"}})) == ["SEC407"]


@pytest.mark.parametrize(
    ("banned", "code"),
    [
        (statement("Allow", "s3:GetObjekt"), "SEC403"),
        (statement("Allow", "nosuch:Thing"), "SEC403"),
        ({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}, "SEC402"),
        (statement("Deny", "s3:GetObject", NotPrincipal={"AWS": "arn:aws:iam::111122223333:root"}), "SEC404"),
        (
            {"Sid": "It", "Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::${aws:username}/*"},
            "SEC404",
        ),
        (statement("Allow", "ec2:StopInstances", Resource="arn:aws:ec2:*:111122223333:inst*/i-1"), "SEC404"),
        (statement("Allow", "ec2:StopInstances", Resource={"Fn::Sub": "arn:${AWS::Partition}:ec2:*:*:i*/i"}), "SEC404"),
    ],
)
def test_banned_and_unknown_things_are_found(banned: dict[str, Any], code: str) -> None:
    assert codes(banned) == [code]


def test_a_statement_without_a_name_is_a_warning_at_its_place_with_a_name_to_paste() -> None:
    bare = {"Effect": "Allow", "Resource": "*"}
    reading = {**bare, "Action": ["s3:GetObject", "s3:ListBucket"]}
    statements = [reading, {**statement("Deny", "s3:*"), "Sid": "Known"}, reading, {**bare, "Action": "*"}]
    found = [each for each in check_policy(document(*statements)) if each.code == "SEC402"]
    assert [(each.path, each.fix) for each in found] == [
        (("Statement", "0"), "Sid: AllowS3GetObject"),
        (("Statement", "2"), "Sid: AllowS3GetObject2"),
        (("Statement", "3"), "Sid: AllowEverything"),
    ]
    assert {each.severity for each in found} == {Severity.WARNING}


def test_a_policy_without_its_version_is_found() -> None:
    assert [found.code for found in check_policy({"Statement": [statement("Allow", "s3:GetObject")]})] == ["SEC404"]


def test_both_branches_of_a_choice_are_looked_at() -> None:
    good, bad = statement("Allow", "s3:GetObject"), statement("Allow", "s3:GetObjekt")
    choice = {"Fn::If": ["Here", good, {"Fn::If": ["There", bad, {"Ref": "AWS::NoValue"}]}]}
    assert [found.code for found in check_policy({"Version": "2012-10-17", "Statement": [choice]})] == ["SEC403"]


def test_a_wider_allow_voids_a_narrower_one() -> None:
    narrow = statement("Allow", "sagemaker:CreateTrainingJob", OURS)
    assert "SEC408" in together(narrow, statement("Allow", "sagemaker:Create*"))
    other = statement("Allow", "sagemaker:CreateTrainingJob", Resource="arn:aws:sagemaker:*:*:training-job/other-*")
    limited = {**narrow, "Resource": "arn:aws:sagemaker:*:*:training-job/ds-*"}
    assert "SEC408" not in together(limited, other)


def test_an_allow_list_that_silence_passes_is_found() -> None:
    loose = {"ForAllValues:StringEquals": {SUBNETS: ["subnet-1"]}}
    listed = statement("Allow", "sagemaker:CreateTrainingJob", loose)
    assert together(listed) == ["SEC409"]
    assert together(statement("Allow", "sagemaker:CreateTrainingJob", OURS)) == []
    assert together(listed, statement("Deny", "sagemaker:CreateTrainingJob", {"Null": {SUBNETS: "true"}})) == []


def test_an_update_may_leave_out_what_it_does_not_change() -> None:
    kept = {"StringEqualsIfExists": {"sagemaker:RootAccess": "Disabled"}}
    assert together(statement("Allow", "sagemaker:UpdateNotebookInstance", kept)) == []
    assert together(statement("Allow", "sagemaker:CreateNotebookInstance", kept)) == ["SEC409"]


def test_an_action_that_goes_without_its_sisters_guard_is_found() -> None:
    guarded = statement("Allow", "sagemaker:CreateTrainingJob", OURS)
    open_sister = statement("Allow", "sagemaker:CreateProcessingJob")
    assert together(guarded, open_sister) == ["SEC411"]
    assert together(guarded, statement("Allow", "sagemaker:CreateTransformJob")) == []
    denied = statement("Deny", "sagemaker:CreateProcessingJob", {"Null": {SUBNETS: "true"}})
    assert together(guarded, open_sister, denied) == []
