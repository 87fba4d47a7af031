"""What is offered to whom: portfolios, and the file as a whole."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core.core_schema import CoreSchema, no_info_after_validator_function

from generator.manifest.forms.constraints import RuleForm, RuleName, Topics, refuse_stack_set
from generator.manifest.forms.environments import EnvironmentForm, TargetForm
from generator.manifest.forms.form import Form, as_list, distinct, invalid
from generator.manifest.forms.given_roles import LaunchRoleText
from generator.manifest.forms.identities import Principal, PrincipalPattern
from generator.manifest.forms.names import KEY, Key
from generator.manifest.forms.shares import ShareForm
from generator.manifest.forms.texts import Email, LocalRole, Name, Prose, Provider, Url, VersionText
from generator.manifest.shapes import Written
from generator.model.allowed_values import MOST_VALUES, AllowedValues

OWN_TAGS = "ds-catalog:"
_TAG = re.compile(r"[\w\s.:/=+\-@]*")
_PARAMETER = re.compile(r"[A-Za-z0-9]{1,255}")


class SupportForm(Form):
    """Whom to ask."""

    email: Annotated[Email | None, Field(description="An e-mail address.")] = None
    url: Annotated[Url | None, Field(description="An https address.")] = None
    description: Annotated[Prose | None, Field(description="How to get help.")] = None


class RangeForm(Form):
    """Whole numbers from `min` to `max`."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    min: Annotated[int | None, Field(description="The smallest value; default: the product's own.")] = None
    max: Annotated[int | None, Field(description="The largest value; default: the product's own.")] = None

    @model_validator(mode="after")
    def check_range(self) -> RangeForm:
        """Some bound, and both in order; what a missing one is, and how many values are left, the product says."""
        if self.min is None and self.max is None:
            raise invalid("narrow", "this range has neither `min` nor `max`", "{ max: 100 }")
        if self.min is not None and self.max is not None and self.max < self.min:
            message = f"no number is at least {self.min} and at most {self.max}"
            raise invalid("narrow", message, f"{{ min: {self.max}, max: {self.min} }}", "empty")
        return self


def _value(value: Any) -> Any:
    if isinstance(value, bool | float):
        said = str(value).lower()
        raise invalid("narrow", f"YAML reads `{said}` as something else than text", f'"{said}"', "quote it")
    return str(value) if isinstance(value, int) else value


def _values(values: list[str]) -> list[str]:
    if len(values) > MOST_VALUES:
        raise invalid("narrow", f"{len(values):,} values are listed; at most {MOST_VALUES:,} can be", "list fewer")
    return values


Value = Annotated[
    str, BeforeValidator(_value), AfterValidator(lambda text: text), WithJsonSchema({"type": ["string", "integer"]})
]
Values = Annotated[
    list[Value],
    BeforeValidator(as_list, json_schema_input_type=Value | list[Value]),
    AfterValidator(_values),
    AfterValidator(distinct("values")),
]
_Written = Annotated[
    Annotated[RangeForm, Tag("a range")] | Annotated[Values, Tag("values")],
    Discriminator(lambda value: "a range" if isinstance(value, dict) else "values"),
]


def _allowed(written: RangeForm | list[str]) -> AllowedValues:
    if isinstance(written, list):
        return AllowedValues(tuple(written))
    return AllowedValues(minimum=written.min, maximum=written.max)


