"""What a scientist needs to start a notebook, and from where she looks at what its code wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.behavior.permissions.cases.case import EC2, FOREIGN_KEY, SM, Case, pair
from tests.behavior.permissions.environment import ABSENT, ACCOUNT

LOGS = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group"
STREAM = f"{LOGS}:/aws/sagemaker/NotebookInstances:log-stream:ds-churn-dev-mine/jupyter.log"
LOOKS = {
    "logs:GetLogEvents": STREAM,
    "logs:DescribeLogStreams": f"{LOGS}:/aws/sagemaker/NotebookInstances",
    "cloudwatch:GetMetricData": "*",
    "cloudwatch:GetMetricStatistics": "*",
    "cloudwatch:ListMetrics": "*",
    **{
        f"sagemaker:List{kind}": "*"
        for kind in ("Endpoints", "Models", "ProcessingJobs", "TrainingJobs", "TransformJobs")
    },
}


def people() -> Iterator[Case]:
    """Starting, and looking."""
    yield from _starting()
    for action, resource in LOOKS.items():
        yield from _looking(action, resource)
    yield from pair(
        "a scientist reads the log of her environment's notebooks",
        "data-scientist",
        "logs:GetLogEvents",
        STREAM,
        {},
        {
            "another environment's": {"resource": STREAM.replace("ds-churn-dev", "ds-fraud-dev")},
            "the trail's": {"resource": f"{LOGS}:trail:log-stream:j"},
            "by a search of the whole group": {"action": "logs:FilterLogEvents"},
        },
    )
    yield from pair(
        "a scientist lists the log's streams",
        "data-scientist",
        "logs:DescribeLogStreams",
        f"{LOGS}:/aws/sagemaker/NotebookInstances",
        {},
        {"those of other logs": {"resource": f"{LOGS}:/ds/churn-dev/flow-logs"}},
    )
    yield from pair(
        "a scientist lists the log groups",
        "data-scientist",
        "logs:DescribeLogGroups",
        f"{LOGS}:*",
        {},
        {"another region's": {"resource": f"{LOGS}:*".replace("eu-west-1", "us-east-1")}},
    )


def _starting() -> Iterator[Case]:
    foreign = {"in another VPC": {"ec2:Vpc": f"{EC2}:vpc/vpc-foreign"}, "in no VPC": {"ec2:Vpc": ABSENT}}
    for place in ("subnet/subnet-firstsubnet", "security-group/sg-workloadgroup"):
        yield from pair(
            f"a scientist's start places an interface on {place.split('/')[0]}",
            "data-scientist",
            "ec2:CreateNetworkInterface",
            f"{EC2}:{place}",
            {"ec2:Vpc": "$Vpc"},
            foreign,
        )
    interface = f"{EC2}:network-interface/eni-1"
    yield from pair(
        "a scientist's start makes an interface",
        "data-scientist",
        "ec2:CreateNetworkInterface",
        interface,
        {},
        {
            "removing one": {"action": "ec2:DeleteNetworkInterface"},
            "lending one": {"action": "ec2:CreateNetworkInterfacePermission"},
        },
    )
    for noun in ("NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs"):
        yield Case(f"a scientist's start reads {noun}", "data-scientist", f"ec2:Describe{noun}", "*", {}, True)
    via = {"kms:ViaService": "sagemaker.eu-west-1.amazonaws.com"}
    yield from pair(
        "a scientist's start looks at the notebooks' key",
        "data-scientist",
        "kms:DescribeKey",
        "$NotebookKey",
        via,
        {
            "for herself": {"kms:ViaService": ABSENT},
            "through another service": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"},
            "another key": {"resource": FOREIGN_KEY},
            "decrypting with it": {"action": "kms:Decrypt"},
        },
    )
    yield from pair(
        "a scientist's start lends the notebooks' key to SageMaker",
        "data-scientist",
        "kms:CreateGrant",
        "$NotebookKey",
        {**via, "kms:GrantIsForAWSResource": "true"},
        {
            "to anybody": {"kms:GrantIsForAWSResource": "false"},
            "the key of the data": {"resource": "$DataKey"},
        },
    )


def _looking(action: str, resource: str) -> Iterator[Case]:
    """The rule by which notebooks open holds for reading what their code wrote."""
    yield from pair(
        f"where notebooks open in our network only, a scientist calls {action} there",
        "data-scientist",
        action,
        resource,
        {"aws:SourceVpc": "$VpcId", "aws:SourceVpce": "vpce-logs"},
        {
            "from the internet": {"aws:SourceVpc": ABSENT, "aws:SourceVpce": ABSENT, "aws:SourceIp": "203.0.113.7"},
            "from another network": {"aws:SourceVpc": "vpc-foreign"},
        },
        {"Presign": "endpoint"},
    )
    blocks = {"Presign": "cidr", "PresignCidr": "203.0.113.0/24,10.2.0.0/16"}
    nowhere: dict[str, Mapping[str, Any]] = {
        "from other addresses": {"aws:SourceIp": "198.51.100.7"},
        "from nowhere": {"aws:SourceIp": ABSENT},
    }
    yield from pair(
        f"where notebooks open from our addresses only, a scientist calls {action} from there",
        "data-scientist",
        action,
        resource,
        {"aws:SourceVpce": ABSENT, "aws:SourceIp": "203.0.113.7"},
        nowhere,
        blocks,
    )
    yield from pair(
        f"where notebooks open from our addresses only, a scientist calls {action} from a private one",
        "data-scientist",
        action,
        resource,
        {"aws:SourceVpce": "vpce-logs", "aws:SourceVpc": "$VpcId", "aws:VpcSourceIp": "10.2.1.7"},
        {
            "another private one": {"aws:VpcSourceIp": "10.9.1.7"},
            "the same in another network": {"aws:SourceVpc": "vpc-foreign"},
        },
        blocks,
    )
    if not action.startswith("sagemaker:"):
        return
    yield Case(f"elsewhere she calls {action} from anywhere", "data-scientist", action, resource, {}, True)


def made_with_a_role() -> Iterator[str]:
    """Every SageMaker operation that takes a role: what the right to pass one could be used for."""
    from botocore.session import Session

    model = Session().get_service_model("sagemaker")
    for name in model.operation_names:
        if _takes_a_role(model.operation_model(name).input_shape, set()):
            yield f"sagemaker:{name}"


def _takes_a_role(shape: Any, seen: set[str]) -> bool:
    if shape is None or shape.name in seen:
        return False
    seen.add(shape.name)
    match shape.type_name:
        case "structure":
            members = shape.members.items()
            return any(name.endswith("RoleArn") or _takes_a_role(member, seen) for name, member in members)
        case "list":
            return _takes_a_role(shape.member, seen)
        case "map":
            return _takes_a_role(shape.value, seen)
    return bool(shape.name == "RoleArn")


def by_the_keys_policy() -> Iterator[Case]:
    """What the key's own policy refuses, which the role's need not repeat."""
    asked = {"kms:GrantIsForAWSResource": "true", "kms:ViaService": ABSENT}
    sentence = "a scientist never lends the notebooks' key but through SageMaker"
    yield Case(sentence, "data-scientist", "kms:CreateGrant", "$NotebookKey", asked, False)


def no_use_of_the_role() -> Iterator[Case]:
    """A scientist passes a notebook its role to start it: nothing that she may call makes anything with that role."""
    for action in made_with_a_role():
        for tags in ({}, {"aws:ResourceTag/ds:owner": "dana", "aws:RequestTag/ds:owner": "dana"}):
            for resource in ("*", f"{SM}:notebook-instance/ds-churn-dev-mine", f"{SM}:training-job/ds-churn-dev-1"):
                whose = "her own" if tags else "anybody's"
                sentence = f"a scientist never calls {action}, which takes a role, on {whose} {resource}"
                yield Case(sentence, "data-scientist", action, resource, tags, False)
