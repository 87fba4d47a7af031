"""Values for the parameters of a template that nobody has seen: what exists, by type and by name."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from embedded_aws.cloudformation.providers import PROVIDERS
from embedded_aws.embedded import ACCOUNT, REGION, Embedded
from generator.cloudformation.template.parameter import Parameter

SERVICES = tuple(
    f"{name}.amazonaws.com" for name in ("cloudtrail", "ec2", "events", "lambda", "s3", "sagemaker", "servicecatalog")
)
"""Who may assume the role that there is."""
KEY_PAIR, IMAGE, PROFILE = "my-key", "ami-0abcdef1234567890", "ready-profile"
WHOLE = re.compile(r"\$\{(\w+)\}")
"""A text of `Fn::Sub` that is one parameter and nothing else."""
ZONES = (f"{REGION}a", f"{REGION}b", f"{REGION}c")


@dataclass(frozen=True)
class World:
    """What a template may refer to."""

    bucket: str
    vpc: str
    subnets: tuple[str, ...]
    group: str
    cmk: str
    routes: str
    portfolio: str
    endpoint: str


def populate(aws: Embedded) -> World:
    """Make a VPC with subnets, a security group and routes, a bucket, a role, a policy, a key and a key pair."""
    ec2, bucket = aws.client("ec2"), "my-bucket"
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = tuple(
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{200 + number}.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
        for number, zone in enumerate(ZONES)
    )
    group = ec2.create_security_group(GroupName="mine", Description="mine", VpcId=vpc)["GroupId"]
    aws.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": [*SERVICES]}}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    ec2.create_key_pair(KeyName=KEY_PAIR, KeyType="ed25519")
    iam = aws.client("iam")
    iam.create_user(UserName="ready-user")
    iam.create_role(RoleName="ready-role", AssumeRolePolicyDocument=document)
    iam.attach_role_policy(RoleName="ready-role", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.create_instance_profile(InstanceProfileName=PROFILE)
    iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName="ready-role")
    allowed = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.create_policy(PolicyName="ready-policy", PolicyDocument=document)
    anyone = {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [anyone]})
    cmk = aws.client("kms").create_key(Policy=document)["KeyMetadata"]["Arn"]
    routes = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    made = aws.client("servicecatalog").create_portfolio(
        DisplayName="ready", ProviderName="ready", IdempotencyToken="ready"
    )
    portfolio = made["PortfolioDetail"]["Id"]
    return World(bucket, vpc, subnets, group, cmk, routes, portfolio, aws.endpoint)


def fill(aws: Embedded, world: World, template: Mapping[str, Any]) -> dict[str, str]:
    """A value for each parameter that has no default, and for those whose default nobody here can have."""
    section, naming = template.get("Parameters") or {}, set(_naming(template["Resources"]))
    values, turns, used = {}, Counter[str](), list(_used(template["Resources"], ""))
    for name, declared in section.items():
        if isinstance(declared, dict):
            kind = str(declared.get("Type"))
            places = tuple(place for parameter, place in used if parameter == name)
            value = _value(aws, world, name, declared, (turns[kind], places))
            turns[kind] += 1
            if value is not None:
                values[name] = _new_name(name) if name in naming and kind == "String" else value
    return values


def _naming(resources: Mapping[str, Any]) -> Iterator[str]:
    """The parameters that name something that the template makes."""
    for resource in resources.values():
        provider = PROVIDERS.get(str(resource.get("Type"))) if isinstance(resource, dict) else None
        named_by = (provider.named_by or "") if provider is not None else ""
        if named_by.endswith("Name") and isinstance(resource.get("Properties"), dict):
            match resource["Properties"].get(named_by):
                case {"Ref": str() as name}:
                    yield name
                case {"Fn::Sub": str() as text} | {"Sub": str() as text} if found := WHOLE.fullmatch(text):
                    yield found[1]


def _used(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Each parameter that is the value of a property, and the property's name."""
    match value:
        case {"Ref": str() as name}:
            yield name, place
        case dict():
            for inner, content in value.items():
                yield from _used(content, str(inner))
        case list():
            for content in value:
                yield from _used(content, place)


def _new_name(parameter: str) -> str:
    return f"new-{parameter.lower()}"


def _value(
    aws: Embedded, world: World, name: str, declared: Mapping[str, Any], where: tuple[int, tuple[str, ...]]
) -> str | None:
    try:
        parameter = Parameter.declared(name, declared)
    except TypeError:
        return None
    kind = parameter.stored.item_type if parameter.stored else parameter.item_type
    existing = _existing(world, kind)
    turn, uses = where
    existing = existing[turn % len(existing) :] + existing[: turn % len(existing)] if existing else ()
    if parameter.stored is not None or parameter.type == "AWS::SSM::Parameter::Name":
        if parameter.default is not None:
            return None
        stored = f"/public/{name}"
        text = existing[0] if existing else "value"
        aws.client("ssm").put_parameter(Name=stored, Type="String", Value=text)
        return stored
    if existing:
        return ",".join(existing[:2]) if parameter.is_list else existing[0]
    if parameter.default is not None and parameter.accepts(parameter.default):
        return None
    if parameter.allowed:
        return parameter.allowed[0]
    return next((text for text in _texts(world, parameter, uses) if parameter.accepts(text)), "value")