def _narrow_schema(_: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    """The schema of what is written, which becomes AllowedValues as it is read."""
    return no_info_after_validator_function(_allowed, handler.generate_schema(_Written))


Narrow = Annotated[AllowedValues, GetPydanticSchema(_narrow_schema), Written(RangeForm)]


def _parameter(value: str) -> str:
    if not _PARAMETER.fullmatch(value):
        raise invalid("narrow", f"`{value[:60]}` is not the name of a parameter", "letters and digits: InstanceType")
    return value


Parameter = Annotated[str, AfterValidator(_parameter)]
Versions = Annotated[
    list[VersionText], BeforeValidator(as_list, json_schema_input_type=VersionText | list[VersionText])
]


class VersionsForm(Form):
    """Which versions can be launched."""

    current: Annotated[
        Versions,
        AfterValidator(distinct("versions")),
        Field(description="The released version that people should launch, or a list of several, in quotes."),
    ]
    deprecated: Annotated[Versions, AfterValidator(distinct("versions", empty=True))] = Field(
        default_factory=list, description="Versions that run and can be updated, but not launched any more."
    )


class OfferForm(Form):
    """A product in a portfolio."""

    _no_stack_set = model_validator(mode="before")(refuse_stack_set)

    use: Annotated[Key, Field(description="The product: a folder under products/.")]
    offer: Annotated[VersionsForm, Field(description="Which versions, each released.")]
    launch_role: Annotated[
        LaunchRoleText | None,
        Field(description="A role of the environment by local name, or one that exists; default: the product's."),
    ] = None
    narrow: dict[Parameter, Narrow] = Field(
        default_factory=dict,
        description="What people may answer: a value, a list, or { min, max }. Narrows, never widens.",
    )
    rules: dict[RuleName, RuleForm] = Field(
        default_factory=dict,
        description="Rules of CloudFormation that answers must meet, besides what `narrow` says of single ones.",
    )
    tag_updates: Annotated[bool, Field(description="Whether people may update the tags of what they launched.")] = False
    notify: Topics = Field(
        default_factory=list,
        description="Amazon SNS topics, by ARN, that are told of each event of its stacks; at most five.",
    )


class AccessForm(Form):
    """Who may launch: exactly one of the three."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    environment_role: Annotated[LocalRole | None, Field(description="A role of the environment, by local name.")] = None
    principal: Annotated[Principal | None, Field(description="An IAM user, role or group of the target's account.")] = (
        None
    )
    pattern: Annotated[
        PrincipalPattern | None, Field(description="Principals by pattern: role/aws-reserved/…/AWSReservedSSO_Name_*.")
    ] = None

    @model_validator(mode="after")
    def check_one(self) -> AccessForm:
        """Exactly one way of saying who."""
        given = [name for name in ("environment_role", "principal", "pattern") if getattr(self, name) is not None]
        if len(given) != 1:
            message = "an entry of `access` has exactly one of environment-role, principal and pattern"
            raise invalid("access", message, "- environment-role: ROLE", f"{len(given)} of them")
        return self


def _tag_key(value: str) -> str:
    if value.lower().startswith("aws:"):
        raise invalid("tags", f"`{value[:60]}` begins with `aws:`, which AWS keeps for itself", "take another key")
    if value.lower().startswith(OWN_TAGS):
        message = f"`{value[:60]}` begins with `{OWN_TAGS}`, by which the catalog knows what is its own"
        raise invalid("tags", message, "take another key")
    if not 1 <= len(value) <= 128 or not _TAG.fullmatch(value):
        raise invalid(
            "tags", f"`{value[:60]}` is not a tag key: 1 to 128 letters, digits, spaces and _.:/=+-@", "CostCenter"
        )
    return value


def _tag_value(value: str) -> str:
    if not 1 <= len(value) <= 256 or not _TAG.fullmatch(value):
        message = f"`{value[:60]}` is not a tag value: 1 to 256 letters, digits, spaces and _.:/=+-@"
        raise invalid("tags", message, "write another value")
    return value


def _few_tags(values: dict[str, Any]) -> dict[str, Any]:
    # Two tags of every object are ours: whose it is, and which key it has.
    if len(values) > 18:
        raise invalid(
            "tags", f"{len(values)} tags are given; AWS takes 20, and two are the catalog's own", "18 at most"
        )
    return values


def _few_tag_options(values: dict[str, list[str]]) -> dict[str, list[str]]:
    count = sum(map(len, values.values()))
    if count > 25:
        what = f"{count} tag options are given; Service Catalog takes 25 a portfolio, and 25 a product"
        raise invalid("tags", what, "25 at most")
    return values


TagKey = Annotated[str, AfterValidator(_tag_key)]
TagValue = Annotated[
    str, AfterValidator(_tag_value), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 256})
]
TagValues = Annotated[list[TagValue], AfterValidator(distinct("values"))]
TagOptions = Annotated[dict[TagKey, TagValues], AfterValidator(_few_tag_options)]


class PortfolioForm(Form):
    """One Service Catalog portfolio."""

    name: Annotated[Name, Field(description="What people see; at most 100 characters.")]
    description: Annotated[Prose | None, Field(description="What it is for; at most 2000 characters.")] = None
    provider: Annotated[Provider, Field(description="Who offers it; at most 50 characters.")]
    support: Annotated[
        SupportForm, Field(description="Whom to ask about its products that say nothing of this themselves.")
    ] = SupportForm()
    environment: Annotated[
        Key | None, Field(description="The environment that its products run in: a key of `environments`.")
    ] = None
    target: Annotated[Key | None, Field(description="Or the target, where its products need no environment.")] = None
    products: Annotated[list[OfferForm], Field(description="What is offered.")]
    access: list[AccessForm] = Field(default_factory=list, description="Who may launch.")
    tags: Annotated[dict[TagKey, TagValue], AfterValidator(_few_tags)] = Field(
        default_factory=dict, description="Tags of the portfolio and of what is launched."
    )
    tag_options: TagOptions = Field(default_factory=dict, description="Tags that people choose a value of.")
    share: list[ShareForm] = Field(
        default_factory=list, description="Other accounts that get it: by account, organizational unit or organization."
    )

    @model_validator(mode="after")
    def check_place(self) -> PortfolioForm:
        """An environment, or a target."""
        if (self.environment is None) == (self.target is None):
            message = "a portfolio names its `environment`, or a `target` where its products need none"
            raise invalid("place", message, "environment: NAME")
        return self


def _format(value: Any) -> Any:
    if value != 1 or isinstance(value, bool):
        message = f"this is format `{str(value)[:20]}`, and this generator reads format 1"
        raise invalid("format", message, "format: 1")
    return int(value)


def _catalog(value: str) -> str:
    if not KEY.fullmatch(value) or not 3 <= len(value) <= 40:
        message = f"`{value[:60]}` cannot mark what is published: 3 to 40 lower-case letters, digits, single hyphens"
        raise invalid("catalog", message, "catalog: data-science")
    return value


class PortfolioFile(Form):
    """portfolio.yaml: what is offered, to whom, at which versions, in which environments."""

    format: Annotated[int, BeforeValidator(_format), WithJsonSchema({"const": 1}), Field(description="The format: 1.")]
    catalog: Annotated[
        str,
        AfterValidator(_catalog),
        WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9-]{2,39}$"}),
        Field(description="Marks everything published from here as ours; never changes."),
    ]
    targets: Annotated[dict[Key, TargetForm], Field(description="Accounts and regions, by a name of your choice.")]
    environments: Annotated[
        dict[Key, EnvironmentForm], Field(description="Base environments, by <project>-<stage>; none where left out.")
    ] = Field(default_factory=dict)
    portfolios: Annotated[dict[Key, PortfolioForm], Field(description="Portfolios, by a name that never changes.")]
