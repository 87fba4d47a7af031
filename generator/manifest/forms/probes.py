"""What `probes.yaml` says."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from generator.manifest.forms.form import Form, as_list, invalid


def _action(value: str) -> str:
    service, _, operation = value.partition(":")
    if not service or not operation[:1].isupper():
        raise invalid(
            "text", f"`{value}` is no call", "write service:Operation, such as sagemaker:StopNotebookInstance"
        )
    return value


Action = Annotated[str, AfterValidator(_action)]
Texts = Annotated[list[str], BeforeValidator(as_list)]
Calls: TypeAlias = dict[str, Any]


class CallForm(Form):
    """One call of AWS."""

    who: Annotated[str, Field(alias="as", description="administrator, or a role's local name.")] = "administrator"
    call: Annotated[Action, Field(description="service:Operation.")]
    given: Calls = Field(default={}, description="The operation's parameters; $name stands for a value.")


class UntilForm(CallForm):
    """A call that is repeated until its answer is as wished."""

    read: Annotated[str, Field(description="JMESPath into the answer.")]
    values: Annotated[Texts, Field(alias="is", description="What ends the waiting.")]


class ThingForm(Form):
    """Something that is made for the probes, and removed afterwards."""

    launch: Annotated[str | None, Field(description="A product of the catalog.")] = None
    answers: dict[str, str] = Field(default={}, description="Answers to the product's parameters.")
    make: CallForm | None = None
    until: UntilForm | None = None
    undo: CallForm | None = None
    needs: Texts = Field(default=[], description="Things that stand before it in the file.")
    gives: dict[str, str] = Field(default={}, description="Values by JMESPath into the outputs or the answer.")
    minutes: Annotated[int, Field(ge=0)] = 0
    cents: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _either(self) -> ThingForm:
        if (self.launch is None) == (self.make is None):
            raise invalid("choice", "a thing is made by either `launch` or `make`", "launch: notebook")
        if self.make is not None and self.undo is None and not self.needs:
            raise invalid("choice", "what a call makes, another call removes", "undo: { call: …, given: … }")
        return self


class FactForm(CallForm):
    """A belief, and the call that puts it to the test."""

    belief: Annotated[str, Field(description="What is believed, in a sentence.")]
    if_wrong: Annotated[str, Field(description="What the template does if it is wrong.")]
    needs: Texts = Field(default=[], description="Things that must be there.")
    denied: list[dict[str, Any]] = Field(default=[], description="Statements that a session policy refuses.")
    parsed: str | None = None
    read: str | None = None
    expected: Annotated[Texts, Field(min_length=1, description="allowed, refused, or values that `read` may find.")]
    minutes: Annotated[int, Field(ge=0)] = 0


class ProbeFile(Form):
    """probes.yaml: what no document answers, and how a deployed environment is asked."""

    format: Annotated[Literal[1], Field(description="The format of this file.")]
    values: dict[str, str] = Field(default={}, description="Names for SSM parameters below /ds/<environment>/.")
    asked: dict[str, str] = Field(default={}, description="Values that a person gives by --set, and what they are.")
    things: dict[str, ThingForm] = Field(default={}, description="What is made for the facts that need it.")
    facts: Annotated[dict[str, FactForm], Field(min_length=1)]
