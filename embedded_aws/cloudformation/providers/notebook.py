"""SageMaker: NotebookInstance and its lifecycle configuration."""

from __future__ import annotations

import time
from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.provider import Properties, Provider, Work, pick, shape, tag_changes

INSTANCE = (
    "InstanceType RoleArn SubnetId SecurityGroupIds KmsKeyId LifecycleConfigName DirectInternetAccess RootAccess "
    "VolumeSizeInGB PlatformIdentifier InstanceMetadataServiceConfiguration DefaultCodeRepository "
    "AdditionalCodeRepositories Tags"
)
UPDATED = (
    "InstanceType RoleArn LifecycleConfigName RootAccess VolumeSizeInGB InstanceMetadataServiceConfiguration "
    "DefaultCodeRepository AdditionalCodeRepositories"
)
REMOVED = {
    "LifecycleConfigName": "DisassociateLifecycleConfig",
    "DefaultCodeRepository": "DisassociateDefaultCodeRepository",
    "AdditionalCodeRepositories": "DisassociateAdditionalCodeRepositories",
}
PATIENCE = 60
"""Seconds until a notebook that does not come up, stop or go counts as failed."""


def create_notebook(work: Work, wanted: Properties) -> None:
    """A notebook, in service before the resource counts as made."""
    name = work.name(63, wanted.get("NotebookInstanceName"))
    given = pick(wanted, INSTANCE)
    arn = work.client("sagemaker").create_notebook_instance(NotebookInstanceName=name, **given)["NotebookInstanceArn"]
    work.made(arn, NotebookInstanceArn=arn, NotebookInstanceName=name)
    _wait(work, "InService")


def _status(work: Work) -> dict[str, Any]:
    found: dict[str, Any] = work.client("sagemaker").describe_notebook_instance(
        NotebookInstanceName=work.attributes["NotebookInstanceName"]
    )
    return found


def _wait(work: Work, *wanted: str) -> str:
    deadline = time.monotonic() + PATIENCE
    while True:
        found = _status(work)
        status = str(found["NotebookInstanceStatus"])
        if status in wanted:
            return status
        if status == "Failed" or time.monotonic() > deadline:
            raise invalid(f"Notebook Instance is {status}: {found.get('FailureReason', '')}")
        time.sleep(0.05)


def _stop(work: Work) -> bool:
    """Stops a running notebook; whether it ran."""
    status = _wait(work, "InService", "Stopped", "Failed")
    if status == "InService":
        work.client("sagemaker").stop_notebook_instance(NotebookInstanceName=work.attributes["NotebookInstanceName"])
        _wait(work, "Stopped")
    return status == "InService"


def update_notebook(work: Work, old: Properties, wanted: Properties) -> None:
    """Stopped for the change and started again, as the registry's handler does; tags without a stop."""
    sagemaker, name = work.client("sagemaker"), work.attributes["NotebookInstanceName"]
    before, after = pick(old, UPDATED), pick(wanted, UPDATED)
    if before != after:
        ran = _stop(work)
        changes = {key: value for key, value in after.items() if before.get(key) != value}
        changes |= {flag: True for key, flag in REMOVED.items() if key in before and key not in after}
        sagemaker.update_notebook_instance(NotebookInstanceName=name, **changes)
        _wait(work, "Stopped")
        if ran:
            sagemaker.start_notebook_instance(NotebookInstanceName=name)
            _wait(work, "InService")
    set_tags(work, old, wanted)


def set_tags(work: Work, old: Properties, wanted: Properties) -> None:
    """The tags of any SageMaker resource whose physical id is its ARN."""
    removed, changed = tag_changes(old.get("Tags"), wanted.get("Tags"))
    sagemaker = work.client("sagemaker")
    if removed:
        sagemaker.delete_tags(ResourceArn=work.physical_id, TagKeys=removed)
    if changed:
        tags = [{"Key": key, "Value": value} for key, value in changed.items()]
        sagemaker.add_tags(ResourceArn=work.physical_id, Tags=tags)


def delete_notebook(work: Work, _: Properties) -> None:
    """Stopped first, with its volume; it is gone when it cannot be found, which the engine takes as success."""
    _stop(work)
    work.client("sagemaker").delete_notebook_instance(NotebookInstanceName=work.attributes["NotebookInstanceName"])
    _wait(work, "Deleted")


def create_configuration(work: Work, wanted: Properties) -> None:
    """A lifecycle configuration."""
    name = work.name(63, wanted.get("NotebookInstanceLifecycleConfigName"))
    arn = work.client("sagemaker").create_notebook_instance_lifecycle_config(
        NotebookInstanceLifecycleConfigName=name, **pick(wanted, "OnCreate OnStart Tags")
    )["NotebookInstanceLifecycleConfigArn"]
    work.made(arn, NotebookInstanceLifecycleConfigArn=arn, NotebookInstanceLifecycleConfigName=name)


def update_configuration(work: Work, old: Properties, wanted: Properties) -> None:
    """Scripts and tags."""
    scripts = pick(wanted, "OnCreate OnStart")
    if scripts != pick(old, "OnCreate OnStart"):
        work.client("sagemaker").update_notebook_instance_lifecycle_config(
            NotebookInstanceLifecycleConfigName=work.attributes["NotebookInstanceLifecycleConfigName"],
            **{"OnCreate": [], "OnStart": [], **scripts},
        )
    set_tags(work, old, wanted)


def delete_configuration(work: Work, _: Properties) -> None:
    """Fails where a notebook uses it."""
    work.client("sagemaker").delete_notebook_instance_lifecycle_config(
        NotebookInstanceLifecycleConfigName=work.attributes["NotebookInstanceLifecycleConfigName"]
    )


PROVIDERS = (
    Provider(
        "AWS::SageMaker::NotebookInstance",
        create_notebook,
        delete_notebook,
        shape(f"NotebookInstanceName {INSTANCE}"),
        update_notebook,
        named_by="NotebookInstanceName",
    ),
    Provider(
        "AWS::SageMaker::NotebookInstanceLifecycleConfig",
        create_configuration,
        delete_configuration,
        shape("NotebookInstanceLifecycleConfigName Tags", OnCreate=shape("Content"), OnStart=shape("Content")),
        update_configuration,
        named_by="NotebookInstanceLifecycleConfigName",
    ),
)
