"""Lambda: Function, Permission, EventInvokeConfig."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from embedded_aws.cloudformation.providers.arguments import filled, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Settings, apply_settings, put_or_delete
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_map
from embedded_aws.cloudformation.providers.waiting import wait_for

CONFIGURATION = (
    "Role Runtime Handler Description Timeout MemorySize Environment VpcConfig DeadLetterConfig "
    "TracingConfig Layers EphemeralStorage LoggingConfig FileSystemConfigs ImageConfig"
)
PERMISSION = "FunctionName Action Principal SourceArn SourceAccount EventSourceToken FunctionUrlAuthType PrincipalOrgID"


def _configuration(wanted: Properties) -> dict[str, Any]:
    return pick(wanted, CONFIGURATION, KmsKeyArn="KMSKeyArn")


def _code(code: Properties) -> dict[str, Any]:
    """The code as the API takes it; text in a template becomes an archive with one file."""
    if "ZipFile" not in code:
        return dict(code)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        # Fixed date: the same text gives the same archive.
        packed.writestr(zipfile.ZipInfo("index.py", date_time=(1980, 1, 1, 0, 0, 0)), code["ZipFile"])
    return {"ZipFile": archive.getvalue()}


def create_function(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a function and waits until it is active, since other resources may invoke it."""
    name = request.name(64, wanted.get("FunctionName"))
    made = request.client("lambda").create_function(
        FunctionName=name,
        Code=_code(wanted["Code"]),
        **_configuration(wanted),
        **pick(wanted, "Architectures PackageType"),
        **filled(Tags=tag_map(wanted.get("Tags"))),
    )
    request.record(name, Arn=made["FunctionArn"])
    _wait(request)
    apply_settings(request, {"ReservedConcurrentExecutions": _set_concurrency}, {}, wanted)
    request.client("lambda").get_function_code_signing_config(FunctionName=name)


def _wait(request: HandlerRequest) -> None:
    def read() -> tuple[str, str]:
        found = request.client("lambda").get_function(FunctionName=request.physical_id)["Configuration"]
        status = str(found.get("State", "Active"))
        if status == "Active" and found.get("LastUpdateStatus") == "InProgress":
            return "InProgress", found.get("LastUpdateStatusReason", "")
        return status, found.get("StateReason", "")

    wait_for(f"Function {request.physical_id}", read, "Active")


_set_concurrency = put_or_delete(
    lambda request, most: request.client("lambda").put_function_concurrency(
        FunctionName=request.physical_id, ReservedConcurrentExecutions=most
    ),
    lambda request: request.client("lambda").delete_function_concurrency(FunctionName=request.physical_id),
)
FUNCTION_SETTINGS: Settings = {"ReservedConcurrentExecutions": _set_concurrency, "Tags": set_tags("lambda")}


def update_function(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Changes the function's code, its configuration, its reserved concurrency and its tags."""
    client = request.client("lambda")
    if old["Code"] != wanted["Code"] or old.get("Architectures") != wanted.get("Architectures"):
        client.update_function_code(
            FunctionName=request.physical_id, **_code(wanted["Code"]), **pick(wanted, "Architectures")
        )
        _wait(request)
    if _configuration(old) != _configuration(wanted):
        client.update_function_configuration(FunctionName=request.physical_id, **_configuration(wanted))
        _wait(request)
    apply_settings(request, FUNCTION_SETTINGS, old, wanted)


def delete_function(request: HandlerRequest, _: Properties) -> None:
    """Deletes the function with its permissions."""
    request.client("lambda").delete_function(FunctionName=request.physical_id)


def create_permission(request: HandlerRequest, wanted: Properties) -> None:
    """Adds one statement to the function's policy."""
    statement = request.name(100)
    request.client("lambda").add_permission(StatementId=statement, **pick(wanted, PERMISSION))
    request.record(statement, Id=statement)


def delete_permission(request: HandlerRequest, existing: Properties) -> None:
    """Removes the statement from the function's policy."""
    request.client("lambda").remove_permission(FunctionName=existing["FunctionName"], StatementId=request.physical_id)


INVOKE = "FunctionName Qualifier MaximumEventAgeInSeconds MaximumRetryAttempts DestinationConfig"


def put_invoke(request: HandlerRequest, wanted: Properties) -> None:
    """Sets how asynchronous invocations are retried and where their records go."""
    request.client("lambda").put_function_event_invoke_config(**pick(wanted, INVOKE))
    request.record(f"{wanted['FunctionName']}|{wanted['Qualifier']}")


def replace_invoke(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Puts the configuration again."""
    put_invoke(request, wanted)


def delete_invoke(request: HandlerRequest, existing: Properties) -> None:
    """Deletes the configuration, after which the function has Lambda's defaults."""
    request.client("lambda").delete_function_event_invoke_config(**pick(existing, "FunctionName Qualifier"))


PROVIDERS = (
    Provider(
        "AWS::Lambda::Function",
        create_function,
        delete_function,
        shape(
            f"FunctionName KmsKeyArn {CONFIGURATION} Architectures PackageType ReservedConcurrentExecutions Tags",
            Code=shape("S3Bucket S3Key S3ObjectVersion ZipFile"),
        ),
        update_function,
        named_by="FunctionName",
        attributes="Arn",
    ),
    Provider("AWS::Lambda::Permission", create_permission, delete_permission, shape(PERMISSION), attributes="Id"),
    Provider("AWS::Lambda::EventInvokeConfig", put_invoke, delete_invoke, shape(INVOKE), replace_invoke),
)
