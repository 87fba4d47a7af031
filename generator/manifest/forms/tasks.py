"""What `tasks.yaml` says."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from generator.manifest.forms.form import Form, as_list, invalid
from generator.manifest.forms.scenarios import Keys, Named, one_or_many

INSIDE, OUTSIDE = "inside", "outside"
Texts = Annotated[list[str], BeforeValidator(as_list)]


def _action(value: str) -> str:
    service, _, name = value.partition(":")
    if not service or not name[:1].isupper() or "*" in value:
        raise invalid("text", f"`{value}` is no action", "write service:Action, such as s3:GetObject")
    return value


class SituationForm(Form):
    """How a call is made."""

    when: Keys = Field(default={}, description="Condition keys that the request has.")
    without: Texts = Field(default=[], description="Condition keys that the request lacks.")


class TaskForm(Form):
    """A task in plain words."""

    task: Annotated[str, Field(min_length=1, description="What somebody sets out to do.")]
    action: Annotated[str, AfterValidator(_action), Field(description="The action that it takes.")]
    on: Annotated[str, Field(description="The ARN of what it is done to; $Name is the template's resource.")]
    when: Annotated[list[Named], BeforeValidator(one_or_many)] = Field(
        default=[], description="Contexts by name, or condition keys that the request has."
    )
    without: Texts = Field(default=[], description="Condition keys that the request lacks.")
    asked: Texts = Field(default=[], description="Situations by name, `inside` and `outside` among them.")
    through: str | None = Field(default=None, description="The VPC endpoint that a call from inside takes.")

    @model_validator(mode="after")
    def _endpoint(self) -> TaskForm:
        if (self.through is not None) is not (INSIDE in self.asked):
            raise invalid("choice", "`inside` goes through an endpoint", "through: the logical id of a VPC endpoint")
        return self


class TaskFile(Form):
    """tasks.yaml: tasks in plain words, for `prove` to say who may do them."""

    format: Annotated[Literal[1], Field(description="The format of this file.")]
    situations: dict[str, SituationForm] = Field(default={}, description="Situations that tasks name.")
    contexts: dict[str, Keys] = Field(default={}, description="Condition keys that tasks name together.")
    tasks: Annotated[list[TaskForm], Field(min_length=1)]
