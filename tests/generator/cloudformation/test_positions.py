"""Every key and value of a template has its line and column, in YAML and in JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.positions import Path, find_positions, position_of
from generator.cloudformation.template.reader import read_value
from generator.synth.serialize import render_yaml

YAML = """\
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: !Sub
        - ${A}
        - A: !GetAtt Other.Arn
      Tags:
      - {Key: a, Value: !If [Yes, [1, 2], !Ref B]}
"""
JSON = """\
{
  "Resources": {"Topic": {
    "Type" : "AWS::SNS::Topic", "Tags": [{"Key": "a"}, [1, "\\u00e9{"], {}]
  }},
\t"Outputs": {"O": {"Value": {"Fn::GetAtt": ["A", "B"]}}}
}
"""
PROPERTIES: Path = ("Resources", "Topic", "Properties")
TAG: Path = (*PROPERTIES, "Tags", 0)
CONDITION: Path = (*TAG, "Value", "Fn::If")


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ((), (1, 1), (1, 1)),
        (("Resources",), (1, 1), (2, 3)),
        (("Resources", "Topic", "Type"), (3, 5), (3, 11)),
        ((*PROPERTIES, "TopicName"), (5, 7), (5, 18)),
        ((*PROPERTIES, "TopicName", "Fn::Sub", 0), (6, 11), (6, 11)),
        ((*PROPERTIES, "TopicName", "Fn::Sub", 1, "A"), (7, 11), (7, 14)),
        ((*PROPERTIES, "TopicName", "Fn::Sub", 1, "A", "Fn::GetAtt", 1), (7, 14), (7, 14)),
        (TAG, (9, 9), (9, 9)),
        ((*TAG, "Key"), (9, 10), (9, 15)),
        ((*CONDITION, 1, 1), (9, 39), (9, 39)),
        ((*CONDITION, 2, "Ref"), (9, 43), (9, 43)),
    ],
)
def test_yaml(path: Path, key: tuple[int, int], value: tuple[int, int]) -> None:
    found = position_of(YAML, path, key=True), position_of(YAML, path)
    assert [(one.line, one.column) for one in found] == [key, value]


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("Resources",), (2, 3), (2, 16)),
        (("Resources", "Topic", "Type"), (3, 5), (3, 14)),
        (("Resources", "Topic", "Tags", 0, "Key"), (3, 43), (3, 50)),
        (("Resources", "Topic", "Tags", 1, 1), (3, 60), (3, 60)),
        (("Resources", "Topic", "Tags", 2), (3, 72), (3, 72)),
        (("Outputs", "O", "Value", "Fn::GetAtt", 1), (5, 50), (5, 50)),
    ],
)
def test_json(path: Path, key: tuple[int, int], value: tuple[int, int]) -> None:
    found = position_of(JSON, path, key=True), position_of(JSON, path)
    assert [(one.line, one.column) for one in found] == [key, value]


def test_a_path_that_goes_too_deep_ends_at_what_there_is() -> None:
    assert position_of(YAML, ("Resources", "Topic", "Condition")) == position_of(YAML, ("Resources", "Topic"))
    assert position_of(YAML, ("Nowhere", 3)) == position_of(YAML, ())


@pytest.mark.parametrize("text", ["Resources: [", '{"Resources": ', "a: &x 1\nb: *x", "a: !Nope 1"])
def test_a_text_that_cannot_be_read_has_no_positions(text: str) -> None:
    with pytest.raises(TemplateError):
        position_of(text, ())


def paths(value: Any, path: Path = ()) -> set[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path, *(deeper for key, one in inner for deeper in paths(one, (*path, key)))}


NAMES = st.from_regex(r"[A-Za-z]{1,6}", fullmatch=True)
FUNCTIONS = st.builds(lambda name: {"Ref": name}, NAMES) | st.just({"Fn::GetAtt": ["A", "B.C"]})
VALUES = st.recursive(
    NAMES | st.integers() | st.booleans() | FUNCTIONS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=9,
)


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
def test_every_path_of_a_document_has_its_place(document: dict[str, Any]) -> None:
    for text in (render_yaml(document), json.dumps(document), json.dumps(document, indent=2)):
        assert read_value(text) == document
        assert set(find_positions(text)) == paths(document)
