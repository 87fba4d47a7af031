"""Instances with their volumes, key pairs and signals, as most products of Service Catalog have them."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.embedded import Embedded
from tests.embedded_aws.cloudformation.stacks import Stacks
from tests.waiting import wait_until

IMAGE = "ami-0123456789abcdef0"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def typed(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def get(name: str, attribute: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [name, attribute]}


def desktop() -> dict[str, Any]:
    """A network with an instance, a volume of its own and one that is attached to it."""
    return {
        "Vpc": typed("EC2::VPC", CidrBlock="10.0.0.0/16"),
        "Subnet": typed("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock="10.0.0.0/24"),
        "Group": typed("EC2::SecurityGroup", GroupDescription="desktop", VpcId=ref("Vpc")),
        "Role": typed("IAM::Role", AssumeRolePolicyDocument=TRUST),
        "Profile": typed("IAM::InstanceProfile", Roles=[ref("Role")]),
        "Key": typed("EC2::KeyPair", KeyName="desktop", KeyType="ed25519"),
        "Volume": typed("EC2::Volume", AvailabilityZone=get("Instance", "AvailabilityZone"), Size=5, Encrypted=True),
        "Mount": typed("EC2::VolumeAttachment", InstanceId=ref("Instance"), VolumeId=ref("Volume"), Device="/dev/sdh"),
        "Instance": typed(
            "EC2::Instance",
            ImageId=IMAGE,
            InstanceType="t3.micro",
            KeyName=ref("Key"),
            SubnetId=ref("Subnet"),
            SecurityGroupIds=[ref("Group")],
            IamInstanceProfile=ref("Profile"),
            UserData={"Fn::Base64": "#!/bin/sh\necho hello\n"},
            MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 2},
            BlockDeviceMappings=[
                {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20, "Encrypted": True, "VolumeType": "gp3"}},
                {"DeviceName": "/dev/sdc", "VirtualName": "ephemeral0"},
            ],
            PropagateTagsToVolumeOnCreation=True,
            SourceDestCheck=False,
            Tags=[{"Key": "Name", "Value": "desktop"}],
        ),
    }


def instance_of(aws: Embedded, name: str) -> dict[str, Any]:
    found: dict[str, Any] = aws.client("ec2").describe_instances(InstanceIds=[name])["Reservations"][0]["Instances"][0]
    return found


def test_an_instance_is_as_its_template_says(aws: Embedded, stacks: Stacks) -> None:
    ec2, made = aws.client("ec2"), desktop()
    outputs = {
        name: {"Value": get("Instance", name)} for name in ("PrivateIp", "AvailabilityZone", "VpcId", "InstanceId")
    }
    template = {"Resources": made, "Outputs": outputs}
    assert stacks.create("desk", json.dumps(template)) == "CREATE_COMPLETE", stacks.events("desk")
    name, said = stacks.physical("desk", "Instance"), stacks.outputs("desk")
    found = instance_of(aws, name)
    assert said["InstanceId"] == name
    assert said["PrivateIp"] == found["PrivateIpAddress"]
    assert said["PrivateIp"].startswith("10.0.0.")
    assert (found["InstanceType"], found["KeyName"], found["SourceDestCheck"]) == ("t3.micro", "desktop", False)
    assert found["MetadataOptions"]["HttpTokens"] == "required"
    assert [group["GroupId"] for group in found["SecurityGroups"]] == [stacks.physical("desk", "Group")]
    assert found["IamInstanceProfile"]["Arn"].endswith(f"/{stacks.physical('desk', 'Profile')}")
    text = ec2.describe_instance_attribute(InstanceId=name, Attribute="userData")["UserData"]["Value"]
    assert base64.b64decode(text) == b"#!/bin/sh\necho hello\n"
    volumes = {one["DeviceName"]: one["Ebs"] for one in found["BlockDeviceMappings"]}
    assert set(volumes) == {"/dev/xvda", "/dev/sdh"}, "an instance store is no volume"
    root = ec2.describe_volumes(VolumeIds=[volumes["/dev/xvda"]["VolumeId"]])["Volumes"][0]
    assert (root["Size"], root["Encrypted"], root["VolumeType"]) == (20, True, "gp3")
    assert {"Key": "Name", "Value": "desktop"} in root["Tags"]
    key = ec2.describe_key_pairs(KeyNames=["desktop"])["KeyPairs"][0]["KeyPairId"]
    private = aws.client("ssm").get_parameter(Name=f"/ec2/keypair/{key}", WithDecryption=True)["Parameter"]
    assert (private["Type"], "PRIVATE KEY" in private["Value"]) == ("SecureString", True)
    assert stacks.delete("desk") == "DELETE_COMPLETE", stacks.events("desk")
    assert instance_of(aws, name)["State"]["Name"] == "terminated"
    assert ec2.describe_volumes()["Volumes"] == []
    assert ec2.describe_key_pairs()["KeyPairs"] == []


def test_an_instance_is_changed_in_place_or_replaced(aws: Embedded, stacks: Stacks) -> None:
    made = desktop()
    made["Second"] = typed("EC2::SecurityGroup", GroupDescription="second", VpcId=ref("Vpc"))
    made["Other"] = typed("IAM::InstanceProfile", Roles=[ref("Role")])
    assert stacks.create("desk", json.dumps({"Resources": made})) == "CREATE_COMPLETE", stacks.events("desk")
    name = stacks.physical("desk", "Instance")
    made["Instance"]["Properties"] |= {
        "InstanceType": "t3.large",
        "SecurityGroupIds": [ref("Second")],
        "IamInstanceProfile": ref("Other"),
        "DisableApiTermination": True,
        "SourceDestCheck": True,
        "UserData": {"Fn::Base64": "new"},
        "MetadataOptions": {"HttpTokens": "optional"},
    }
    assert stacks.update("desk", json.dumps({"Resources": made})) == "UPDATE_COMPLETE", stacks.events("desk")
    assert stacks.physical("desk", "Instance") == name
    found = instance_of(aws, name)
    assert (found["InstanceType"], found["State"]["Name"], found["SourceDestCheck"]) == ("t3.large", "running", True)
    assert [group["GroupId"] for group in found["SecurityGroups"]] == [stacks.physical("desk", "Second")]
    assert [group["GroupId"] for group in found["NetworkInterfaces"][0]["Groups"]] == [
        stacks.physical("desk", "Second")
    ]
    assert found["MetadataOptions"]["HttpTokens"] == "optional"
    with pytest.raises(ClientError, match="may not be terminated"):
        aws.client("ec2").terminate_instances(InstanceIds=[name])
    made["Instance"]["Properties"] |= {"DisableApiTermination": False}
    assert stacks.update("desk", json.dumps({"Resources": made})) == "UPDATE_COMPLETE", stacks.events("desk")
    made["Instance"]["Properties"] |= {"ImageId": "ami-00000000000000001"}
    del made["Mount"]
    assert stacks.update("desk", json.dumps({"Resources": made})) == "UPDATE_COMPLETE", stacks.events("desk")
    assert stacks.physical("desk", "Instance") != name
    assert instance_of(aws, name)["State"]["Name"] == "terminated"


def signalled(timeout: str, count: int = 1) -> str:
    policy = {"ResourceSignal": {"Timeout": timeout, "Count": count}}
    instance = {**typed("EC2::Instance", ImageId=IMAGE, InstanceType="t3.micro"), "CreationPolicy": policy}
    return json.dumps({"Resources": {"Instance": instance}})


@pytest.mark.parametrize(("status", "ends"), [("SUCCESS", "CREATE_COMPLETE"), ("FAILURE", "ROLLBACK_COMPLETE")])
def test_a_stack_waits_for_the_signal_of_its_instance(stacks: Stacks, status: str, ends: str) -> None:
    client = stacks.client
    client.create_stack(StackName="waits", TemplateBody=signalled("PT10M"))
    name = wait_until(
        lambda: next((why for who, _, why in stacks.events("waits") if who == "Instance" and why), ""), "it is begun"
    )
    assert name == "Resource creation Initiated"
    client.signal_resource(StackName="waits", LogicalResourceId="Instance", UniqueId="i-1", Status=status)
    assert stacks.settle("waits") == ends
    if status == "FAILURE":
        assert "Received FAILURE signal with UniqueId i-1" in stacks.reason("waits", "Instance", "CREATE_FAILED")


def test_a_signal_that_does_not_come_ends_the_stack(stacks: Stacks) -> None:
    assert stacks.create("waits", signalled("PT1S", 2)) == "ROLLBACK_COMPLETE"
    reason = stacks.reason("waits", "Instance", "CREATE_FAILED")
    assert "Failed to receive 2 resource signal(s) within the specified duration" in reason


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("AWS::EC2::KeyPair::KeyName", "nobody"),
        ("AWS::EC2::Image::Id", "ami-1"),
        ("AWS::EC2::Instance::Id", "i-0123456789abcdef0"),
        ("List<AWS::EC2::Volume::Id>", "vol-0123456789abcdef0"),
    ],
)
def test_a_parameter_of_what_does_not_exist_is_refused(stacks: Stacks, kind: str, value: str) -> None:
    template = {"Parameters": {"P": {"Type": kind}}, "Resources": {"T": typed("SNS::Topic")}}
    with pytest.raises(ClientError, match=f"parameter value {value} for parameter name P does not exist"):
        stacks.create("refused", json.dumps(template), {"P": value})


def test_the_image_of_a_parameter_of_aws_is_one(stacks: Stacks) -> None:
    latest = "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2"
    template = {
        "Parameters": {"Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": latest}},
        "Resources": {"Instance": typed("EC2::Instance", ImageId=ref("Image"))},
        "Outputs": {"Image": {"Value": ref("Image")}},
    }
    assert stacks.create("latest", json.dumps(template)) == "CREATE_COMPLETE", stacks.events("latest")
    assert stacks.outputs("latest")["Image"].startswith("ami-")


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        (
            {"LaunchTemplate": {"LaunchTemplateName": "x", "Version": "1"}},
            "LaunchTemplate.* is not part of the embedded",
        ),
        ({"CreditSpecification": {"CPUCredits": "standard"}}, "CreditSpecification.* is not part of the embedded"),
    ],
)
def test_what_instances_have_not_here_is_refused_by_name(
    stacks: Stacks, properties: dict[str, Any], words: str
) -> None:
    template = {"Resources": {"Instance": typed("EC2::Instance", ImageId=IMAGE, **properties)}}
    with pytest.raises(ClientError, match=words):
        stacks.create("refused", json.dumps(template))


def test_a_volume_is_kept_as_a_snapshot(aws: Embedded, stacks: Stacks) -> None:
    zone = {"Fn::Select": [0, {"Fn::GetAZs": ""}]}
    volume = {**typed("EC2::Volume", AvailabilityZone=zone, Size=3), "DeletionPolicy": "Snapshot"}
    assert stacks.create("kept", json.dumps({"Resources": {"Volume": volume}})) == "CREATE_COMPLETE"
    name = stacks.physical("kept", "Volume")
    assert stacks.delete("kept") == "DELETE_COMPLETE", stacks.events("kept")
    ec2 = aws.client("ec2")
    (snapshot,) = ec2.describe_snapshots(Filters=[{"Name": "volume-id", "Values": [name]}])["Snapshots"]
    assert (snapshot["State"], snapshot["VolumeSize"]) == ("completed", 3)
    assert ec2.describe_volumes(Filters=[{"Name": "volume-id", "Values": [name]}])["Volumes"] == []


def test_an_instance_has_addresses_that_are_given_to_it(aws: Embedded, stacks: Stacks) -> None:
    addresses = [{"PrivateIpAddress": f"10.0.0.{last}", "Primary": last == 10} for last in (10, 11)]
    resources = {
        "Vpc": typed("EC2::VPC", CidrBlock="10.0.0.0/16"),
        "Gateway": typed("EC2::InternetGateway"),
        "Attached": typed("EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Gateway")),
        "Subnet": typed("EC2::Subnet", VpcId=ref("Vpc"), CidrBlock="10.0.0.0/24"),
        "Interface": typed("EC2::NetworkInterface", SubnetId=ref("Subnet"), PrivateIpAddresses=addresses),
        "First": typed(
            "EC2::Instance",
            ImageId=IMAGE,
            NetworkInterfaces=[{"DeviceIndex": "0", "NetworkInterfaceId": ref("Interface")}],
        ),
        "Second": typed("EC2::Instance", ImageId=IMAGE, SubnetId=ref("Subnet")),
        "Own": {**typed("EC2::EIP", InstanceId=ref("Second")), "DependsOn": "Attached"},
        "Other": {**typed("EC2::EIP"), "DependsOn": "Attached"},
        "Given": typed("EC2::EIPAssociation", AllocationId=get("Other", "AllocationId"), InstanceId=ref("First")),
    }
    assert stacks.create("shown", json.dumps({"Resources": resources})) == "CREATE_COMPLETE", stacks.events("shown")
    first, second = (instance_of(aws, stacks.physical("shown", name)) for name in ("First", "Second"))
    assert [one["PrivateIpAddress"] for one in first["NetworkInterfaces"][0]["PrivateIpAddresses"]] == [
        "10.0.0.10",
        "10.0.0.11",
    ]
    assert first["PublicIpAddress"] == stacks.physical("shown", "Other")
    assert second["PublicIpAddress"] == stacks.physical("shown", "Own")
    del resources["Own"]["Properties"]["InstanceId"]
    assert stacks.update("shown", json.dumps({"Resources": resources})) == "UPDATE_COMPLETE", stacks.events("shown")
    assert stacks.delete("shown") == "DELETE_COMPLETE", stacks.events("shown")
    assert aws.client("ec2").describe_addresses()["Addresses"] == []


def test_more_signals_than_were_asked_for_are_no_fault(stacks: Stacks) -> None:
    stacks.client.create_stack(StackName="waits", TemplateBody=signalled("PT10M", 2))
    wait_until(lambda: any(who == "Instance" and why for who, _, why in stacks.events("waits")), "it is begun")
    for number in range(4):
        with suppress(ClientError):
            stacks.client.signal_resource(
                StackName="waits", LogicalResourceId="Instance", UniqueId=f"i-{number}", Status="SUCCESS"
            )
    assert stacks.settle("waits") == "CREATE_COMPLETE"
