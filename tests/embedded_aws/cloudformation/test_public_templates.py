"""What other people's templates showed: each kind that ended wrongly, in a template of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks

TOPIC = {"Type": "AWS::SNS::Topic"}


def text(**resources: Any) -> str:
    return json.dumps({"Resources": resources})


def said(aws: Embedded, template: str) -> str:
    """What ValidateTemplate answers; nothing where it takes the template."""
    try:
        aws.client("cloudformation").validate_template(TemplateBody=template)
    except ClientError as error:
        return str(error.response["Error"]["Message"])
    return ""


def test_resources_may_have_a_description_and_custom_ones_a_version(aws: Embedded) -> None:
    assert said(aws, text(Topic={**TOPIC, "Description": "where alarms go"})) == ""
    custom = {"Type": "Custom::Name", "Version": "1.0", "Properties": {"ServiceToken": "arn:aws:lambda:x"}}
    assert said(aws, text(Name=custom)).startswith("Resource type Custom::Name (Name) is not part of the embedded AWS")
    assert said(aws, text(Topic={**TOPIC, "Version": "1.0"})) == "Invalid template resource property 'Version'"


def test_json_may_have_a_comma_behind_the_last_item(aws: Embedded) -> None:
    last = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "a,]",}, } } ,}'
    assert said(aws, last) == ""
    for wrong in ('{"Resources": {,}}', last.replace(",}", ",,}"), last.replace('"a,]"', '"a,]')):
        assert "JSON not well-formed. (line 1" in said(aws, wrong)


def test_an_endpoint_of_no_named_kind_is_a_gateway_and_goes_with_its_stack(aws: Embedded, stacks: Stacks) -> None:
    gate = {"VpcId": {"Ref": "Net"}, "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.s3"}}
    net = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.9.0.0/16"}}
    made = text(Net=net, Gate={"Type": "AWS::EC2::VPCEndpoint", "Properties": gate})
    assert stacks.create("gates", made) == "CREATE_COMPLETE"
    identity = stacks.physical("gates", "Gate")
    (found,) = aws.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[identity])["VpcEndpoints"]
    assert found["VpcEndpointType"] == "Gateway"
    assert stacks.delete("gates") == "DELETE_COMPLETE"


@pytest.mark.parametrize("name", ["whoever reads it", "arn:aws:s3:::bucket", "arn:aws:iam::111122223333:role/a*"])
def test_a_bucket_policy_names_principals_that_there_can_be(aws: Embedded, stacks: Stacks, name: str) -> None:
    allowed = {"Effect": "Allow", "Principal": {"AWS": [name]}, "Action": "s3:GetObject", "Resource": "*"}
    properties = {"Bucket": {"Ref": "Held"}, "PolicyDocument": {"Version": "2012-10-17", "Statement": allowed}}
    made = text(Held={"Type": "AWS::S3::Bucket"}, Policy={"Type": "AWS::S3::BucketPolicy", "Properties": properties})
    assert stacks.create("principals", made) == "ROLLBACK_COMPLETE"
    assert "Invalid principal in policy (Service: S3, Status Code: 400" in stacks.reason(
        "principals", "Policy", "CREATE_FAILED"
    )


def test_a_service_that_is_not_there_is_not_scaled(stacks: Stacks) -> None:
    place = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount", "ResourceId": "service/one"}
    target = {"Type": "AWS::ApplicationAutoScaling::ScalableTarget"}
    made = text(Target={**target, "Properties": {**place, "MinCapacity": 1, "MaxCapacity": 2}})
    assert stacks.create("scaled", made) == "ROLLBACK_COMPLETE"
    assert "ECS service doesn't exist: service/one" in stacks.reason("scaled", "Target", "CREATE_FAILED")


def test_a_rule_with_a_prefix_list_keeps_its_description(aws: Embedded, stacks: Stacks) -> None:
    ec2 = aws.client("ec2")
    prefixes = ec2.describe_managed_prefix_lists()["PrefixLists"][0]["PrefixListId"]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "DestinationPrefixListId": prefixes}
    net = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.8.0.0/16"}}
    properties = {"GroupDescription": "one", "VpcId": {"Ref": "Net"}}
    for words in ("to objects", "to objects alone"):
        rules = {"SecurityGroupEgress": [{**rule, "Description": words}]}
        made = text(Net=net, Group={"Type": "AWS::EC2::SecurityGroup", "Properties": {**properties, **rules}})
        stacks.update("described", made) if words.endswith("alone") else stacks.create("described", made)
        (found,) = ec2.describe_security_groups(GroupIds=[stacks.physical("described", "Group")])["SecurityGroups"]
        listed = [one for each in found["IpPermissionsEgress"] for one in each["PrefixListIds"]]
        assert listed == [{"PrefixListId": prefixes, "Description": words}]


def test_nothing_of_a_network_is_left_when_its_stack_is(aws: Embedded, stacks: Stacks) -> None:
    ec2 = aws.client("ec2")
    before = ec2.describe_network_acls()["NetworkAcls"]
    tags = [{"Key": "Name", "Value": "one"}]
    net = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.7.0.0/16", "Tags": tags}}
    assert stacks.create("network", text(Net=net)) == "CREATE_COMPLETE"
    identity = stacks.physical("network", "Net")
    assert len(ec2.describe_network_acls()["NetworkAcls"]) == len(before) + 1
    assert {one["ResourceId"] for one in ec2.describe_tags()["Tags"]} >= {identity}
    assert stacks.delete("network") == "DELETE_COMPLETE"
    assert ec2.describe_network_acls()["NetworkAcls"] == before
    assert identity not in {one["ResourceId"] for one in ec2.describe_tags()["Tags"]}


SITE = {
    "IndexDocument": "index.html",
    "ErrorDocument": "error.html",
    "RoutingRules": [
        {"RedirectRule": {"ReplaceKeyPrefixWith": "new/"}, "RoutingRuleCondition": {"KeyPrefixEquals": "old/"}}
    ],
}
RULE = {"AllowedMethods": ["GET"], "AllowedOrigins": ["https://example.com"], "ExposedHeaders": ["Date"], "MaxAge": 5}


def test_a_bucket_is_a_site_and_no_longer_one(aws: Embedded, stacks: Stacks) -> None:
    s3 = aws.client("s3")
    given = {"WebsiteConfiguration": SITE, "CorsConfiguration": {"CorsRules": [RULE]}}
    given["AccelerateConfiguration"] = {"AccelerationStatus": "Enabled"}
    assert stacks.create("site", text(Held={"Type": "AWS::S3::Bucket", "Properties": given})) == "CREATE_COMPLETE"
    bucket = stacks.physical("site", "Held")
    found = s3.get_bucket_website(Bucket=bucket)
    assert (found["IndexDocument"], found["ErrorDocument"]) == ({"Suffix": "index.html"}, {"Key": "error.html"})
    routed = {"Condition": {"KeyPrefixEquals": "old/"}, "Redirect": {"ReplaceKeyPrefixWith": "new/"}}
    assert found["RoutingRules"] == [routed]
    (rule,) = s3.get_bucket_cors(Bucket=bucket)["CORSRules"]
    assert (rule["ExposeHeaders"], rule["MaxAgeSeconds"], rule["AllowedMethods"]) == (["Date"], 5, ["GET"])
    assert s3.get_bucket_accelerate_configuration(Bucket=bucket)["Status"] == "Enabled"
    assert stacks.update("site", text(Held={"Type": "AWS::S3::Bucket"})) == "UPDATE_COMPLETE"
    for ask in (s3.get_bucket_website, s3.get_bucket_cors):
        with pytest.raises(ClientError, match="NoSuch"):
            ask(Bucket=bucket)
    assert s3.get_bucket_accelerate_configuration(Bucket=bucket)["Status"] == "Suspended"
