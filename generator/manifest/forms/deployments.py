"""What `deployment.yaml` says: how an environment of portfolio.yaml becomes a product's parameters, and its roles."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Discriminator, Field, Tag

from generator.manifest.forms.form import Form, distinct, invalid
from generator.manifest.forms.names import KEY, LONGEST_ROLE
from generator.manifest.forms.portfolios import Parameter
from generator.manifest.suggestions import suggest
from generator.model.declaration import FIELDS


def _field(value: str) -> str:
    if value not in FIELDS:
        near = suggest(value, FIELDS)
        message = f"`{value[:80]}` is no field of an environment"
        fix = near or f"one of {', '.join(FIELDS)}"
        raise invalid("field", message, fix, f"did you mean `{near}`?" if near else None)
    return value


def _role(value: str) -> str:
    if not KEY.fullmatch(value) or len(value) > LONGEST_ROLE:
        better = re.sub("[^a-z0-9]+", "-", value.lower()).lstrip("-0123456789")[:LONGEST_ROLE].strip("-") or "person"
        rule = f"1 to {LONGEST_ROLE} lower-case letters, digits and single hyphens, a letter first"
        raise invalid("text", f"`{value[:80]}` is no local name of a role: {rule}", better)
    return value


FieldName = Annotated[str, AfterValidator(_field)]
RoleName = Annotated[str, AfterValidator(_role)]


class PresenceForm(Form):
    """A switch: whether a field's list has something in it."""

    field: Annotated[FieldName, Field(description="The field of the environment, a list.")]
    has: Annotated[str, Field(description="What the list has where the answer is yes.")]


def _kind(value: object) -> str:
    return "presence" if isinstance(value, dict | PresenceForm) else "field"


Answer = Annotated[
    Annotated[FieldName, Tag("field")] | Annotated[PresenceForm, Tag("presence")],
    Discriminator(_kind),
]


class DeploymentFile(Form):
    """deployment.yaml: parameters by the fields that answer them, and roles by local name."""

    parameters: Annotated[dict[Parameter, Answer], Field(description="Parameter → the field that answers it.")]
    roles: Annotated[
        list[RoleName], AfterValidator(distinct("roles")), Field(description="Roles that portfolio.yaml may name.")
    ]
    person: Annotated[RoleName, Field(description="The role that people take on, one of `roles`.")]
    caller: Annotated[RoleName, Field(description="The role as which given keys and buckets are asked.")]
