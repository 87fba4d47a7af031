"""What `scenarios.yaml` says."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag, model_validator

from generator.manifest.forms.form import Form, as_list, invalid


def _kind(value: object) -> str:
    """One text, or something with parts: pydantic then says what is wrong with the one that was meant."""
    return "one" if isinstance(value, str) or not isinstance(value, list | dict) else "many"


Values: TypeAlias = Annotated[
    Annotated[str, Tag("one")] | Annotated[list[str], Tag("many")],
    Discriminator(_kind),
]
Keys: TypeAlias = dict[str, Values]
Named: TypeAlias = Annotated[Annotated[str, Tag("one")] | Annotated[Keys, Tag("many")], Discriminator(_kind)]


def one_or_many(value: object) -> object:
    """One by itself as a list of one."""
    return [value] if isinstance(value, str | dict) else value


def _some(values: list[str]) -> list[str]:
    if not all(values) or not values:
        raise invalid("empty-list", "nothing is named here", "name at least one, or remove the key")
    return values


def _said(value: str) -> str:
    if not value.strip():
        raise invalid("text", "a sentence needs its reason", "because: stolen credentials are of no use outside")
    return value


Words = Annotated[list[str], BeforeValidator(as_list), AfterValidator(_some)]


class SentenceForm(Form):
    """Who can, or cannot, do what."""

    who: Annotated[Words, Field(alias="as", description="A role's local name, anybody, stranger, an ARN or a service.")]
    can: Annotated[Words | None, Field(description="Actions that are allowed.")] = None
    cannot: Annotated[Words | None, Field(description="Actions that are refused, whatever `when` does not name.")] = (
        None
    )
    on: Words = Field(
        default=["*"], description="ARNs; $Name is the ARN or id of the template's resource, * every resource."
    )
    when: Annotated[list[Named], BeforeValidator(one_or_many)] = Field(
        default=[], description="Names of contexts, and condition keys."
    )
    without: Annotated[list[str], BeforeValidator(as_list)] = Field(
        default=[], description="Condition keys that the request does not carry."
    )
    through: Annotated[str | None, Field(description="The VPC endpoint, by logical id, that the call takes.")] = None
    answers: dict[str, str] = Field(default={}, description="Answers that differ from the file's.")
    because: Annotated[str, AfterValidator(_said), Field(description="Why this must be so, in words.")]

    @model_validator(mode="after")
    def _either(self) -> SentenceForm:
        if (self.can is None) == (self.cannot is None):
            raise invalid("choice", "a sentence says either `can` or `cannot`", "can: s3:GetObject")
        return self


class ClaimForm(Form):
    """What nobody may ever do: on every such resource, with whatever other condition keys, under whatever answers."""

    who: Annotated[Words, Field(alias="as", description="Local names of roles; everybody is every role.")]
    but: Annotated[list[str], BeforeValidator(as_list)] = Field(default=[], description="Roles that may.")
    cannot: Annotated[Words, Field(description="Actions; wildcards count.")]
    on: Words = Field(default=["*"], description="ARNs, wildcards count; $Name is the ARN or id of a resource.")
    on_anything_but: Annotated[list[str], BeforeValidator(as_list)] = Field(
        default=[], description="ARNs on which they may; wildcards count."
    )
    when: Annotated[list[Named], BeforeValidator(one_or_many)] = Field(
        default=[], description="Condition keys of the requests that are meant, or names of contexts."
    )
    unless: Annotated[list[Named], BeforeValidator(one_or_many)] = Field(
        default=[], description="Condition keys with all of which they may, or names of contexts."
    )
    because: Annotated[str, AfterValidator(_said), Field(description="Why this must be so, in words.")]


class NameForm(Form):
    """Names that are answered inside the network, or are not."""

    can: Annotated[Words | None, Field(description="Names that are answered.")] = None
    cannot: Annotated[Words | None, Field(description="Names that are blocked.")] = None
    answers: dict[str, str] = Field(default={}, description="Answers that differ from the file's.")
    because: Annotated[str, AfterValidator(_said), Field(description="Why this must be so, in words.")]

    @model_validator(mode="after")
    def _either(self) -> NameForm:
        if (self.can is None) == (self.cannot is None):
            raise invalid("choice", "a sentence says either `can` or `cannot`", "cannot: data.attacker.example")
        return self


class ScenarioFile(Form):
    """scenarios.yaml: sentences about one template, deployed with some answers."""

    format: Annotated[Literal[1], Field(description="The format of this file.")]
    about: Annotated[str | None, Field(description="The product whose template is asked; this one by default.")] = None
    answers: Annotated[dict[str, str], Field(description="Answers to the template's questions.")]
    stored: dict[str, str] = Field(
        default={}, description="SSM parameters that the template looks up, by name: what an environment publishes."
    )
    networks: list[dict[str, str]] = Field(
        default=[], description="Answers that differ, with each of which the network is proven closed, too."
    )
    worlds: list[dict[str, str]] = Field(
        default=[], description="Answers that differ, with each of which every sentence must be true, too."
    )
    names: list[NameForm] = Field(default=[], description="Which names are answered inside the network.")
    contexts: dict[str, Keys] = Field(default={}, description="Condition keys under a name, for `when`.")
    claims: list[ClaimForm] = Field(default=[], description="What nobody may ever do.")
    sentences: Annotated[list[SentenceForm], Field(min_length=1, description="Who can and cannot do what.")]
