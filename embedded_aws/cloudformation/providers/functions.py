"""Lambda: Function, Permission, EventInvokeConfig."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.errors import outside
from embedded_aws.cloudformation.providers.provider import (
    Properties,
    Provider,
    Setting,
    Work,
    apply_settings,
    pick,
    shape,
    tag_changes,
    tag_map,
)

CONFIGURATION = (
    "Role Runtime Handler Description Timeout MemorySize Environment VpcConfig DeadLetterConfig "
    "TracingConfig Layers EphemeralStorage LoggingConfig FileSystemConfigs ImageConfig"
)
RENAMED = {"KmsKeyArn": "KMSKeyArn"}
PATIENCE = 30
"""Seconds until a function that is still Pending counts as failed."""


def _code(code: Mapping[str, Any]) -> dict[str, Any]:
    """The code as the API takes it; text in a template becomes an archive with one file."""
    if "ZipFile" not in code:
        return dict(code)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        # Fixed date: the same text gives the same archive.
        packed.writestr(zipfile.ZipInfo("index.py", date_time=(1980, 1, 1, 0, 0, 0)), code["ZipFile"])
    return {"ZipFile": archive.getvalue()}


def create_function(work: Work, wanted: Properties) -> None:
    """A function, active before anything may use it."""
    name = work.name(64, wanted.get("FunctionName"))
    tags = tag_map(wanted.get("Tags"))
    made = work.client("lambda").create_function(
        FunctionName=name,
        Code=_code(wanted["Code"]),
        **pick(wanted, f"{CONFIGURATION} Architectures PackageType", **RENAMED),
        **({"Tags": tags} if tags else {}),
    )
    work.made(name, Arn=made["FunctionArn"])
    _wait(work)
    apply_settings(work, {"ReservedConcurrentExecutions": _set_concurrency}, {}, wanted)


def _wait(work: Work) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        found = work.client("lambda").get_function(FunctionName=work.physical_id)["Configuration"]
        if found.get("State", "Active") == "Active" and found.get("LastUpdateStatus", "Successful") != "InProgress":
            return
        if found.get("State") == "Failed" or time.monotonic() > deadline:
            raise outside(f"A function that does not become active ({work.physical_id})")
        time.sleep(0.05)


def _set_concurrency(work: Work, new: Any, old: Any) -> None:
    client = work.client("lambda")
    if new is None:
        client.delete_function_concurrency(FunctionName=work.physical_id)
    else:
        client.put_function_concurrency(FunctionName=work.physical_id, ReservedConcurrentExecutions=new)


def _set_function_tags(work: Work, new: Any, old: Any) -> None:
    removed, changed = tag_changes(old, new)
    if removed:
        work.client("lambda").untag_resource(Resource=work.attributes["Arn"], TagKeys=removed)
    if changed:
        work.client("lambda").tag_resource(Resource=work.attributes["Arn"], Tags=changed)


FUNCTION_SETTINGS: dict[str, Setting] = {"ReservedConcurrentExecutions": _set_concurrency, "Tags": _set_function_tags}


def update_function(work: Work, old: Properties, wanted: Properties) -> None:
    """Code, configuration, concurrency, tags."""
    client = work.client("lambda")
    if old["Code"] != wanted["Code"] or old.get("Architectures") != wanted.get("Architectures"):
        client.update_function_code(
            FunctionName=work.physical_id, **_code(wanted["Code"]), **pick(wanted, "Architectures")
        )
        _wait(work)
    settings = pick(wanted, CONFIGURATION, **RENAMED)
    if pick(old, CONFIGURATION, **RENAMED) != settings:
        client.update_function_configuration(FunctionName=work.physical_id, **settings)
        _wait(work)
    apply_settings(work, FUNCTION_SETTINGS, old, wanted)


def delete_function(work: Work, _: Properties) -> None:
    """With its permissions."""
    work.client("lambda").delete_function(FunctionName=work.physical_id)


def create_permission(work: Work, wanted: Properties) -> None:
    """One statement of the function's policy."""
    made = work.name(100)
    work.client("lambda").add_permission(
        StatementId=made,
        **pick(
            wanted,
            "FunctionName Action Principal SourceArn SourceAccount EventSourceToken FunctionUrlAuthType PrincipalOrgID",
        ),
    )
    work.made(made, Id=made)


def delete_permission(work: Work, standing: Properties) -> None:
    """The function stays."""
    work.client("lambda").remove_permission(FunctionName=standing["FunctionName"], StatementId=work.physical_id)


INVOKE = "FunctionName Qualifier MaximumEventAgeInSeconds MaximumRetryAttempts DestinationConfig"


def put_invoke(work: Work, wanted: Properties) -> None:
    """How asynchronous calls are retried and where they end."""
    work.client("lambda").put_function_event_invoke_config(**pick(wanted, INVOKE))
    work.made(f"{wanted['FunctionName']}|{wanted['Qualifier']}")


def replace_invoke(work: Work, old: Properties, wanted: Properties) -> None:
    """Put anew."""
    put_invoke(work, wanted)


def delete_invoke(work: Work, standing: Properties) -> None:
    """The function falls back to the defaults."""
    work.client("lambda").delete_function_event_invoke_config(**pick(standing, "FunctionName Qualifier"))


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
    ),
    Provider(
        "AWS::Lambda::Permission",
        create_permission,
        delete_permission,
        shape(
            "FunctionName Action Principal SourceArn SourceAccount EventSourceToken FunctionUrlAuthType PrincipalOrgID"
        ),
    ),
    Provider("AWS::Lambda::EventInvokeConfig", put_invoke, delete_invoke, shape(INVOKE), replace_invoke),
)
