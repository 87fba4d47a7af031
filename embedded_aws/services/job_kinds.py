"""The four kinds of SageMaker jobs: what their requests and answers are called, and where in them things stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class JobKind:
    """One kind; the members are paths in its request, such as `InputDataConfig[].DataSource.S3DataSource.S3Uri`."""

    noun: str
    """As in `CreateTrainingJob`, `TrainingJobName`, `TrainingJobArn`, `TrainingJobStatus`."""
    arn: str
    log_group: str = ""
    role: str = "RoleArn"
    images: str = ""
    inputs: tuple[str, ...] = ()
    subnets: str = "VpcConfig.Subnets"
    output_key: str = ""
    instance: str = ""
    volume_key: str = ""
    began: str = ""
    """The member of the answer that says when it began; the one for its end ends in `EndTime`."""

    @property
    def name(self) -> str:
        """The member with its name."""
        return f"{self.noun}Name"


TRAINING = JobKind(
    "TrainingJob",
    "training-job",
    "/aws/sagemaker/TrainingJobs",
    images="AlgorithmSpecification.TrainingImage",
    inputs=("InputDataConfig[].DataSource.S3DataSource.S3Uri",),
    output_key="OutputDataConfig.KmsKeyId",
    instance="ResourceConfig.InstanceType",
    volume_key="ResourceConfig.VolumeKmsKeyId",
    began="Training",
)
PROCESSING = JobKind(
    "ProcessingJob",
    "processing-job",
    "/aws/sagemaker/ProcessingJobs",
    images="AppSpecification.ImageUri",
    inputs=("ProcessingInputs[].S3Input.S3Uri",),
    subnets="NetworkConfig.VpcConfig.Subnets",
    output_key="ProcessingOutputConfig.KmsKeyId",
    instance="ProcessingResources.ClusterConfig.InstanceType",
    volume_key="ProcessingResources.ClusterConfig.VolumeKmsKeyId",
    began="Processing",
)
TRANSFORM = JobKind(
    "TransformJob",
    "transform-job",
    "/aws/sagemaker/TransformJobs",
    role="ExecutionRoleArn",
    images="Image",
    inputs=("TransformInput.DataSource.S3DataSource.S3Uri",),
    output_key="TransformOutput.KmsKeyId",
    instance="TransformResources.InstanceType",
    volume_key="TransformResources.VolumeKmsKeyId",
    began="Transform",
)
TUNING = JobKind("HyperParameterTuningJob", "hyper-parameter-tuning-job", role="TrainingJobDefinition.RoleArn")
KINDS: Mapping[str, JobKind] = {kind.noun: kind for kind in (TRAINING, PROCESSING, TRANSFORM, TUNING)}
LOCAL_DISKS = ("ml.g4dn.", "ml.g5.", "ml.g6.", "ml.g6e.", "ml.p4d.", "ml.p4de.", "ml.p5.", "ml.p5e.", "ml.trn1.")
"""Instance families with local disks, which take no volume key (CreateTrainingJob, ResourceConfig)."""
