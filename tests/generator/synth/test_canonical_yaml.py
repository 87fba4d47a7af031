"""One document, one text: it reads back as itself, in any process, under any hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.reader import read_document
from generator.model import Product, Version
from generator.synth import render_product
from generator.synth.parts import NotPlain
from generator.synth.serialize import render_yaml

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=30)
NAMES = st.sampled_from(["Queue", "DataKey", "Stage", "AWS::Region"])
FUNCTIONS = st.one_of(
    st.builds(lambda name: {"Ref": name}, NAMES),
    st.builds(lambda name, attribute: {"Fn::GetAtt": [name, attribute]}, st.just("Queue"), st.just("Arn.Part")),
    st.builds(lambda text: {"Fn::Sub": text}, TEXT),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXT | st.booleans() | st.integers() | FUNCTIONS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text("abcAB:-", min_size=1, max_size=8), inner, max_size=4),
        st.builds(lambda item: {"Fn::Base64": item}, FUNCTIONS | TEXT),
        st.builds(lambda items: {"Fn::Join": ["-", items]}, st.lists(inner, max_size=3)),
        st.builds(lambda yes, no: {"Fn::If": ["Wanted", yes, no]}, inner, inner),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abcdefG", min_size=1, max_size=6), VALUES, max_size=5))
def test_a_document_reads_back_as_itself(properties: dict[str, Any]) -> None:
    document = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": properties}}}
    assert read_document(render_yaml(document)) == document


@given(VALUES)
def test_there_are_no_anchors_even_where_a_value_is_used_twice(value: Any) -> None:
    document = {"Resources": {"A": {"Type": "x", "P": value}, "B": {"Type": "x", "P": value}}}
    assert read_document(render_yaml(document)) == document
    assert "&id" not in render_yaml({"Resources": {"A": [{"b": 1}] * 2}})


@pytest.mark.parametrize(
    "text", ["012345678901", "1e3", "0o7", "1_000", "12:30", "yes", "n", "null", "2012-10-17", "1.0"]
)
def test_text_that_looks_like_something_else_is_quoted(text: str) -> None:
    assert f"'{text}'" in render_yaml({"Resources": {"A": text}})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"Ref": "Stage"}, "A: !Ref Stage"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "A: !GetAtt Queue.Arn"),
        ({"Fn::GetAtt": ["Queue", {"Ref": "Name"}]}, "A: !GetAtt [Queue, !Ref Name]"),
        ({"Fn::Base64": {"Fn::Sub": "x"}}, "A:\n    Fn::Base64: !Sub x"),
        ({"Fn::Equals": [{"Ref": "A"}, "yes"]}, "A: !Equals [!Ref A, 'yes']"),
        ({"Fn::Sub": "one\ntwo\n"}, "A: !Sub |\n    one\n    two\n"),
        ({"Condition": "Wanted"}, "A: !Condition Wanted"),
        ({"Condition": {"Bool": {}}}, "A:\n    Condition:\n      Bool: {}"),
    ],
)
def test_functions_are_written_as_a_person_would(value: Any, text: str) -> None:
    assert text in render_yaml({"Resources": {"A": value}})


@pytest.mark.parametrize("value", [{1, 2}, object(), b"bytes", (1, 2)])
def test_a_value_without_a_canonical_form_is_refused_by_its_path(value: Any) -> None:
    with pytest.raises(NotPlain) as caught:
        render_yaml({"Resources": {"A": {"B": value}}})
    assert caught.value.path == ("Resources", "A", "B")


def test_text_that_is_no_template_is_refused() -> None:
    for text in ("", "- a", "Resources: [", "Resources: 3"):
        with pytest.raises(TemplateError, match="Template format error"):
            read_document(text)


def test_every_hash_seed_and_process_gives_the_same_bytes(project: Path) -> None:
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]);"
        "from generator.synth import render_project;"
        "print([str(r.digest) for r in render_project(Path(sys.argv[1]))])"
    )
    answers = set()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        words = [sys.executable, "-c", program, str(project), str(Path(__file__).parents[3])]
        (project / ".cache").rename(project / f"cache-{seed}") if (project / ".cache").exists() else None
        answers.add(subprocess.run(words, env=environment, capture_output=True, check=True, text=True).stdout)
    assert len(answers) == 1


def test_products_render_the_same_in_any_order(project: Path) -> None:
    products = [
        Product(name, f"products/{name}", name, "Words.", "Us", Version(1, 0, 0)) for name in ("queue", "bucket")
    ]
    there = {product.name: render_product(project, product).text for product in products}
    back = {product.name: render_product(project, product).text for product in reversed(products)}
    assert there == back
