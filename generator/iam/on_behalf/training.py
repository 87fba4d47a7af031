"""Jobs: the grant on their volumes' key, and what the role that they run as must be allowed.

The reference asks the caller for the grant only where the job's role may not make it itself. The roles' lists are those
of "How to use SageMaker AI execution roles", in the section of each operation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.iam.keys import GRANT_FOR_AWS_RESOURCE
from generator.iam.on_behalf.notebooks import EXECUTION, REFERENCE
from generator.iam.on_behalf.row import Row, Source

LISTS = Source(
    "aws/amazon-sagemaker-examples#2489 (CreateTrainingJob) and #2270 (CreateTransformJob): the creation lists the "
    "input with the role, and names s3:ListBucket where it may not",
    "E",
)
_EC2 = "arn:{partition}:ec2:{region}:{account}"
_LENT = (
    "CreateNetworkInterfacePermission",
    "DeleteNetworkInterface",
    "DeleteNetworkInterfacePermission",
)
_SEEN = (
    "DescribeDhcpOptions",
    "DescribeNetworkInterfaces",
    "DescribeSecurityGroups",
    "DescribeSubnets",
    "DescribeVpcs",
)


@dataclass(frozen=True)
class Job:
    """Where one operation names what its job works with: paths of its parameters."""

    operation: str
    volume_key: str
    role: str
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    output_key: str = ""
    images: tuple[str, ...] = ()
    network: str = ""


_TUNED = "TrainingJobDefinition."
JOBS = (
    Job(
        "CreateTrainingJob",
        "ResourceConfig.VolumeKmsKeyId",
        "RoleArn",
        ("InputDataConfig[].DataSource.S3DataSource.S3Uri",),
        ("OutputDataConfig.S3OutputPath",),
        "OutputDataConfig.KmsKeyId",
        ("AlgorithmSpecification.TrainingImage",),
        "VpcConfig",
    ),
    Job(
        "CreateProcessingJob",
        "ProcessingResources.ClusterConfig.VolumeKmsKeyId",
        "RoleArn",
        ("ProcessingInputs[].S3Input.S3Uri",),
        ("ProcessingOutputConfig.Outputs[].S3Output.S3Uri",),
        "ProcessingOutputConfig.KmsKeyId",
        ("AppSpecification.ImageUri",),
        "NetworkConfig.VpcConfig",
    ),
    Job(
        "CreateHyperParameterTuningJob",
        f"{_TUNED}ResourceConfig.VolumeKmsKeyId",
        f"{_TUNED}RoleArn",
        (f"{_TUNED}InputDataConfig[].DataSource.S3DataSource.S3Uri",),
        (f"{_TUNED}OutputDataConfig.S3OutputPath",),
        f"{_TUNED}OutputDataConfig.KmsKeyId",
        (f"{_TUNED}AlgorithmSpecification.TrainingImage",),
        f"{_TUNED}VpcConfig",
    ),
    Job(
        "CreateTransformJob",
        "TransformResources.VolumeKmsKeyId",
        "Model.ExecutionRoleArn",
        ("TransformInput.DataSource.S3DataSource.S3Uri",),
        ("TransformOutput.S3OutputPath",),
        "TransformOutput.KmsKeyId",
        ("Model.PrimaryContainer.Image",),
        "Model.VpcConfig",
    ),
)
"""`Model` is the model that a transform job names, as DescribeModel shows it."""


def _rows(job: Job) -> Iterator[Row]:
    operation = f"sagemaker:{job.operation}"
    yield Row(
        operation,
        "kms:CreateGrant",
        f"{{key {job.volume_key}}}",
        REFERENCE,
        keys={GRANT_FOR_AWS_RESOURCE: "true"},
        through="sagemaker",
        instead=job.role,
    )
    yield from _data(job, operation)
    yield from _surroundings(job, operation)


def _data(job: Job, operation: str) -> Iterator[Row]:
    from_vpc = bool(job.network)
    for path in job.inputs:
        bucket, objects = f"{{bucket {path}}}", f"{{object {path}}}"
        yield Row(operation, "s3:ListBucket", bucket, LISTS, by=job.role, from_vpc=from_vpc, at_once=True)
        yield Row(operation, "s3:ListBucket", bucket, LISTS, by=job.role, at_once=True, belief="roles-from-outside")
        yield Row(operation, "s3:GetObject", objects, EXECUTION, by=job.role, from_vpc=from_vpc)
    for path in job.outputs:
        yield Row(operation, "s3:PutObject", f"{{object {path}}}", EXECUTION, by=job.role, from_vpc=from_vpc)
    if job.output_key:
        through: Mapping[str, str] = {"kms:ViaService": "s3.{region}.{suffix}"}
        key = f"{{key {job.output_key}}}"
        yield Row(operation, "kms:GenerateDataKey", key, EXECUTION, keys=through, by=job.role)


def _surroundings(job: Job, operation: str) -> Iterator[Row]:
    for path in job.images:
        for name in ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"):
            yield Row(operation, f"ecr:{name}", f"{{image {path}}}", EXECUTION, by=job.role)
    subnets, groups = (f"{job.network}.{name}" for name in ("Subnets", "SecurityGroupIds"))
    for resource in (f"subnet/{{{subnets}}}", f"security-group/{{{groups}}}", "network-interface/*"):
        action = "ec2:CreateNetworkInterface"
        yield Row(operation, action, f"{_EC2}:{resource}", EXECUTION, when=(subnets,), by=job.role)
    for name in _LENT:
        yield Row(operation, f"ec2:{name}", f"{_EC2}:network-interface/*", EXECUTION, when=(subnets,), by=job.role)
    for name in _SEEN:
        yield Row(operation, f"ec2:{name}", "*", EXECUTION, when=(subnets,), by=job.role)


ROWS = tuple(row for job in JOBS for row in _rows(job))
