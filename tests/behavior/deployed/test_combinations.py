"""Every combination of options deploys, publishes its contract, and goes again, leaving nothing but its data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import count

import pytest

from embedded_aws import ACCOUNT, REGION, embedded
from generator.model import Digest, Release, Target, Version
from generator.planning import Deployment
from generator.planning.role_templates import SUPPORTING, plan_role_templates
from generator.synth.serialize import render_yaml
from tests.behavior.deployed.agreement import find_disagreements, stacks_of
from tests.behavior.deployed.site import Site, statement
from tests.behavior.environment.combinations import Row, answers_of, covering, name_of, rendered
from tests.products.environment.conftest import BASE

pytestmark = pytest.mark.slow

NUMBERS = count(1)
LOG_BUCKET = "central-logs"
ARTIFACTS = f"ds-artifacts-111122223333-{REGION}"


@pytest.fixture(scope="module")
def bare() -> Iterator[Site]:
    """An embedded AWS with the detective's code, and nothing else."""
    with embedded() as aws:
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=ARTIFACTS, CreateBucketConfiguration={"LocationConstraint": REGION})
        for asset in rendered().assets:
            s3.put_object(Bucket=ARTIFACTS, Key=asset.path.removeprefix("dist/"), Body=asset.content)
        anything = statement(Effect="Allow", Action="*", Resource="*")
        aws.client("iam").create_policy(PolicyName="Boundary", Path="/organization/", PolicyDocument=anything)
        yield Site(aws)


@pytest.fixture(scope="module")
def given(bare: Site) -> Mapping[str, str]:
    """A network that somebody else made, under the names that the answers use."""
    ec2 = bare.aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"]
        for index, zone in enumerate("abc")
    ]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    people, applications = (
        ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        for name in ("people", "applications")
    )
    services = ("sagemaker.api", "sagemaker.runtime", "notebook")
    endpoints = [ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3", RouteTableIds=[table])]
    for service in services:
        prefix = "aws.sagemaker" if service == "notebook" else "com.amazonaws"
        endpoints.append(
            ec2.create_vpc_endpoint(
                VpcId=vpc,
                VpcEndpointType="Interface",
                ServiceName=f"{prefix}.{REGION}.{service}",
                SubnetIds=[subnets[0]["SubnetId"]],
            )
        )
    return {
        "ExistingVpc": vpc,
        "ExistingSubnets": ",".join(subnet["SubnetId"] for subnet in subnets),
        "ExistingRouteTables": table,
        "ExistingEndpoints": ",".join(endpoint["VpcEndpoint"]["VpcEndpointId"] for endpoint in endpoints),
        "AccessGroup": people,
        "ApplicationGroup": applications,
        **{f"{name}KeyArn": make_key(bare) for name in ("Data", "Notebook", "Logs")},
        "LogBucket": make_log_bucket(bare),
    }


@pytest.mark.parametrize("row", covering()[0], ids=name_of)
def test_a_combination_deploys_and_goes_again(bare: Site, given: Mapping[str, str], row: Row) -> None:
    project = f"co{next(NUMBERS)}"
    asked = answers_of(row)
    answers = {**asked, **{name: given[name] for name in given if asked.get(name)}, "Project": project}
    if answers.get("Roles") == "given":
        make_roles(bare, project, answers)
    bare.make_callers(answers)
    before = existing(bare)
    bare.deploy(f"{project}-dev", answers, bare.body("environment", rendered().text))
    published = bare.values(f"{project}-dev")
    assert published["prefix"] == f"ds-{project}-dev"
    assert all(published.values())
    (stack,) = [stack for stack in stacks_of(bare.aws) if stack.name == f"ds-{project}-dev"]
    assert find_disagreements(bare.aws, stack) == []
    bare.destroy(f"{project}-dev")
    assert existing(bare) == before
    logs = bare.aws.client("logs")
    for group in logs.describe_log_groups(logGroupNamePrefix="/aws/sagemaker/")["logGroups"]:
        logs.delete_log_group(logGroupName=group["logGroupName"])


def make_key(site: Site) -> str:
    """A key of the organization's, which the services that write logs may use."""
    services = (f"logs.{REGION}", "cloudtrail", "cloudwatch", "events")
    principals = ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, {"Service": [f"{name}.amazonaws.com" for name in services]})
    rows = [{"Effect": "Allow", "Principal": one, "Action": "kms:*", "Resource": "*"} for one in principals]
    policy = json.dumps({"Version": "2012-10-17", "Statement": rows})
    return str(site.aws.client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"])


def make_log_bucket(site: Site) -> str:
    """A central bucket into which trails and access logs are written."""
    s3, everything = site.aws.client("s3"), [f"arn:aws:s3:::{LOG_BUCKET}", f"arn:aws:s3:::{LOG_BUCKET}/*"]
    s3.create_bucket(Bucket=LOG_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    writers = {"Service": ["cloudtrail.amazonaws.com", "logging.s3.amazonaws.com"]}
    actions = ["s3:GetBucketAcl", "s3:PutObject"]
    row = {"Effect": "Allow", "Principal": writers, "Action": actions, "Resource": everything}
    s3.put_bucket_policy(Bucket=LOG_BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [row]}))
    return LOG_BUCKET


def make_roles(site: Site, project: str, answers: Mapping[str, str]) -> None:
    """The roles that come before an environment which makes none."""
    release = Release("environment", Version(2, 0, 0), Digest.of(rendered().text), "", ())
    planned = Deployment(f"ds-{project}-dev", Target("dev", ACCOUNT, REGION), release, answers, {}, BASE)
    template = plan_role_templates(rendered().document, planned, "aws")[SUPPORTING]
    site.stacks.create_stack(
        StackName=f"{project}-roles", TemplateBody=render_yaml(template), Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    site.ended(f"{project}-roles", "CREATE_COMPLETE")


def existing(site: Site) -> set[str]:
    """What is there of everything that goes with a stack."""
    ec2, iam, ssm = (site.aws.client(name) for name in ("ec2", "iam", "ssm"))
    pages = ssm.get_paginator("describe_parameters").paginate()
    return {
        *(vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]),
        *(subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]),
        *(group["GroupId"] for group in ec2.describe_security_groups()["SecurityGroups"]),
        *(table["RouteTableId"] for table in ec2.describe_route_tables()["RouteTables"]),
        *(one["VpcEndpointId"] for one in ec2.describe_vpc_endpoints()["VpcEndpoints"] if one["State"] != "deleted"),
        *(role["RoleName"] for role in iam.list_roles()["Roles"]),
        *(policy["Arn"] for policy in iam.list_policies(Scope="Local")["Policies"]),
        *(row["Name"] for page in pages for row in page["Parameters"] if row["Name"].startswith("/ds/")),
        *(trail["TrailARN"] for trail in site.aws.client("cloudtrail").describe_trails()["trailList"]),
        *(one["FunctionName"] for one in site.aws.client("lambda").list_functions()["Functions"]),
    }
