"""Machines of jobs: which have local disks, and what is refused for the sake of a machine."""

from __future__ import annotations

from typing import Any

from awacs.aws import Statement

from generator.iam import keys
from generator.iam.conditions import absent, for_any_value, string_not_like
from generator.iam.statements import deny

LOCAL_DISKS = (
    "ml.g4dn.*",
    "ml.g5.*",
    "ml.g6.*",
    "ml.g6e.*",
    "ml.g7.*",
    "ml.g7e.*",
    "ml.p3dn.*",
    "ml.p4d*.*",
    "ml.p5*.*",
    "ml.p6-b*.*",
    "ml.r5d.*",
    "ml.trn*.*",
)
"""Machines of jobs with local NVMe disks, which a hardware module encrypts: "You can't request a VolumeKmsKeyId when
using an instance type with local storage" (SageMaker API Reference, ResourceConfig, ProcessingClusterConfig and
TransformResources). The families are those of SageMaker's job types of which EC2's DescribeInstanceTypes says that
NVMe storage is there and encrypted; a test compares them."""

LOCAL_DISK_ACTIONS = (
    "sagemaker:CreateHyperParameterTuningJob",
    "sagemaker:CreateProcessingJob",
    "sagemaker:CreateTrainingJob",
    "sagemaker:CreateTransformJob",
)
"""What runs on local disks without a volume key. A notebook's volume is always EBS, and an endpoint takes a key on any
machine (API Reference, CreateNotebookInstance and CreateEndpointConfig, KmsKeyId)."""


def machine_guard(patterns: Any) -> list[Statement]:
    """Whatever else is allowed: no job on a machine that fits none of the patterns, or that is left unsaid."""
    foreign = for_any_value(string_not_like(keys.INSTANCE_TYPES, patterns))
    return [
        deny("DenyOtherMachines", LOCAL_DISK_ACTIONS, "*", foreign),
        deny("DenyUnstatedMachines", LOCAL_DISK_ACTIONS, "*", absent(keys.INSTANCE_TYPES)),
    ]


def disk_guard() -> list[Statement]:
    """Where a machine takes no volume key is known by its type alone, so one of the two must be said."""
    keyless = absent(keys.VOLUME_KEY), absent(keys.VOLUME_KEY_ARN)
    off_disks = for_any_value(string_not_like(keys.INSTANCE_TYPES, *LOCAL_DISKS))
    return [
        deny("DenyWithoutKeyOffLocalDisks", LOCAL_DISK_ACTIONS, "*", *keyless, off_disks),
        deny("DenyWithoutKeyAndMachine", LOCAL_DISK_ACTIONS, "*", *keyless, absent(keys.INSTANCE_TYPES)),
    ]