def _existing(world: World, kind: str) -> tuple[str, ...]:
    return {
        "AWS::EC2::VPC::Id": (world.vpc,),
        "AWS::EC2::Subnet::Id": world.subnets,
        "AWS::EC2::SecurityGroup::Id": (world.group,),
        "AWS::EC2::SecurityGroup::GroupName": ("mine",),
        "AWS::EC2::AvailabilityZone::Name": ZONES,
        "AWS::EC2::KeyPair::KeyName": (KEY_PAIR,),
        "AWS::EC2::Image::Id": (IMAGE,),
    }.get(kind, ())


ADDRESSED = re.compile("e?mail|operator", re.IGNORECASE)
"""Parameters that are addresses, whatever the property is called that they are for."""
BY_NAME = (
    (r"instance.?profile", (PROFILE,)),
    (r"^instance.?type|machine.?type", ("t3.micro", "ml.t3.medium")),
    (r"bucket", ("{bucket}",)),
    (r"cidr|ip(range|address)|sshlocation|range$", ("10.0.0.0/16", "10.0.0.0/24", "10.0.0.5")),
    (r"peering.?connection", ("pcx-0123456789abcdef0",)),
    (r"route.?table", ("{routes}",)),
    (r"subnet", ("{subnets}",)),
    (r"security.?group|sg(id)?$", ("{group}",)),
    (r"vpc", ("{vpc}",)),
    (r"policy", ("ready-policy",)),
    (r"role(?!.*name)(?!s$)", ("arn:aws:iam::{account}:role/ready-role", "ready-role")),
    (r"roles$|role.*name", ("ready-role",)),
    (r"user(?!.*arn)", ("ready-user",)),
    (r"(user|principal).*arn", ("arn:aws:iam::{account}:user/ready-user",)),
    (r"kms|cmk", ("{cmk}", "{cmk_id}")),
    (r"(topic|sns).*arn|sns", ("arn:aws:sns:{region}:{account}:mine",)),
    (
        r"arn$",
        ("arn:aws:iam::{account}:role/ready-role", "arn:aws:s3:::{bucket}", "arn:aws:sns:{region}:{account}:mine"),
    ),
    (r"account", ("{account}", "111122223333")),
    (r"orgid|organi[sz]ation", ("o-a1b2c3d4e5",)),
    (r"ami|image", ("ami-0abcdef1234567890",)),
    (r"keyname|keypair", ("{key}",)),
    (r"zoneid|hostedzone", ("Z0123456789ABCDEFGHIJ", "example.com.")),
    (r"domain|hostname|dns|fqdn", ("www.example.com", "example.com", "example.com.")),
    (r"url$", ("{endpoint}/public-templates/",)),
    (r"uri$|endpoint", ("https://www.example.com/one", "s3://{bucket}/one")),
    (r"region", ("{region}",)),
    (r"password|secret|token", ("Abcdefgh1234!", "Abcdefgh1234")),
    (r"zone", (ZONES[0],)),
    (r"portfolio.*id", ("{portfolio}",)),
    (r"port(?!folio)", ("8080",)),
    (r"cron|schedule", ("cron(0 2 * * ? *)", "rate(1 day)")),
    (r"date|time", ("2026-01-01T00:00:00Z",)),
)
"""Values by the name of a parameter, the likeliest first."""
ANY = (
    "value",
    "Value123",
    "value-one",
    "example",
    "abcd",
    "ab",
    "1",
    "10",
    "100",
    "true",
    "10.0.0.0/16",
    "10.0.0.0/24",
    "10.0.0.5",
    "someone@example.com",
    "www.example.com",
    "example.com.",
    "https://www.example.com/one",
    "s3://my-bucket/one",
    "arn:aws:iam::111122223333:role/ready-role",
    "111122223333",
    "Abcdefgh1234!",
    "ami-0abcdef1234567890",
    "Z0123456789ABCDEFGHIJ",
    "folder/",
    "/folder/one",
    "1.0",
    "1.0.0",
    "a" * 20,
    "a" * 40,
    "",
)


def _texts(world: World, parameter: Parameter, uses: tuple[str, ...]) -> Iterator[str]:
    """What might do, the likeliest first."""
    if parameter.item_type == "Number":
        yield from (str(number) for number in (parameter.minimum, parameter.maximum, 1, 30, 8080) if number is not None)
    places = {
        "vpc": world.vpc,
        "group": world.group,
        "bucket": world.bucket,
        "key": KEY_PAIR,
        "routes": world.routes,
        "portfolio": world.portfolio,
        "endpoint": world.endpoint,
        "cmk": world.cmk,
        "cmk_id": world.cmk.split("/")[-1],
    }
    places |= {"account": ACCOUNT, "region": REGION, "subnets": ",".join(world.subnets[:2])}
    if ADDRESSED.search(parameter.name):
        yield "someone@example.com"
    for called in (*uses, parameter.name):
        for pattern, texts in BY_NAME:
            if re.search(pattern, called, re.IGNORECASE):
                made = [text.format(**places) for text in texts]
                yield from (text if parameter.is_list else text.split(",")[0] for text in made)
    yield from ANY


__all__ = ["World", "fill", "populate"]
