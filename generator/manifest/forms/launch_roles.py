"""What `launch-role.yaml` says."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from generator.manifest.forms.form import Form, as_list, distinct, invalid
from generator.manifest.forms.texts import Prose
from generator.model.launch_role import IN_PLACE

_ID = re.compile(r"[A-Za-z0-9]{1,64}")
_ACTION = re.compile(r"[a-z0-9-]+:[A-Za-z0-9*?]+")


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        better = re.sub("[^A-Za-z0-9]", "", value)[:64] or "MakeBuckets"
        raise invalid("text", f"`{value[:80]}` is not a statement's id: letters and digits only", better)
    return value


def _action(value: str) -> str:
    if not _ACTION.fullmatch(value):
        raise invalid("action", f"`{value[:80]}` is not an action of one service", "s3:CreateBucket")
    return value


def _resource(value: str) -> str:
    if value != "*" and not value.startswith("arn:"):
        raise invalid("resource", f"`{value[:80]}` is not an ARN", "arn:${AWS::Partition}:s3:::NAME-*")
    return value


Texts = Annotated[list[str], BeforeValidator(as_list, json_schema_input_type=str | list[str])]
Actions = Annotated[
    list[Annotated[str, AfterValidator(_action)]],
    BeforeValidator(as_list, json_schema_input_type=str | list[str]),
    AfterValidator(distinct("actions")),
]
Resources = Annotated[
    list[Annotated[str, AfterValidator(_resource)]],
    BeforeValidator(as_list, json_schema_input_type=str | list[str]),
    AfterValidator(distinct("resources")),
]


class LaunchStatementForm(Form):
    """Actions that the role may call, on what, when, and why it must."""

    id: Annotated[str, AfterValidator(_id), Field(description="Its name in the policy: letters and digits.")]
    because: Annotated[Prose, Field(description="Which part of the template needs it.")]
    allow: Annotated[Actions, Field(description="Actions, such as s3:CreateBucket.")]
    on: Annotated[Resources, Field(description=f"ARNs; ${{AWS::…}} and, in an environment, {IN_PLACE} are filled in.")]
    when: dict[str, dict[str, Texts]] = Field(
        default_factory=dict, description="Conditions as in a policy: operator, key, values."
    )


def _some(statements: list[LaunchStatementForm]) -> list[LaunchStatementForm]:
    if not statements:
        raise invalid("empty-list", "the role may do nothing", "./build.py launch-role PRODUCT")
    return statements


class LaunchRoleFile(Form):
    """launch-role.yaml: what the role that launches the product may do."""

    format: Annotated[Literal[1], Field(description="The format of this file.")]
    statements: Annotated[list[LaunchStatementForm], AfterValidator(_some), Field(description="What it may do.")]
