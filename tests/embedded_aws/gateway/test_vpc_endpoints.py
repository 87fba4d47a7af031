"""VPC endpoints are addresses: what comes through one carries its keys and meets its policy."""

from __future__ import annotations

from typing import Any

import pytest

from embedded_aws.service import Keys


@pytest.fixture(scope="module")
def inside(world: Any) -> dict[str, Any]:
    """A notebook in a VPC with two endpoints, a bucket that is reached through one of them only, and a foreign one."""
    vpc, subnet, group = world.network()
    ec2, own, foreign = world.aws.client("ec2"), world.bucket(), world.bucket()
    here = [f"arn:aws:s3:::{own}", f"arn:aws:s3:::{own}/*"]
    policy = world.policy({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": here})
    made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.eu-west-1.s3", PolicyDocument=policy)
    gate = made["VpcEndpoint"]["VpcEndpointId"]
    ec2.create_vpc_endpoint(
        VpcId=vpc,
        ServiceName="com.amazonaws.eu-west-1.sts",
        VpcEndpointType="Interface",
        SubnetIds=[subnet],
        SecurityGroupIds=[group],
    )
    closed = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": f"arn:aws:s3:::{own}/*",
        "Condition": {"StringNotEquals": {"aws:SourceVpce": gate}},
    }
    world.aws.client("s3").put_bucket_policy(Bucket=own, Policy=world.policy(closed))
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = world.role(trust, {"Effect": "Allow", "Action": ["s3:*", "ec2:*NetworkInterface*"], "Resource": "*"})
    world.aws.client("sagemaker").create_notebook_instance(
        NotebookInstanceName="inside", InstanceType="ml.t3.medium", RoleArn=role, SubnetId=subnet
    )
    return {**world.aws.ask("notebook/inside"), "own": own, "foreign": foreign, "gate": gate, "vpc": vpc}


def as_notebook(world: Any, inside: dict[str, Any], service: str, through: str | None) -> Any:
    keys = Keys(*inside["credentials"].values())
    endpoint = inside["endpoints"][through] if through else None
    return world.aws.client(service, keys=keys, endpoint=endpoint)


def test_each_endpoint_has_an_address_of_its_own(inside: dict[str, Any]) -> None:
    assert set(inside["endpoints"]) == {"s3", "sts"}
    assert all(url.startswith("http://127.77.") for url in inside["endpoints"].values())
    assert len(set(inside["endpoints"].values())) == 2


def test_the_bucket_is_reached_through_its_endpoint_only(world: Any, inside: dict[str, Any], refused: Any) -> None:
    there = {"Bucket": inside["own"], "Key": "data"}
    as_notebook(world, inside, "s3", "s3").put_object(**there, Body=b"x")
    assert as_notebook(world, inside, "s3", "s3").get_object(**there)["Body"].read() == b"x"
    _, message = refused(as_notebook(world, inside, "s3", None).get_object, **there)
    assert "with an explicit deny in a resource-based policy" in message


def test_the_endpoint_keeps_data_from_foreign_buckets(world: Any, inside: dict[str, Any], refused: Any) -> None:
    away = {"Bucket": inside["foreign"], "Key": "data", "Body": b"x"}
    _, message = refused(as_notebook(world, inside, "s3", "s3").put_object, **away)
    assert message.endswith("because no VPC endpoint policy allows the s3:PutObject action")
    as_notebook(world, inside, "s3", None).put_object(**away)


def test_the_endpoint_binds_even_an_administrator(world: Any, inside: dict[str, Any], refused: Any) -> None:
    admin = world.aws.client("s3", endpoint=inside["endpoints"]["s3"])
    assert refused(admin.put_object, Bucket=inside["foreign"], Key="data", Body=b"x")[0] == "AccessDenied"


def test_an_endpoint_serves_its_own_service_only(world: Any, inside: dict[str, Any], refused: Any) -> None:
    as_notebook(world, inside, "sts", "sts").get_caller_identity()
    code, message = refused(as_notebook(world, inside, "sts", "s3").get_caller_identity)
    assert code == "EndpointNotReachable"
    assert "serves s3 only" in message


def test_an_address_closes_with_its_endpoint(world: Any) -> None:
    vpc, subnet, _ = world.network()
    ec2 = world.aws.client("ec2")
    made = ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName="com.amazonaws.eu-west-1.kms", VpcEndpointType="Interface", SubnetIds=[subnet]
    )["VpcEndpoint"]
    url = f"endpoints?vpc={vpc}"
    assert set(world.aws.ask(url)) == {"kms"}
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    assert world.aws.ask(url) == {}
    ec2.delete_subnet(SubnetId=subnet)
