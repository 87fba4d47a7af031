"""What a deployment looks at before it begins: zones, quotas, names; against the embedded AWS over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from embedded_aws import embedded
from embedded_aws.embedded import Embedded
from generator.aws.account import Concern, close_default_group, look_ahead, read_ground, settle
from generator.aws.session import Connection, connect
from generator.cloudformation.template.parameter import read_parameters
from generator.model import Digest, Environment, Network, Options, Release, Target, Trust, Version
from generator.planning import Deployment, plan_deployment
from tests.products.environment.conftest import BASE, draw

ACCOUNT, REGION = "111122223333", "us-east-1"
TARGET = Target("dev", ACCOUNT, REGION)
RELEASE = Release("environment", Version(2, 0, 0), Digest.of("text"), "text", (("detective", Digest.of("code")),))
CHURN = Environment(
    "churn-dev", "dev", "churn", "dev", Version(2, 0, 0), Network(), Trust("mfa", (f"arn:aws:iam::{ACCOUNT}:user/d",))
)
DOCUMENT = draw()


@pytest.fixture
def aws() -> Iterator[Embedded]:
    with embedded() as found:
        yield found


@pytest.fixture
def here(aws: Embedded, monkeypatch: pytest.MonkeyPatch) -> Connection:
    keys = aws.keys("admin")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", keys.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", keys.secret_key)
    return connect(None, REGION, aws.endpoint, None)


def deployment(network: Mapping[str, Any] | None = None, **options: Any) -> Deployment:
    environment = replace(CHURN, network=replace(Network(), **(network or {})), options=replace(Options(), **options))
    return plan_deployment(BASE, environment, TARGET, RELEASE)


def concerns(here: Connection, wanted: Deployment, there: Mapping[str, str] | None = None) -> tuple[Concern, ...]:
    settled, _ = settle(here, wanted, read_parameters(DOCUMENT["Parameters"]), {})
    return look_ahead(read_ground(here, settled, DOCUMENT, there or {}))


def test_nothing_is_in_the_way_of_the_first_zones(here: Connection) -> None:
    assert concerns(here, deployment({"zones": 3})) == ()


def test_names_of_parameters_are_asked_for_in_tens(aws: Embedded, here: Connection) -> None:
    concerns(here, deployment())
    calls = aws.gateway.audit.calls()
    made = [name for name, body in DOCUMENT["Resources"].items() if body["Type"] == "AWS::SSM::Parameter"]
    assert "ssm:GetParameter" not in calls
    assert 0 < calls["ssm:GetParameters"] <= len(made) / 10 + 1


def test_a_zone_that_lacks_a_service_is_named_with_zones_that_have_all(here: Connection) -> None:
    found = concerns(here, deployment({"zone_names": ("us-east-1a", "us-east-1e")}))
    assert {concern.code for concern in found} == {"AWS730"}
    assert any("sagemaker.runtime is not offered in us-east-1e (use1-az3)" in concern.message for concern in found)
    assert {concern.fix for concern in found} == {"zones: [us-east-1a, us-east-1b]"}
    assert {concern.field for concern in found} == {"network.zone-names"}


def test_a_zone_that_the_account_lacks_is_named(here: Connection) -> None:
    (concern,) = concerns(here, deployment({"zone_names": ("us-east-1a", "us-east-1z")}))
    assert (concern.code, concern.fix) == ("AWS732", "zones: [us-east-1a, us-east-1b]")


def test_a_stack_in_two_zones_may_be_given_a_third(aws: Embedded, here: Connection) -> None:
    ec2 = aws.client("ec2", region=REGION)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    names = ("FirstSubnet", "SecondSubnet")
    subnets = (
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate(("us-east-1a", "us-east-1b"))
    )
    there = dict(zip(names, subnets, strict=True))
    assert not [each for each in concerns(here, deployment({"zones": 3}), there) if each.code == "AWS732"]


def test_the_service_says_itself_what_a_zone_lacks(aws: Embedded) -> None:
    ec2 = aws.client("ec2", region=REGION)
    name = f"com.amazonaws.{REGION}.sagemaker.runtime"
    (detail,) = ec2.describe_vpc_endpoint_services(ServiceNames=[name])["ServiceDetails"]
    assert "us-east-1e" not in detail["AvailabilityZones"]
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24", AvailabilityZone="us-east-1e")["Subnet"]["SubnetId"]
    with pytest.raises(ec2.exceptions.ClientError, match="does not support the availability zone of the subnet"):
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=name, VpcEndpointType="Interface", SubnetIds=[subnet])
    with pytest.raises(ec2.exceptions.ClientError, match="does not exist"):
        ec2.describe_vpc_endpoint_services(ServiceNames=["com.amazonaws.us-east-1.sagmaker"])


def make_trails(aws: Embedded, count: int, *, logging: bool) -> None:
    aws.client("s3", region=REGION).create_bucket(Bucket="trails")
    trails = aws.client("cloudtrail", region=REGION)
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:*", "Resource": at}
            for at in ("arn:aws:s3:::trails", "arn:aws:s3:::trails/*")
        ],
    }
    aws.client("s3", region=REGION).put_bucket_policy(Bucket="trails", Policy=json.dumps(policy))
    for number in range(count):
        trails.create_trail(Name=f"trail-{number}", S3BucketName="trails", IsMultiRegionTrail=True)
        if logging:
            trails.start_logging(Name=f"trail-{number}")


def test_the_sixth_trail_is_refused_before_anything_is_made(aws: Embedded, here: Connection) -> None:
    make_trails(aws, 5, logging=False)
    (concern,) = concerns(here, deployment(trail="own"))
    assert (concern.code, concern.field) == ("AWS733", "options.trail")
    assert "trail-4" in concern.message
    assert concerns(here, deployment(trail="account")) == ()


@pytest.mark.parametrize(("logging", "answer"), [(True, "account"), (False, "own")])
def test_a_trail_that_records_the_account_is_relied_on(
    aws: Embedded, here: Connection, logging: bool, answer: str
) -> None:
    make_trails(aws, 1, logging=logging)
    declared = read_parameters(DOCUMENT["Parameters"])
    settled, words = settle(here, deployment(), declared, {})
    assert settled.parameters["Trail"] == answer
    assert any(sentence.startswith(f"Trail = {answer}") for sentence in words)
    kept, _ = settle(here, deployment(), declared, {"Trail": "own", "SageMakerLogGroups": "no"})
    assert (kept.parameters["Trail"], kept.parameters["SageMakerLogGroups"]) == ("own", "no")


def test_log_groups_that_are_there_are_in_the_way_of_a_stack_without_them(aws: Embedded, here: Connection) -> None:
    aws.client("logs", region=REGION).create_log_group(logGroupName="/aws/sagemaker/TrainingJobs")
    assert concerns(here, deployment()) == (), "a first deployment takes them"
    (concern,) = concerns(here, deployment(sagemaker_log_groups=True), {"Vpc": "vpc-1"})
    assert (concern.code, concern.fix) == ("AWS735", "sagemaker-log-groups: false")


def test_a_parameter_of_the_same_name_is_in_the_way(aws: Embedded, here: Connection) -> None:
    aws.client("ssm", region=REGION).put_parameter(Name="/ds/churn-dev/name", Type="String", Value="churn-dev")
    (concern,) = concerns(here, deployment())
    assert concern.code == "AWS735"
    assert "`/ds/churn-dev/name`" in concern.message


def test_a_role_of_the_same_name_is_in_the_way(aws: Embedded, here: Connection) -> None:
    statement = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws.client("iam").create_role(RoleName="ds-churn-dev-training", AssumeRolePolicyDocument=trust)
    (concern,) = concerns(here, deployment())
    assert concern.code == "AWS735"
    assert "ds-churn-dev-training" in concern.message


def test_the_default_group_admits_nobody_once_closed(aws: Embedded, here: Connection) -> None:
    ec2 = aws.client("ec2", region=REGION)
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group, before = close_default_group(here, vpc)
    assert close_default_group(here, vpc) == (group, 0)
    (found,) = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert (found["GroupName"], found["IpPermissions"]) == ("default", [])
    assert before <= 1
