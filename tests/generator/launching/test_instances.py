"""What the launch of an instance asks for: it is asked about everything that comes with it."""

from __future__ import annotations

from typing import Any

from generator.launching import find_needs

EC2 = "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}"


def needs(**properties: Any) -> dict[tuple[str, str], set[str]]:
    """(Action, verb) → the resources that it is asked about."""
    body = {"Type": "AWS::EC2::Instance", "Properties": {"ImageId": "ami-1", **properties}}
    found: dict[tuple[str, str], set[str]] = {}
    for need in find_needs({"Resources": {"Machine": body}}).needs:
        found.setdefault((need.action, need.verb), set()).add(need.resource)
    return found


def test_an_instance_is_asked_about_its_volumes_and_its_key_pair() -> None:
    asked = needs()["ec2:RunInstances", "create"]
    assert f"{EC2}:volume/*" in asked
    assert not any(":key-pair/" in arn for arn in asked)
    assert f"{EC2}:key-pair/*" in needs(KeyName="dana")["ec2:RunInstances", "create"]


def test_tags_go_to_volumes_where_the_template_says_so() -> None:
    tags = [{"Key": "team", "Value": "a"}]
    assert needs(Tags=tags)["ec2:CreateTags", "create"] == {f"{EC2}:instance/*"}
    more = needs(Tags=tags, PropagateTagsToVolumeOnCreation=True)
    assert more["ec2:CreateTags", "create"] == {f"{EC2}:instance/*", f"{EC2}:volume/*"}


def test_what_is_read_back_of_each_instance_is_asked_for() -> None:
    made = needs()
    for name in ("DescribeInstances", "DescribeVolumes", "DescribeNetworkInterfaces", "DescribeInstanceAttribute"):
        assert (f"ec2:{name}", "create") in made


def test_a_change_of_the_type_stops_and_starts_it() -> None:
    made = needs(InstanceType="t3.micro")
    for name in ("StopInstances", "ModifyInstanceAttribute", "StartInstances"):
        assert (f"ec2:{name}", "update") in made


def test_nobody_is_to_pass_any_role_because_of_a_profile_whose_role_is_not_known() -> None:
    body = {"Type": "AWS::EC2::Instance", "Properties": {"ImageId": "ami-1", "IamInstanceProfile": "machines"}}
    found = find_needs({"Resources": {"Machine": body}})
    assert not any(need.action == "iam:PassRole" for need in found.needs)
    assert any("the role of its instance profile is passed" in words for words in found.unknown)


def test_associations_are_asked_for_where_there_are_any() -> None:
    plain = {"Type": "AWS::EC2::Instance", "Properties": {"ImageId": "ami-1"}}
    assert not any("ssm:" in words for words in find_needs({"Resources": {"Machine": plain}}).unknown)
    assert ("ssm:CreateAssociation", "create") in needs(SsmAssociations=[{"DocumentName": "x"}])
