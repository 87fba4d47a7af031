"""Launch roles that exist already: how an offer and product.yaml name them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from generator.manifest.forms.form import Form, invalid
from generator.manifest.forms.texts import LocalRole, Prose, RoleArn, RoleName


class GivenRoleForm(Form):
    """A role that exists, and a file with what it may do."""

    name: Annotated[RoleName | None, Field(description="Its name, the same in every account.")] = None
    arn: Annotated[RoleArn | None, Field(description="Its ARN.")] = None
    policies: Annotated[Prose | None, Field(description="A JSON file of the project with its policies.")] = None

    @model_validator(mode="after")
    def check_one(self) -> GivenRoleForm:
        """Exactly one way of naming it."""
        if (self.name is None) == (self.arn is None):
            raise invalid("local-role", "a launch role has a `name` or an `arn`", "{ name: ds-launch }")
        return self


def _kind(value: Any) -> str:
    if isinstance(value, dict | GivenRoleForm):
        return "given"
    return "arn" if isinstance(value, str) and ":" in value else "local"


LaunchRoleText = Annotated[
    Annotated[LocalRole, Tag("local")] | Annotated[RoleArn, Tag("arn")] | Annotated[GivenRoleForm, Tag("given")],
    Discriminator(_kind),
]
"""A local name of the environment's roles, the ARN of a role, or a mapping."""
