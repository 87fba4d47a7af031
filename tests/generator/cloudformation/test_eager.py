"""What CloudFormation refuses before it makes anything, also where it is not used: in the engine and in the proofs."""

from __future__ import annotations

import pytest

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.resolve import resolve
from generator.cloudformation.template.eager import check_eagerly
from generator.cloudformation.template.reader import read_document
from generator.diagnostics import Problems
from tests.generator.cloudformation.scopes import scope_of

TEMPLATE = """
Parameters: {{Region: {{Type: String, Default: mars}}}}
Mappings: {{Names: {{earth: {{Topic: one}}}}}}
Conditions:
  Never: !Equals [a, b]
  Always: !Not [!Condition Never]
Resources:
  Topic: {{Type: AWS::SNS::Topic, Properties: {{TopicName: {name}}}}}
  Hidden: {{Type: AWS::SNS::Topic, Condition: Never, Properties: {{TopicName: {hidden}}}}}
Outputs:
  Shown: {{Value: {output}}}
  Left: {{Condition: Never, Value: {left}}}
"""
LOOKUP = "!FindInMap [Names, !Ref Region, Topic]"
MISSING = "Template error: Unable to get mapping for Names::mars::Topic"
UNRESOLVED = r"Unresolved resource dependencies \[Hidden\] in the Outputs block of the template"


def text(name: str = "one", hidden: str = "two", output: str = "three", left: str = "four") -> str:
    return TEMPLATE.format(name=name, hidden=hidden, output=output, left=left)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (text(name=LOOKUP), MISSING),
        (text(name=f"!If [Never, {LOOKUP}, b]"), MISSING),
        (text(name=f"!If [Always, b, {LOOKUP}]"), MISSING),
        (text(name=f"!Sub ['${{A}}', {{A: !If [Never, {LOOKUP}, b]}}]"), MISSING),
        (
            text(name="!If [Never, !FindInMap [Names, earth, Queue], b]"),
            "Unable to get mapping for Names::earth::Queue",
        ),
        (text(name="!If [Never, !FindInMap [Names, !FindInMap [Names, earth, Topic], Topic], b]"), "Names::one::Topic"),
        (text(output=f"!If [Never, {LOOKUP}, b]"), MISSING),
        (text(output="!Ref Hidden"), UNRESOLVED),
        (text(output="!GetAtt Hidden.TopicName"), UNRESOLVED),
        (text(output="!Sub 'a-${Hidden}'"), UNRESOLVED),
        (text(output="!If [Always, !Ref Hidden, b]"), UNRESOLVED),
    ],
)
def test_what_is_not_used_is_refused_too(template: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        check_eagerly(scope_of(template))
    with pytest.raises(Problems, match=said) as caught:
        resolve(read_document(template), {})
    assert [finding.code for finding in caught.value.findings] == ["SEC410"]


@pytest.mark.parametrize(
    "template",
    [
        text(name=f"!If [Never, {LOOKUP.replace('!Ref Region', 'earth')}, b]"),
        text(hidden=LOOKUP),
        text(left=LOOKUP),
        text(left="!Ref Hidden"),
        text(output="!If [Never, !Ref Hidden, b]"),
    ],
    ids=["a row that there is", "a hidden resource", "a hidden output", "a hidden output of it", "the other branch"],
)
def test_what_cloudformation_never_looks_at_is_not_refused(template: str) -> None:
    check_eagerly(scope_of(template))
    assert set(resolve(read_document(template), {})["Resources"]) == {"Topic"}


def test_a_row_whose_key_only_a_made_resource_gives_is_not_looked_up_before() -> None:
    template = "Transform: AWS::LanguageExtensions" + text(name="!If [Never, !FindInMap [Names, !Ref Other, Topic], b]")
    other = "  Other: {Type: AWS::SNS::Topic}\nOutputs:"
    check_eagerly(scope_of(template.replace("Outputs:", other)))


def test_a_default_stands_in_for_a_row_that_is_missing() -> None:
    template = text(name="!If [Never, !FindInMap [Names, mars, Topic, {DefaultValue: d}], b]")
    check_eagerly(scope_of("Transform: AWS::LanguageExtensions" + template))


def test_every_part_of_a_condition_is_evaluated() -> None:
    template = text().replace("Never: !Equals [a, b]", f"Never: !And [!Equals [a, b], !Equals [{LOOKUP}, b]]")
    with pytest.raises(TemplateError, match=MISSING):
        check_eagerly(scope_of(template))
