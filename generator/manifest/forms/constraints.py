"""What an offer adds to a product by constraints besides launch role and narrowing: rules, topics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from generator.manifest.forms.form import Form, as_list, distinct, invalid

MOST_TOPICS = 5
"""NotificationARNs of a stack, at most ("CreateStack" in CloudFormation's API reference)."""
_RULE = re.compile(r"[A-Za-z0-9]{1,100}")
_OWN_RULES = ("Pin", "Narrow")
_TOPIC = re.compile(r"arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}")


def _rule_name(value: str) -> str:
    if not _RULE.fullmatch(value):
        raise invalid("rules", f"`{value[:60]}` is not the name of a rule", "letters and digits: NoLargeVolumes")
    if value.startswith(_OWN_RULES):
        own = " and ".join(f"`{each}…`" for each in _OWN_RULES)
        raise invalid("rules", f"`{value}`: {own} are the rules of the catalog itself", "take another name")
    return value


RuleName = Annotated[str, AfterValidator(_rule_name)]
Expression = Annotated[
    dict[str, Any], Field(description="One rule function of CloudFormation, in its long form: { Fn::Equals: [...] }.")
]


class AssertionForm(Form):
    """What must hold, and what people read where it does not."""

    model_config = ConfigDict(alias_generator=None)

    test: Annotated[Expression, Field(alias="Assert")]
    description: Annotated[
        str,
        Field(alias="AssertDescription", min_length=1, max_length=1000, description="What people read then."),
    ]


def _some(assertions: list[AssertionForm]) -> list[AssertionForm]:
    if not assertions:
        raise invalid("empty-list", "this rule asserts nothing", "write an assertion, or remove the rule")
    return assertions


class RuleForm(Form):
    """A rule as CloudFormation writes it: assertions, and when they are asked for."""

    model_config = ConfigDict(alias_generator=None)

    assertions: Annotated[list[AssertionForm], AfterValidator(_some)] = Field(
        alias="Assertions", description="All of them must hold."
    )
    condition: Annotated[Expression | None, Field(alias="RuleCondition")] = None

    @property
    def document(self) -> Mapping[str, Any]:
        """The rule as a template constraint has it."""
        assertions = [{"Assert": each.test, "AssertDescription": each.description} for each in self.assertions]
        return {"Assertions": assertions} | ({"RuleCondition": self.condition} if self.condition is not None else {})


def refuse_stack_set(offer: Any) -> Any:
    """Says in plain words why no stack set constraint is published from here."""
    if isinstance(offer, dict) and "stack-set" in offer:
        message = (
            "no stack set constraint is published from here: Service Catalog takes it instead of a launch role, and "
            "nobody could prove what its administration role may do in the accounts that it reaches"
        )
        raise invalid("stack-set", message, "remove `stack-set`; offer the product in a portfolio of each target")
    return offer


def _topic(value: str) -> str:
    if not _TOPIC.fullmatch(value):
        fix = "arn:aws:sns:eu-west-1:111122223333:NAME"
        raise invalid("arn", f"`{value[:90]}` is not the ARN of a standard Amazon SNS topic", fix)
    return value


def _few_topics(values: list[str]) -> list[str]:
    if len(values) > MOST_TOPICS:
        message = f"{len(values)} topics are named; CloudFormation tells {MOST_TOPICS} of a stack's events at most"
        raise invalid("notify", message, "subscribe several people to one topic")
    return values


Topic = Annotated[str, AfterValidator(_topic)]
Topics = Annotated[
    list[Topic],
    BeforeValidator(as_list, json_schema_input_type=Topic | list[Topic]),
    AfterValidator(distinct("topics")),
    AfterValidator(_few_topics),
]
