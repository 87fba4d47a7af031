"""SageMaker notebook instances and their lifecycle configurations.

moto forgets the platform and the metadata service, cannot update and knows few instance types; here everything that
is given reads back, and the states are AWS's. Source: SageMaker API Reference.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from embedded_aws.service import Call, ServiceError
from embedded_aws.services.notebook_interfaces import connect, disconnect
from embedded_aws.services.notebook_network import check_network
from embedded_aws.services.notebook_rooms import Notebook, Room, require
from embedded_aws.services.pages import take_page
from embedded_aws.services.shapes import check_shapes

Params = Mapping[str, Any]
Answer = Mapping[str, Any]
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


class Notebooks:
    """The operations below, and the tags of what they make."""

    def __init__(self) -> None:
        self._rooms: dict[tuple[str, str], Room] = {}

    def __call__(self, params: Params, call: Call) -> Answer:
        """Carry out one operation; raises ServiceError."""
        check_shapes(call, params)
        return OPERATIONS[call.operation](self.room(call.account, call.region), params, call)

    def room(self, account: str, region: str) -> Room:
        """What one account has in one region."""
        return self._rooms.setdefault((account, region), Room())

    def find(self, account: str, region: str, name: str) -> Mapping[str, Any] | None:
        """What is known of a notebook; None where there is none."""
        held = self.room(account, region).notebooks.get(name.lower())
        return held.facts if held is not None and held.now() != "Gone" else None

    def claims(self, params: Params) -> bool:
        """Whether the request is about a notebook, where its operation alone does not tell."""
        return "ResourceArn" not in params or ":notebook-instance" in str(params["ResourceArn"])

    def tags_of(self, arn: str) -> Mapping[str, str]:
        """The tags of a notebook or lifecycle configuration."""
        parts = arn.split(":")
        return self.room(parts[4], parts[3]).tags.get(arn, {})

    def dump(self) -> object:
        """Plain data."""
        return dict(self._rooms)

    def load(self, state: Any) -> None:
        """Take over what `dump` gave."""
        self._rooms = dict(state)


def _create(room: Room, params: Params, call: Call) -> Answer:
    name = str(params["NotebookInstanceName"])
    room.sweep()
    if name.lower() in room.notebooks:
        arn = room.notebooks[name.lower()].facts["NotebookInstanceArn"]
        raise ServiceError("ValidationException", f"Cannot create a duplicate Notebook Instance ({arn})", 400)
    _check_references(room, params, call)
    arn = f"arn:aws:sagemaker:{call.region}:{call.account}:notebook-instance/{name.lower()}"
    now = datetime.now(UTC)
    given = {RENAMED.get(key, key): value for key, value in params.items() if key != "Tags"}
    facts = {
        **DEFAULTS,
        **given,
        "NotebookInstanceArn": arn,
        "Url": f"{name}-{secrets.token_hex(2)}.notebook.{call.region}.sagemaker.aws",
        "CreationTime": now,
        "LastModifiedTime": now,
    }
    room.notebooks[name.lower()] = held = Notebook(facts, "Pending")
    held.move("Pending", connect(facts, call))
    room.tags[arn] = _tags(params)
    return {"NotebookInstanceArn": arn}


def _check_references(room: Room, params: Params, call: Call) -> None:
    if params.get("LifecycleConfigName"):
        room.lifecycle(str(params["LifecycleConfigName"]))
    check_network(params, call)


def _describe(room: Room, params: Params, call: Call) -> Answer:
    held = room.notebook(str(params["NotebookInstanceName"]))
    return {**held.facts, "NotebookInstanceStatus": held.now()}


def _update(room: Room, params: Params, call: Call) -> Answer:
    held = room.notebook(str(params["NotebookInstanceName"]))
    require(held, STOPPED, "Updating")
    if int(params.get("VolumeSizeInGB", 1 << 20)) < held.facts["VolumeSizeInGB"]:
        raise ServiceError("ValidationException", "The volume size of a notebook instance cannot be decreased.", 400)
    _check_references(room, {key: params[key] for key in ("LifecycleConfigName", "RoleArn") if key in params}, call)
    held.facts.update({RENAMED.get(key, key): params[key] for key in CHANGEABLE if key in params})
    for switch, key in REMOVABLE.items():
        if params.get(switch):
            held.facts.pop(key, None)
    held.facts["LastModifiedTime"] = datetime.now(UTC)
    held.move("Updating", "Stopped")
    return {}


def _start(room: Room, params: Params, call: Call) -> Answer:
    held = room.notebook(str(params["NotebookInstanceName"]))
    require(held, STOPPED, "Pending")
    held.move("Pending", connect(held.facts, call))
    return {}


def _stop(room: Room, params: Params, call: Call) -> Answer:
    held = room.notebook(str(params["NotebookInstanceName"]))
    require(held, ("InService",), "Stopping")
    held.move("Stopping", "Stopped")
    return {}


def _delete(room: Room, params: Params, call: Call) -> Answer:
    held = room.notebook(str(params["NotebookInstanceName"]))
    require(held, STOPPED, "Deleting")
    disconnect(held.facts, call)
    held.move("Deleting", "Gone")
    return {}


def _list(room: Room, params: Params, call: Call) -> Answer:
    room.sweep()
    wanted, status = str(params.get("NameContains", "")).lower(), params.get("StatusEquals")
    found = [held for name, held in room.notebooks.items() if wanted in name and status in (None, held.now())]
    by = "NotebookInstanceName" if params.get("SortBy") == "Name" else "CreationTime"
    found.sort(key=lambda held: held.facts[by], reverse=params.get("SortOrder") != "Ascending")
    page, token = take_page(found, params)
    rows = [
        {**{key: held.facts[key] for key in SHORT if key in held.facts}, "NotebookInstanceStatus": held.now()}
        for held in page
    ]
    return {"NotebookInstances": rows, **token}


def _presign(room: Room, params: Params, call: Call) -> Answer:
    held = room.notebook(str(params["NotebookInstanceName"]))
    require(held, ("InService",), "Opened")
    return {"AuthorizedUrl": f"https://{held.facts['Url']}?authToken=local-{secrets.token_urlsafe(24)}"}


def _create_lifecycle(room: Room, params: Params, call: Call) -> Answer:
    name = str(params["NotebookInstanceLifecycleConfigName"])
    if name.lower() in room.lifecycles:
        message = f"Unable to create Notebook Instance Lifecycle Config {name}. (Details: already exists.)"
        raise ServiceError("ValidationException", message, 400)
    arn = f"arn:aws:sagemaker:{call.region}:{call.account}:notebook-instance-lifecycle-config/{name.lower()}"
    now = datetime.now(UTC)
    room.lifecycles[name.lower()] = {
        "NotebookInstanceLifecycleConfigArn": arn,
        "NotebookInstanceLifecycleConfigName": name,
        "OnCreate": list(params.get("OnCreate", ())),
        "OnStart": list(params.get("OnStart", ())),
        "CreationTime": now,
        "LastModifiedTime": now,
    }
    room.tags[arn] = _tags(params)
    return {"NotebookInstanceLifecycleConfigArn": arn}


def _describe_lifecycle(room: Room, params: Params, call: Call) -> Answer:
    return room.lifecycle(str(params["NotebookInstanceLifecycleConfigName"]))


def _update_lifecycle(room: Room, params: Params, call: Call) -> Answer:
    held = room.lifecycle(str(params["NotebookInstanceLifecycleConfigName"]))
    held.update({key: list(params[key]) for key in ("OnCreate", "OnStart") if key in params})
    held["LastModifiedTime"] = datetime.now(UTC)
    return {}


def _delete_lifecycle(room: Room, params: Params, call: Call) -> Answer:
    held = room.lifecycle(str(params["NotebookInstanceLifecycleConfigName"]))
    name = held["NotebookInstanceLifecycleConfigName"]
    room.sweep()
    users = [one for one in room.notebooks.values() if one.facts.get("NotebookInstanceLifecycleConfigName") == name]
    if users:
        arn = users[0].facts["NotebookInstanceArn"]
        raise ServiceError("ValidationException", f"The lifecycle configuration {name} is in use by {arn}", 400)
    del room.lifecycles[name.lower()]
    room.tags.pop(held["NotebookInstanceLifecycleConfigArn"], None)
    return {}


def _list_lifecycles(room: Room, params: Params, call: Call) -> Answer:
    wanted = str(params.get("NameContains", "")).lower()
    found = [held for name, held in sorted(room.lifecycles.items()) if wanted in name]
    page, token = take_page(found, params)
    rows = [{key: value for key, value in held.items() if not key.startswith("On")} for held in page]
    return {"NotebookInstanceLifecycleConfigs": rows, **token}


def _add_tags(room: Room, params: Params, call: Call) -> Answer:
    held = _held_tags(room, params)
    held.update(_tags(params))
    return {"Tags": [{"Key": key, "Value": value} for key, value in held.items()]}


def _delete_tags(room: Room, params: Params, call: Call) -> Answer:
    held = _held_tags(room, params)
    for key in params["TagKeys"]:
        held.pop(key, None)
    return {}


def _list_tags(room: Room, params: Params, call: Call) -> Answer:
    return {"Tags": [{"Key": key, "Value": value} for key, value in _held_tags(room, params).items()]}


def _held_tags(room: Room, params: Params) -> dict[str, str]:
    arn = str(params["ResourceArn"])
    if arn not in room.tags:
        raise ServiceError("ResourceNotFound", f"Could not find {arn}", 400)
    return room.tags[arn]


def _tags(params: Params) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in params.get("Tags") or ()}


Handler = Callable[[Room, Params, Call], Answer]
OPERATIONS: Mapping[str, Handler] = {
    "AddTags": _add_tags,
    "CreateNotebookInstance": _create,
    "CreateNotebookInstanceLifecycleConfig": _create_lifecycle,
    "CreatePresignedNotebookInstanceUrl": _presign,
    "DeleteNotebookInstance": _delete,
    "DeleteNotebookInstanceLifecycleConfig": _delete_lifecycle,
    "DeleteTags": _delete_tags,
    "DescribeNotebookInstance": _describe,
    "DescribeNotebookInstanceLifecycleConfig": _describe_lifecycle,
    "ListNotebookInstanceLifecycleConfigs": _list_lifecycles,
    "ListNotebookInstances": _list,
    "ListTags": _list_tags,
    "StartNotebookInstance": _start,
    "StopNotebookInstance": _stop,
    "UpdateNotebookInstance": _update,
    "UpdateNotebookInstanceLifecycleConfig": _update_lifecycle,
}
