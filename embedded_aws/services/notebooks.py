"""SageMaker notebook instances and their lifecycle configurations.

moto (5.2) lacks UpdateNotebookInstance, CreatePresignedNotebookInstanceUrl and the update and list of lifecycle
configurations, forgets the platform, the address type and the metadata service, knows few instance types and checks
neither network nor role; here everything that is given reads back, and the states are AWS's. Source: SageMaker API
Reference.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from embedded_aws.service import Call, ServiceError
from embedded_aws.services.notebook_interfaces import connect, disconnect
from embedded_aws.services.notebook_network import check_network
from embedded_aws.services.notebook_store import Notebook, NotebookStore, require
from embedded_aws.services.pages import take_page
from embedded_aws.services.regional import Answer, Params, RegionalService

STOPPED = ("Stopped", "Failed")
DEFAULTS = {
    "DirectInternetAccess": "Enabled",
    "RootAccess": "Enabled",
    "VolumeSizeInGB": 5,
    "PlatformIdentifier": "notebook-al2023-v1",
    "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "1"},
    "IpAddressType": "ipv4",
}
RENAMED = {"LifecycleConfigName": "NotebookInstanceLifecycleConfigName", "SecurityGroupIds": "SecurityGroups"}
CHANGEABLE = (
    "InstanceType",
    "IpAddressType",
    "PlatformIdentifier",
    "RoleArn",
    "LifecycleConfigName",
    "VolumeSizeInGB",
    "DefaultCodeRepository",
    "AdditionalCodeRepositories",
    "AcceleratorTypes",
    "RootAccess",
    "InstanceMetadataServiceConfiguration",
)
REMOVABLE = {
    "DisassociateLifecycleConfig": "NotebookInstanceLifecycleConfigName",
    "DisassociateAcceleratorTypes": "AcceleratorTypes",
    "DisassociateDefaultCodeRepository": "DefaultCodeRepository",
    "DisassociateAdditionalCodeRepositories": "AdditionalCodeRepositories",
}
SHORT = (
    "NotebookInstanceName",
    "NotebookInstanceArn",
    "Url",
    "InstanceType",
    "CreationTime",
    "LastModifiedTime",
    "NotebookInstanceLifecycleConfigName",
    "DefaultCodeRepository",
    "AdditionalCodeRepositories",
)


def _create(store: NotebookStore, params: Params, call: Call) -> Answer:
    name = str(params["NotebookInstanceName"])
    store.sweep()
    if name.lower() in store.notebooks:
        arn = store.notebooks[name.lower()].description["NotebookInstanceArn"]
        raise ServiceError("ValidationException", f"Cannot create a duplicate Notebook Instance ({arn})", 400)
    _check_references(store, params, call)
    arn = f"arn:aws:sagemaker:{call.region}:{call.account}:notebook-instance/{name.lower()}"
    now = datetime.now(UTC)
    given = {RENAMED.get(key, key): value for key, value in params.items() if key != "Tags"}
    description = {
        **DEFAULTS,
        **given,
        "NotebookInstanceArn": arn,
        "Url": f"{name}-{secrets.token_hex(2)}.notebook.{call.region}.sagemaker.aws",
        "CreationTime": now,
        "LastModifiedTime": now,
    }
    store.notebooks[name.lower()] = held = Notebook(description, "Pending")
    held.move("Pending", connect(description, call))
    store.tags[arn] = _tags(params)
    return {"NotebookInstanceArn": arn}


def _check_references(store: NotebookStore, params: Params, call: Call) -> None:
    if params.get("LifecycleConfigName"):
        store.lifecycle(str(params["LifecycleConfigName"]))
    check_network(params, call)


def _describe(store: NotebookStore, params: Params, call: Call) -> Answer:
    held = store.notebook(str(params["NotebookInstanceName"]))
    return {**held.description, "NotebookInstanceStatus": held.now()}


def _update(store: NotebookStore, params: Params, call: Call) -> Answer:
    held = store.notebook(str(params["NotebookInstanceName"]))
    require(held, STOPPED, "Updating")
    if int(params.get("VolumeSizeInGB", 1 << 20)) < held.description["VolumeSizeInGB"]:
        raise ServiceError("ValidationException", "The volume size of a notebook instance cannot be decreased.", 400)
    _check_references(store, {key: params[key] for key in ("LifecycleConfigName", "RoleArn") if key in params}, call)
    held.description.update({RENAMED.get(key, key): params[key] for key in CHANGEABLE if key in params})
    for switch, key in REMOVABLE.items():
        if params.get(switch):
            held.description.pop(key, None)
    held.description["LastModifiedTime"] = datetime.now(UTC)
    held.move("Updating", "Stopped")
    return {}


def _start(store: NotebookStore, params: Params, call: Call) -> Answer:
    held = store.notebook(str(params["NotebookInstanceName"]))
    require(held, STOPPED, "Pending")
    held.move("Pending", connect(held.description, call))
    return {}


def _stop(store: NotebookStore, params: Params, call: Call) -> Answer:
    held = store.notebook(str(params["NotebookInstanceName"]))
    require(held, ("InService",), "Stopping")
    held.move("Stopping", "Stopped")
    return {}


def _delete(store: NotebookStore, params: Params, call: Call) -> Answer:
    held = store.notebook(str(params["NotebookInstanceName"]))
    require(held, STOPPED, "Deleting")
    disconnect(held.description, call)
    held.move("Deleting", "Gone")
    return {}


def _list(store: NotebookStore, params: Params, call: Call) -> Answer:
    store.sweep()
    wanted, status = str(params.get("NameContains", "")).lower(), params.get("StatusEquals")
    found = [held for name, held in store.notebooks.items() if wanted in name and status in (None, held.now())]
    by = "NotebookInstanceName" if params.get("SortBy") == "Name" else "CreationTime"
    found.sort(key=lambda held: held.description[by], reverse=params.get("SortOrder") != "Ascending")
    page, token = take_page(found, params)
    rows = [
        {
            **{key: held.description[key] for key in SHORT if key in held.description},
            "NotebookInstanceStatus": held.now(),
        }
        for held in page
    ]
    return {"NotebookInstances": rows, **token}


def _presign(store: NotebookStore, params: Params, call: Call) -> Answer:
    held = store.notebook(str(params["NotebookInstanceName"]))
    require(held, ("InService",), "Opened")
    return {"AuthorizedUrl": f"https://{held.description['Url']}?authToken=local-{secrets.token_urlsafe(24)}"}


def _create_lifecycle(store: NotebookStore, params: Params, call: Call) -> Answer:
    name = str(params["NotebookInstanceLifecycleConfigName"])
    if name.lower() in store.lifecycles:
        message = f"Unable to create Notebook Instance Lifecycle Config {name}. (Details: already exists.)"
        raise ServiceError("ValidationException", message, 400)
    arn = f"arn:aws:sagemaker:{call.region}:{call.account}:notebook-instance-lifecycle-config/{name.lower()}"
    now = datetime.now(UTC)
    store.lifecycles[name.lower()] = {
        "NotebookInstanceLifecycleConfigArn": arn,
        "NotebookInstanceLifecycleConfigName": name,
        "OnCreate": list(params.get("OnCreate", ())),
        "OnStart": list(params.get("OnStart", ())),
        "CreationTime": now,
        "LastModifiedTime": now,
    }
    store.tags[arn] = _tags(params)
    return {"NotebookInstanceLifecycleConfigArn": arn}


def _describe_lifecycle(store: NotebookStore, params: Params, call: Call) -> Answer:
    return store.lifecycle(str(params["NotebookInstanceLifecycleConfigName"]))


def _update_lifecycle(store: NotebookStore, params: Params, call: Call) -> Answer:
    held = store.lifecycle(str(params["NotebookInstanceLifecycleConfigName"]))
    held.update({key: list(params[key]) for key in ("OnCreate", "OnStart") if key in params})
    held["LastModifiedTime"] = datetime.now(UTC)
    return {}


def _delete_lifecycle(store: NotebookStore, params: Params, call: Call) -> Answer:
    held = store.lifecycle(str(params["NotebookInstanceLifecycleConfigName"]))
    name = held["NotebookInstanceLifecycleConfigName"]
    store.sweep()
    users = [
        one for one in store.notebooks.values() if one.description.get("NotebookInstanceLifecycleConfigName") == name
    ]
    if users:
        arn = users[0].description["NotebookInstanceArn"]
        raise ServiceError("ValidationException", f"The lifecycle configuration {name} is in use by {arn}", 400)
    del store.lifecycles[name.lower()]
    store.tags.pop(held["NotebookInstanceLifecycleConfigArn"], None)
    return {}


def _list_lifecycles(store: NotebookStore, params: Params, call: Call) -> Answer:
    wanted = str(params.get("NameContains", "")).lower()
    found = [held for name, held in sorted(store.lifecycles.items()) if wanted in name]
    page, token = take_page(found, params)
    rows = [{key: value for key, value in held.items() if not key.startswith("On")} for held in page]
    return {"NotebookInstanceLifecycleConfigs": rows, **token}


def _tags(params: Params) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in params.get("Tags") or ()}


Handler = Callable[[NotebookStore, Params, Call], Answer]
OPERATIONS: Mapping[str, Handler] = {
    "CreateNotebookInstance": _create,
    "CreateNotebookInstanceLifecycleConfig": _create_lifecycle,
    "CreatePresignedNotebookInstanceUrl": _presign,
    "DeleteNotebookInstance": _delete,
    "DeleteNotebookInstanceLifecycleConfig": _delete_lifecycle,
    "DescribeNotebookInstance": _describe,
    "DescribeNotebookInstanceLifecycleConfig": _describe_lifecycle,
    "ListNotebookInstanceLifecycleConfigs": _list_lifecycles,
    "ListNotebookInstances": _list,
    "StartNotebookInstance": _start,
    "StopNotebookInstance": _stop,
    "UpdateNotebookInstance": _update,
    "UpdateNotebookInstanceLifecycleConfig": _update_lifecycle,
}


class Notebooks(RegionalService[NotebookStore]):
    """The operations above, and the tags of what they make."""

    def __init__(self) -> None:
        super().__init__(NotebookStore, OPERATIONS)

    def find(self, account: str, region: str, name: str) -> Mapping[str, Any] | None:
        """What is known of a notebook; None where there is none."""
        held = self.store(account, region).notebooks.get(name.lower())
        return held.description if held is not None and held.now() != "Gone" else None
