from __future__ import annotations

import json

import pytest

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.document import load_template
from generator.cloudformation.template.positions import find_repeated
from tests.generator.cloudformation.scopes import load


def test_yaml_and_json_give_the_same_template() -> None:
    text = "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub 'a-${AWS::Region}'}}}"
    document = {
        "Resources": {
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::Sub": "a-${AWS::Region}"}}}
        }
    }
    assert load_template(text).document == load_template(json.dumps(document)).document == document


def test_a_date_stays_the_text_that_it_is() -> None:
    text = "AWSTemplateFormatVersion: 2010-09-09\nResources: {T: {Type: AWS::SNS::Topic}}"
    assert load_template(text).document["AWSTemplateFormatVersion"] == "2010-09-09"


def test_of_a_key_that_is_there_twice_the_last_one_counts() -> None:
    text = "Resources:\n  T: {Type: AWS::SNS::Topic}\n  T:\n    Type: AWS::SQS::Queue\n    Type: AWS::S3::Bucket\n"
    assert load_template(text).resources == {"T": {"Type": "AWS::S3::Bucket"}}
    assert [(name, at.line, at.column) for name, at in find_repeated(text)] == [("T", 3, 3), ("Type", 5, 5)]


def test_so_it_is_in_json() -> None:
    one, other = '"T": {"Type": "AWS::SNS::Topic"}', '"T": {"Type": "AWS::SQS::Queue"}'
    text = f'{{"Resources": {{\n{one},\n{other}}},\n"Outputs": {{}}, "Outputs": {{}}}}'
    assert load_template(text).resources == {"T": {"Type": "AWS::SQS::Queue"}}
    assert [(name, at.line, at.column) for name, at in find_repeated(text)] == [("T", 3, 1), ("Outputs", 4, 16)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Resources: [", "YAML not well-formed. \\(line 2"),
        ('{"Resources": ', "JSON not well-formed. \\(line 1"),
        ("a: &x 1\nb: *x", "YAML aliases are not allowed"),
        ("Resources: {T: !Nope x}", "Unknown tag !Nope"),
        ("Color: red\nResources: {T: {Type: AWS::SNS::Topic}}", "Invalid template property or properties \\[Color\\]"),
        ("Description: nothing", "At least one Resources member must be defined"),
        ("Resources: {T: {Properties: {}}}", "must contain a Type member"),
        ("Resources: {T: {Type: AWS::SNS::Topic, Color: red}}", "Invalid template resource property 'Color'"),
        ("Resources: {T-x: {Type: AWS::SNS::Topic}}", "non alphanumeric"),
        ("Resources: {T: {Type: AWS::SNS::Topic, DeletionPolicy: Keep}}", "Unrecognized DeletionPolicy Keep"),
        ("Resources: {T: {Type: AWS::SNS::Topic, DeletionPolicy: Snapshot}}", "does not support deletion policy"),
        ("Resources: {T: {Type: AWS::AppStream::Fleet, CreationPolicy: {}}}", "CreationPolicy .* not part of the"),
        ("Resources: {T: {Type: AWS::Lambda::Alias, UpdatePolicy: {}}}", "UpdatePolicy .* not part of the embedded"),
        ("Resources: {T: {Type: AWS::SNS::Topic, UpdatePolicy: {Ref: T}}}", "format error: Expected an object"),
        ("Resources: {T: {Type: AWS::SNS::Topic, CreationPolicy: PT5M}}", "format error: Expected an object"),
        ("Transform: AWS::Serverless-2016-10-31\nResources: {T: {Type: AWS::SNS::Topic}}", "Transform AWS::Serverless"),
        ("AWSTemplateFormatVersion: '2011-01-01'\nResources: {T: {Type: AWS::SNS::Topic}}", "not a supported value"),
        ("just a text", "unsupported structure"),
    ],
)
def test_a_malformed_template_is_refused_with_its_reason(text: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said) as caught:
        load_template(text)
    assert caught.value.code == "ValidationError"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Resources: {T: {Type: AWS::SNS::Tropic}}", r"Unrecognized resource types: \[AWS::SNS::Tropic\]"),
        ("Resources: {T: {Type: AWS::EC2::Host}}", "Resource type AWS::EC2::Host is not part of the embedded"),
        ("Resources: {T: {Type: AWS::SNS::Topic, DependsOn: U}}", r"Unresolved resource dependencies \[U\]"),
        ("Resources: {T: {Type: AWS::SNS::Topic, Condition: C}}", "Unresolved condition dependency C"),
        (
            "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref U}}}",
            r"Unresolved resource dependencies \[U\] in the Resources block",
        ),
        (
            "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub '${U.Arn}'}}}",
            "references undefined resource U",
        ),
        (
            "Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: !GetAtt T.Color}}",
            "does not support attribute type Color",
        ),
        (
            "Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: !Ref U}}",
            r"\[U\] in the Outputs block",
        ),
        (
            "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: {'Fn::Transform': {}}}}}",
            "Fn::Transform is not part of the embedded AWS",
        ),
        (
            "Conditions: {A: !Equals [!Ref T, x]}\nResources: {T: {Type: AWS::SNS::Topic}}",
            "Cannot reference resources in the Conditions block",
        ),
        (
            "Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\nResources: {T: {Type: AWS::SNS::Topic}}",
            "circular condition dependency",
        ),
    ],
)
def test_a_name_that_means_nothing_is_refused_before_anything_is_created(text: str, said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        load(text)


def test_more_than_sixty_dynamic_references_are_refused() -> None:
    def text(count: int) -> str:
        return "Resources:\n" + "".join(
            f"  T{n}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: '{{{{resolve:ssm:/a/{n}}}}}'}}}}\n"
            for n in range(count)
        )

    load(text(60))
    with pytest.raises(TemplateError, match="at most 60 dynamic references"):
        load(text(61))
