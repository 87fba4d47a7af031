"""Descriptions of notebooks and jobs → facts: one reader for each kind, over the answers of its Describe call.

Members: SageMaker API Reference, the Describe actions.
"""

from __future__ import annotations

from .facts import Facts, KeyUse, Network, Switch
from .machines import volume_of
from .members import Description, inside, network_of


def read_notebook(notebook: Description) -> Facts:
    """DescribeNotebookInstance."""
    subnets = (notebook["SubnetId"],) if notebook.get("SubnetId") else ()
    metadata = inside(notebook, "InstanceMetadataServiceConfiguration")
    return Facts(
        "notebook",
        role=notebook.get("RoleArn", ""),
        roles=("notebook-execution",),
        network=Network(subnets, tuple(notebook.get("SecurityGroups") or ())),
        keys=(KeyUse("volume", notebook.get("KmsKeyId", ""), "notebook"),),
        switches=(
            Switch("internet-access", notebook.get("DirectInternetAccess") == "Disabled", "it reaches the internet"),
            Switch("root-access", notebook.get("RootAccess") == "Disabled", "its user is root"),
            Switch(
                "metadata-version",
                metadata.get("MinimumInstanceMetadataServiceVersion") == "2",
                "its metadata service answers version 1",
            ),
        ),
    )


def read_training(job: Description, part: str = "training job") -> Facts:
    """DescribeTrainingJob, and a definition of a tuning job, which may keep its volume key in another member."""
    resources = inside(job, "ResourceConfig") or inside(job, "HyperParameterTuningResourceConfig")
    return Facts(
        part,
        role=job.get("RoleArn", ""),
        roles=("training",),
        network=network_of(job),
        keys=(
            *volume_of(resources),
            KeyUse("output", inside(job, "OutputDataConfig").get("KmsKeyId", ""), "data"),
        ),
        switches=(_between(job),),
    )


def read_tuning(job: Description) -> tuple[Facts, ...]:
    """DescribeHyperParameterTuningJob: one definition or several."""
    definitions = [job["TrainingJobDefinition"]] if job.get("TrainingJobDefinition") else []
    definitions += job.get("TrainingJobDefinitions") or []
    return tuple(read_training(each, f"training definition {n}") for n, each in enumerate(definitions, 1))


def read_processing(job: Description) -> Facts:
    """DescribeProcessingJob."""
    network = inside(job, "NetworkConfig")
    cluster = inside(inside(job, "ProcessingResources"), "ClusterConfig")
    return Facts(
        "processing job",
        role=job.get("RoleArn", ""),
        roles=("training",),
        network=network_of(network),
        keys=(
            *volume_of(cluster),
            KeyUse("output", inside(job, "ProcessingOutputConfig").get("KmsKeyId", ""), "data"),
        ),
        switches=(_between(network),),
    )


def read_auto_ml(job: Description) -> Facts:
    """DescribeAutoMLJobV2, which also describes jobs of the first version."""
    security = inside(job, "SecurityConfig")
    return Facts(
        "AutoML job",
        role=job.get("RoleArn", ""),
        roles=("training",),
        network=network_of(security),
        keys=(
            KeyUse("volume", security.get("VolumeKmsKeyId", ""), "data"),
            KeyUse("output", inside(job, "OutputDataConfig").get("KmsKeyId", ""), "data"),
        ),
        switches=(_between(security),),
    )


def _between(owner: Description) -> Switch:
    encrypted = bool(owner.get("EnableInterContainerTrafficEncryption"))
    return Switch("encryption-between-instances", encrypted, "its instances talk to each other in the clear")
