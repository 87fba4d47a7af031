"""SageMaker: NotebookInstance and its lifecycle configuration."""

from __future__ import annotations

from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import apply_settings
from embedded_aws.cloudformation.providers.tagging import set_tags
from embedded_aws.cloudformation.providers.waiting import wait_for

IN_PLACE = (
    "InstanceType RoleArn LifecycleConfigName RootAccess VolumeSizeInGB InstanceMetadataServiceConfiguration "
    "DefaultCodeRepository AdditionalCodeRepositories"
)
INSTANCE = f"{IN_PLACE} SubnetId SecurityGroupIds KmsKeyId DirectInternetAccess PlatformIdentifier Tags"
REMOVED = {
    "LifecycleConfigName": "DisassociateLifecycleConfig",
    "DefaultCodeRepository": "DisassociateDefaultCodeRepository",
    "AdditionalCodeRepositories": "DisassociateAdditionalCodeRepositories",
}
SCRIPTS = "OnCreate OnStart"
TAGS = {"Tags": set_tags("sagemaker")}


def _name(request: HandlerRequest) -> dict[str, str]:
    return {"NotebookInstanceName": request.attributes["NotebookInstanceName"]}


def create_notebook(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a notebook instance and waits until it is in service."""
    name = request.name(63, wanted.get("NotebookInstanceName"))
    made = request.client("sagemaker").create_notebook_instance(NotebookInstanceName=name, **pick(wanted, INSTANCE))
    arn = made["NotebookInstanceArn"]
    request.record(arn, NotebookInstanceArn=arn, NotebookInstanceName=name)
    _wait(request, "InService")
    request.client("sagemaker").list_tags(ResourceArn=arn)


def _wait(request: HandlerRequest, *wanted: str) -> str:
    def read() -> tuple[str, str]:
        found = request.client("sagemaker").describe_notebook_instance(**_name(request))
        return str(found["NotebookInstanceStatus"]), found.get("FailureReason", "")

    return wait_for("Notebook Instance", read, *wanted)


def _stop(request: HandlerRequest) -> bool:
    """Stops a running notebook instance; whether it ran."""
    status = _wait(request, "InService", "Stopped", "Failed")
    if status == "InService":
        request.client("sagemaker").stop_notebook_instance(**_name(request))
        _wait(request, "Stopped")
    return status == "InService"


def update_notebook(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Stops the instance, changes it and starts it again, as the registry's handler does; tags need no stop."""
    sagemaker, before, after = request.client("sagemaker"), pick(old, IN_PLACE), pick(wanted, IN_PLACE)
    if before != after:
        ran = _stop(request)
        changes = {key: value for key, value in after.items() if before.get(key) != value}
        changes |= {flag: True for key, flag in REMOVED.items() if key in before and key not in after}
        sagemaker.update_notebook_instance(**_name(request), **changes)
        _wait(request, "Stopped")
        if ran:
            sagemaker.start_notebook_instance(**_name(request))
            _wait(request, "InService")
    apply_settings(request, TAGS, old, wanted)


def delete_notebook(request: HandlerRequest, _: Properties) -> None:
    """Stops and deletes the instance; the engine takes the error of one that is not found as success."""
    _stop(request)
    request.client("sagemaker").delete_notebook_instance(**_name(request))
    _wait(request, "Deleted")


def create_configuration(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a lifecycle configuration."""
    name = request.name(63, wanted.get("NotebookInstanceLifecycleConfigName"))
    arn = request.client("sagemaker").create_notebook_instance_lifecycle_config(
        NotebookInstanceLifecycleConfigName=name, **pick(wanted, f"{SCRIPTS} Tags")
    )["NotebookInstanceLifecycleConfigArn"]
    request.record(arn, NotebookInstanceLifecycleConfigArn=arn, NotebookInstanceLifecycleConfigName=name)


def update_configuration(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the scripts and the tags."""
    scripts = pick(wanted, SCRIPTS)
    if scripts != pick(old, SCRIPTS):
        request.client("sagemaker").update_notebook_instance_lifecycle_config(
            NotebookInstanceLifecycleConfigName=request.attributes["NotebookInstanceLifecycleConfigName"],
            **{"OnCreate": [], "OnStart": [], **scripts},
        )
    apply_settings(request, TAGS, old, wanted)


def delete_configuration(request: HandlerRequest, _: Properties) -> None:
    """Deletes the lifecycle configuration; SageMaker refuses where a notebook instance uses it."""
    request.client("sagemaker").delete_notebook_instance_lifecycle_config(
        NotebookInstanceLifecycleConfigName=request.attributes["NotebookInstanceLifecycleConfigName"]
    )


PROVIDERS = (
    Provider(
        "AWS::SageMaker::NotebookInstance",
        create_notebook,
        delete_notebook,
        shape(f"NotebookInstanceName {INSTANCE}"),
        update_notebook,
        named_by="NotebookInstanceName",
        attributes="NotebookInstanceArn NotebookInstanceName",
    ),
    Provider(
        "AWS::SageMaker::NotebookInstanceLifecycleConfig",
        create_configuration,
        delete_configuration,
        shape("NotebookInstanceLifecycleConfigName Tags", OnCreate=shape("Content"), OnStart=shape("Content")),
        update_configuration,
        named_by="NotebookInstanceLifecycleConfigName",
        attributes="NotebookInstanceLifecycleConfigArn NotebookInstanceLifecycleConfigName",
    ),
)
