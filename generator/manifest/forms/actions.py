"""Service actions of a product: Systems Manager automations that people may run on what they launched."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from generator.manifest.forms.form import Form, invalid
from generator.manifest.forms.names import Key
from generator.manifest.forms.texts import ROLE_ARN, Prose

MOST_ACTIONS = 25
"""Service actions of one provisioning artifact, at most (Service Catalog's quotas)."""
LONGEST_VALUE = 1024
"""Of a value in an action's definition (botocore's model)."""
_DOCUMENT = re.compile(r"[a-zA-Z0-9_.-]{3,128}|arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:document/[a-zA-Z0-9_.-]{3,128}")
_VERSION = re.compile(r"[1-9]\d{0,8}|\$(DEFAULT|LATEST)")
_PARAMETER = re.compile(r"[A-Za-z0-9]{1,50}")


_FILE = re.compile(r"([a-z0-9][a-z0-9_-]*/)*[a-z0-9][a-z0-9_-]*\.ya?ml")
_TYPE = re.compile(r"[A-Za-z0-9]{2,64}(::[A-Za-z0-9]{2,64}){2}")


def is_file(document: str) -> bool:
    """Whether a document is a file of the product's folder: the name of one that is there ends in no `.yaml`."""
    return _FILE.fullmatch(document) is not None


def _document(value: str) -> str:
    if not is_file(value) and not _DOCUMENT.fullmatch(value):
        message = (
            f"`{value[:90]}` is neither a YAML file of the folder nor a document of Systems Manager, by name or ARN"
        )
        raise invalid("text", message, "document: actions/stop.yaml")
    return value


def _target_type(value: str) -> str:
    if not _TYPE.fullmatch(value):
        raise invalid("text", f"`{value[:90]}` is no resource type", "target-type: AWS::EC2::Instance")
    return value


def _version(value: str) -> str:
    if not _VERSION.fullmatch(value):
        raise invalid("text", f"`{value[:60]}` is no version of a document: a whole number in quotes", '"1"')
    return value


def _role(value: str) -> str:
    if value not in ("launch", "caller") and not ROLE_ARN.fullmatch(value):
        message = f"`{value[:90]}` is neither `launch`, nor `caller`, nor the ARN of a role"
        raise invalid("text", message, "role: launch")
    return value


def _parameters(values: dict[str, Any]) -> dict[str, Any]:
    for name in values:
        if not _PARAMETER.fullmatch(name):
            message = f"`{name[:60]}` is no parameter of a document: up to 50 letters and digits"
            raise invalid("text", message, "InstanceId: target")
    size = len(json.dumps([{"Name": name, "Type": "TEXT_VALUE"} for name in values], separators=(",", ":")))
    if size > LONGEST_VALUE:
        raise invalid("text", f"the parameters take {size:,} characters; an action has {LONGEST_VALUE:,}", "name fewer")
    return values


class ActionForm(Form):
    """One service action."""

    summary: Annotated[Prose, Field(description="What it does, for whoever chooses it.")]
    document: Annotated[
        str,
        AfterValidator(_document),
        Field(
            description="The automation: a YAML file of the product's folder, which is published with the action, or "
            "the name or ARN of a document of Systems Manager that is there."
        ),
    ]
    version: Annotated[
        str,
        AfterValidator(_version),
        Field(description='The version of a document that is there, in quotes: "1".'),
    ] = "1"
    role: Annotated[
        str, AfterValidator(_role), Field(description="As whom it runs: launch, caller, or a role by its ARN.")
    ] = "launch"
    parameters: Annotated[dict[str, Literal["target", "text"]], AfterValidator(_parameters)] = Field(
        default_factory=dict,
        description="The document's parameters: target for what was launched, text for what people write.",
    )
    target_type: Annotated[
        str, AfterValidator(_target_type), Field(description="Of a file: the type of the resource that a target is.")
    ] = ""


def _few(actions: dict[str, Any]) -> dict[str, Any]:
    if len(actions) > MOST_ACTIONS:
        message = f"{len(actions)} actions are named; Service Catalog takes {MOST_ACTIONS} a version"
        raise invalid("text", message, "name fewer")
    return actions


Actions = Annotated[dict[Key, ActionForm], AfterValidator(_few)]
