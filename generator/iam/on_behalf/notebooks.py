"""Notebook instances: what creating, starting, updating and deleting one asks of its caller, and of its own role.

`Given` holds the request of an update, whose other parameters are the notebook's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.iam.keys import GRANT_FOR_AWS_RESOURCE
from generator.iam.on_behalf.passing import passes
from generator.iam.on_behalf.row import Row, Source

REFERENCE = Source("SageMaker AI Developer Guide, API permissions: actions, permissions, and resources reference", "D")
EXECUTION = Source("SageMaker AI Developer Guide, How to use SageMaker AI execution roles", "D")
_EC2 = "arn:{partition}:ec2:{region}:{account}"
PLACED = (f"{_EC2}:subnet/{{SubnetId}}", f"{_EC2}:security-group/{{SecurityGroupIds}}", f"{_EC2}:network-interface/*")
SEEN = ("DescribeNetworkInterfaces", "DescribeSecurityGroups", "DescribeSubnets", "DescribeVpcs")
_CREATE, _START, _UPDATE, _DELETE = (
    f"sagemaker:{verb}NotebookInstance" for verb in ("Create", "Start", "Update", "Delete")
)


def _asked(operation: str, belief: str, sees: tuple[str, ...]) -> Iterator[Row]:
    """What creation asks for with a subnet and with a key; its page names one Describe call less than a start's."""
    for resource in PLACED:
        yield Row(
            operation,
            "ec2:CreateNetworkInterface",
            resource,
            REFERENCE,
            when=("SubnetId",),
            through="sagemaker",
            belief=belief,
        )
    for name in sees:
        yield Row(operation, f"ec2:{name}", "*", REFERENCE, when=("SubnetId",), through="sagemaker", belief=belief)
    for action, keys in (("kms:DescribeKey", {}), ("kms:CreateGrant", {GRANT_FOR_AWS_RESOURCE: "true"})):
        yield Row(operation, action, "{key KmsKeyId}", REFERENCE, keys=keys, through="sagemaker", belief=belief)


def _deleting() -> Iterator[Row]:
    interface = f"{_EC2}:network-interface/{{NetworkInterfaceId}}"
    yield Row(_DELETE, "ec2:DeleteNetworkInterface", interface, REFERENCE, when=("SubnetId",), through="sagemaker")
    yield Row(_DELETE, "kms:DescribeKey", "{key KmsKeyId}", REFERENCE, through="sagemaker")


def _by_role() -> Iterator[Row]:
    """The interface is made by the notebook's own role, whenever it starts; where it may not, the notebook fails."""
    for operation in (_CREATE, _START):
        for resource in PLACED:
            yield Row(operation, "ec2:CreateNetworkInterface", resource, EXECUTION, when=("SubnetId",), by="RoleArn")
        yield Row(
            operation,
            "ec2:CreateNetworkInterfacePermission",
            f"{_EC2}:network-interface/*",
            EXECUTION,
            when=("SubnetId",),
            by="RoleArn",
        )


ROWS = (
    *_asked(_CREATE, "", SEEN[1:]),
    passes(_START, "RoleArn", "sagemaker", REFERENCE, "start-as-create"),
    *_asked(_START, "start-as-create", SEEN),
    passes(_UPDATE, "Given.RoleArn", "sagemaker", REFERENCE),
    passes(_UPDATE, "RoleArn", "sagemaker", REFERENCE, "start-as-create"),
    *_asked(_UPDATE, "start-as-create", SEEN),
    *_deleting(),
    *_by_role(),
)
