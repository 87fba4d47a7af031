"""What `product.yaml` says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from generator.manifest.forms.actions import Actions
from generator.manifest.forms.form import Form
from generator.manifest.forms.given_roles import LaunchRoleText
from generator.manifest.forms.portfolios import Parameter, SupportForm, TagOptions
from generator.manifest.forms.texts import Name, Prose, VersionText


class ProductFile(Form):
    """product.yaml: what a product is, and the version that the next release freezes."""

    title: Annotated[Name, Field(description="What people see in the catalog; at most 100 characters.")]
    summary: Annotated[Prose, Field(description="What it is and for whom, in a sentence or two.")]
    owner: Annotated[Name, Field(description="The team that keeps it.")]
    version: Annotated[VersionText, Field(description='The version that the next release freezes, in quotes: "1.0.0".')]
    support: Annotated[SupportForm, Field(description="Whom to ask.")] = SupportForm()
    launch_role: Annotated[
        LaunchRoleText | None,
        Field(description="The role that launches it where a portfolio names none and there is no launch-role.yaml."),
    ] = None
    distributor: Annotated[Name | None, Field(description="Who made it, if not the owner.")] = None
    owner_parameter: Annotated[
        Parameter | None,
        Field(description="Its parameter for the name of the launching person's session, which `launch` fills in."),
    ] = None
    lives_in: Annotated[
        Literal["environment", "account"],
        Field(description="In an environment, whose name a portfolio then pins, or in an account alone."),
    ] = "account"
    actions: Actions = Field(
        default_factory=dict, description="What people may run on what they launched: service actions, by name."
    )
    tag_options: TagOptions = Field(
        default_factory=dict,
        description="Tags that people choose a value of, wherever it is offered; of a key that a portfolio has too, "
        "the values that both have.",
    )
    environment_parameter: Annotated[
        Parameter | None,
        Field(description="Of a product in an environment: its parameter for the environment's name; Environment."),
    ] = None
