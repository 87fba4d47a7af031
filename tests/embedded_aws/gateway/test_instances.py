"""Instances over the wire: what starting one asks about, with which condition keys, and what EC2 refuses."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from embedded_aws import ACCOUNT, REGION
from embedded_aws.gateway.moto_state import ec2_of

Refused = Callable[..., tuple[str, str]]
IMAGE = "ami-0123456789abcdef0"
ONE: dict[str, Any] = {"ImageId": IMAGE, "InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1}
HERE = f"arn:aws:ec2:{REGION}:{ACCOUNT}"
TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
ALL = ("instance", "network-interface", "security-group", "subnet", "volume")
IMAGES = f"arn:aws:ec2:{REGION}::image/*"


def allow(*resources: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "ec2:RunInstances", "Resource": list(resources), **more}


def of(*kinds: str) -> list[str]:
    return [f"{HERE}:{kind}/*" for kind in kinds]


def when(**keys: str) -> dict[str, Any]:
    return {"Condition": {"StringEquals": {f"ec2:{key}": value for key, value in keys.items()}}}


def client(world: Any, *statements: dict[str, Any]) -> Any:
    return world.aws.client("ec2", keys=world.role_of(*statements))


@pytest.mark.parametrize("kind", [*ALL, "image"])
def test_each_of_what_an_instance_is_made_of_is_asked_about(world: Any, refused: Refused, kind: str) -> None:
    resources = [*of(*ALL), IMAGES]
    left = [arn for arn in resources if f"{kind}/*" not in arn]
    code, message = refused(client(world, allow(*left)).run_instances, **ONE)
    assert (code, f":{kind}/" in message) == ("UnauthorizedOperation", True)


@pytest.mark.parametrize(
    ("kind", "keys", "given"),
    [
        ("instance", {"InstanceType": "t3.micro"}, {"InstanceType": "t3.large"}),
        ("instance", {"MetadataHttpTokens": "required"}, {}),
        ("volume", {"VolumeType": "gp3"}, {}),
        ("network-interface", {"Subnet": f"{HERE}:subnet/subnet-0"}, {}),
        ("image", {"ImageID": IMAGE}, {"ImageId": "ami-00000000000000001"}),
    ],
)
def test_conditions_see_what_is_asked_for(
    world: Any, refused: Refused, kind: str, keys: dict[str, str], given: dict[str, Any]
) -> None:
    rest = [arn for arn in [*of(*ALL), IMAGES] if f"{kind}/*" not in arn]
    own = IMAGES if kind == "image" else f"{HERE}:{kind}/*"
    code, message = refused(client(world, allow(*rest), allow(own, **when(**keys))).run_instances, **{**ONE, **given})
    assert (code, f":{kind}/" in message) == ("UnauthorizedOperation", True)


def test_whoever_fits_the_conditions_may(world: Any) -> None:
    encrypted = {"Condition": {"Bool": {"ec2:Encrypted": "true"}, "NumericLessThanEquals": {"ec2:VolumeSize": "50"}}}
    ec2 = client(
        world,
        allow(*of("network-interface", "security-group", "subnet"), IMAGES),
        allow(*of("instance"), **when(InstanceType="t3.micro", MetadataHttpTokens="required")),
        allow(*of("volume"), **encrypted),
    )
    root = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20, "Encrypted": True}}
    given = {**ONE, "MetadataOptions": {"HttpTokens": "required"}}
    assert ec2.run_instances(**given, BlockDeviceMappings=[root])["Instances"]
    for other in (
        [],
        [root, {"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 60, "Encrypted": True}}],
        [root, {"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 5}}],
    ):
        with pytest.raises(
            ec2.exceptions.ClientError, match=r"not authorized to perform: ec2:RunInstances on .*volume"
        ):
            ec2.run_instances(**given, BlockDeviceMappings=other)


def test_a_group_s_name_is_one_of_the_default_network(world: Any) -> None:
    ec2 = world.aws.client("ec2")
    world.network()
    (network,) = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"]
    groups = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])["SecurityGroups"]
    own = next(one["GroupId"] for one in groups if one["VpcId"] == network["VpcId"])
    rest = [arn for arn in of(*ALL) if "security-group" not in arn]
    allowed = client(world, allow(*rest, IMAGES, f"{HERE}:security-group/{own}"))
    assert allowed.run_instances(**ONE, SecurityGroups=["default"])["Instances"][0]["SecurityGroups"]


def test_tags_of_each_kind_are_its_own(world: Any, refused: Refused) -> None:
    everything = allow(*of(*ALL), IMAGES)
    tagged = {"Key": "team", "Value": "a"}
    both = [{"ResourceType": kind, "Tags": [tagged]} for kind in ("instance", "volume")]
    tags = {"Effect": "Allow", "Action": "ec2:CreateTags"}
    created = {"Condition": {"StringEquals": {"ec2:CreateAction": "RunInstances", "aws:RequestTag/team": "a"}}}
    code, message = refused(client(world, everything).run_instances, **ONE, TagSpecifications=both)
    assert (code, "ec2:CreateTags" in message) == ("UnauthorizedOperation", True)
    half = client(world, everything, {**tags, "Resource": of("instance"), **created})
    assert "volume/*" in refused(half.run_instances, **ONE, TagSpecifications=both)[1]
    whole = client(world, everything, {**tags, "Resource": of("instance", "volume"), **created})
    made = whole.run_instances(**ONE, TagSpecifications=both)["Instances"][0]
    assert made["Tags"] == [tagged]


def test_the_role_of_an_instance_is_passed(world: Any, refused: Refused) -> None:
    iam, everything = world.aws.client("iam"), allow(*of(*ALL), IMAGES)
    role = world.role(TRUST)
    iam.create_instance_profile(InstanceProfileName="machine")
    given = {**ONE, "IamInstanceProfile": {"Name": "machine"}}
    assert "has no associated IAM Roles" in refused(client(world, everything).run_instances, **given)[1]
    iam.add_role_to_instance_profile(InstanceProfileName="machine", RoleName=role.rpartition("/")[2])
    assert f"iam:PassRole on resource: {role}" in refused(client(world, everything).run_instances, **given)[1]
    passes = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": role}
    to = {"Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}
    assert client(world, everything, {**passes, **to}).run_instances(**given)["Instances"]


def test_a_key_of_a_volume_is_taken_into_use_by_the_caller(world: Any, refused: Refused) -> None:
    key = world.aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    root = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8, "Encrypted": True, "KmsKeyId": key}}
    everything = allow(*of(*ALL), IMAGES)
    assert "kms:CreateGrant" in refused(client(world, everything).run_instances, **ONE, BlockDeviceMappings=[root])[1]
    use = {"Effect": "Allow", "Action": ["kms:CreateGrant", "kms:GenerateDataKeyWithoutPlaintext"], "Resource": key}
    through = {"Condition": {"StringEquals": {"kms:ViaService": f"ec2.{REGION}.amazonaws.com"}}}
    assert client(world, everything, {**use, **through}).run_instances(**ONE, BlockDeviceMappings=[root])["Instances"]


def test_what_ec2_refuses_of_instances(world: Any, refused: Refused) -> None:
    ec2 = world.aws.client("ec2")
    vpc, subnet, _ = world.network()
    default = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])["SecurityGroups"]
    other = next(one["GroupId"] for one in default if one["VpcId"] != vpc)
    device = {"DeviceName": "/dev/sdf", "Ebs": {"VolumeType": "gp3"}}
    for code, given in (
        ("InvalidAMIID.Malformed", {"ImageId": "ami-latest"}),
        ("InvalidParameterValue", {"InstanceType": "t3.tiny"}),
        ("InvalidKeyPair.NotFound", {"KeyName": "nobody"}),
        ("InvalidParameterValue", {"IamInstanceProfile": {"Name": "nobody"}}),
        ("InvalidParameter", {"SubnetId": subnet, "SecurityGroupIds": [other]}),
        ("InvalidParameterCombination", {"SubnetId": subnet, "SecurityGroups": ["default"]}),
        ("InvalidParameterValue", {"SubnetId": subnet, "PrivateIpAddress": "10.9.0.9"}),
        ("InvalidParameterValue", {"UserData": "x" * 16_385}),
        ("InvalidParameterValue", {"MinCount": 2}),
        ("NotImplemented", {"MaxCount": 2}),
        ("NotImplemented", {"CreditSpecification": {"CpuCredits": "standard"}}),
        ("NotImplemented", {"LaunchTemplate": {"LaunchTemplateName": "x"}}),
        ("NotImplemented", {"Placement": {"Tenancy": "dedicated"}}),
        (
            "NotImplemented",
            {"BlockDeviceMappings": [{"DeviceName": "/dev/sdf", "Ebs": {"VolumeSize": 4, "Iops": 100}}]},
        ),
        ("MissingParameter", {"BlockDeviceMappings": [device]}),
        ("InvalidSubnetID.NotFound", {"SubnetId": "subnet-0123456789abcdef0"}),
        ("InvalidGroup.NotFound", {"SecurityGroupIds": ["sg-0123456789abcdef0"]}),
    ):
        assert refused(ec2.run_instances, **{**ONE, **given})[0] == code, given
    assert refused(ec2.terminate_instances, InstanceIds=["i-0123456789abcdef0"])[0] == "InvalidInstanceID.NotFound"


def test_what_an_instance_allows_in_which_state(world: Any, refused: Refused) -> None:
    ec2 = world.aws.client("ec2")
    _, subnet, group = world.network()
    interface = {"DeviceIndex": 0, "SubnetId": subnet, "Groups": [group], "SecondaryPrivateIpAddressCount": 2}
    made = ec2.run_instances(**ONE, NetworkInterfaces=[interface])["Instances"][0]
    name, of_it = made["InstanceId"], {"InstanceIds": [made["InstanceId"]]}
    assert len(made["NetworkInterfaces"][0]["PrivateIpAddresses"]) == 3
    assert [one["GroupId"] for one in made["SecurityGroups"]] == [group]
    change = {"InstanceId": name, "InstanceType": {"Value": "t3.large"}}
    assert refused(ec2.modify_instance_attribute, **change)[0] == "IncorrectInstanceState"
    assert refused(ec2.delete_subnet, SubnetId=subnet)[0] == "DependencyViolation"
    ec2.stop_instances(**of_it)
    ec2.modify_instance_attribute(**change)
    ec2.modify_instance_attribute(InstanceId=name, UserData={"Value": b"new"})
    held = ec2.describe_instance_attribute(InstanceId=name, Attribute="userData")["UserData"]["Value"]
    assert base64.b64decode(held) == b"new"
    here = made["Placement"]["AvailabilityZone"]
    zones = [one["ZoneName"] for one in ec2.describe_availability_zones()["AvailabilityZones"]]
    there = next(one for one in zones if one != here)
    far, near = (ec2.create_volume(AvailabilityZone=zone, Size=1)["VolumeId"] for zone in (there, here))
    mount = {"InstanceId": name, "Device": "/dev/sdf"}
    assert refused(ec2.attach_volume, VolumeId=far, **mount)[0] == "InvalidVolume.ZoneMismatch"
    ec2.attach_volume(VolumeId=near, **mount)
    assert refused(ec2.attach_volume, VolumeId=near, **mount)[0] == "VolumeInUse"
    assert refused(ec2.delete_volume, VolumeId=near)[0] == "VolumeInUse"
    ec2.terminate_instances(**of_it)
    assert refused(ec2.start_instances, **of_it)[0] == "IncorrectInstanceState"
    assert refused(ec2.stop_instances, **of_it)[0] == "IncorrectInstanceState"
    ec2.delete_subnet(SubnetId=subnet)
    assert ec2.describe_volumes(VolumeIds=[near])["Volumes"][0]["State"] == "available"


def test_an_instance_that_is_terminated_is_shown_for_an_hour(world: Any) -> None:
    ec2 = world.aws.client("ec2")
    name = ec2.run_instances(**ONE)["Instances"][0]["InstanceId"]
    ec2.terminate_instances(InstanceIds=[name])
    (held,) = [one for one in shown(ec2) if one["InstanceId"] == name]
    assert held["State"]["Name"] == "terminated"
    instance = ec2_of(ACCOUNT, REGION).get_instance(name)
    instance._reason = f"User initiated ({datetime.now(UTC) - timedelta(minutes=61):%Y-%m-%d %H:%M:%S} UTC)"
    assert [one for one in shown(ec2) if one["InstanceId"] == name] == []


def shown(ec2: Any) -> list[dict[str, Any]]:
    return [one for held in ec2.describe_instances()["Reservations"] for one in held["Instances"]]
