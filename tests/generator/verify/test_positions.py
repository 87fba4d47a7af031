"""A path in a template leads to the author's line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Finding, Span
from generator.model import Digest, Product, Version
from generator.synth import Rendered
from generator.verify.positions import Authors

PRODUCT = Product("a", "products/a", "A", "A.", "Us", Version(1, 0, 0))
SOURCE = """\
def build(canvas, product):
    canvas.add(
        Bucket(
            "DataBucket",
            BucketName="x",
            Encryption=Encryption(
                Rules=[Rule(KeyArn="k")],
            ),
        )
    )
    canvas.add(Queue("Queue", KeyArn="other"))
"""
FILE = "products/a/template.py"
SOURCES = {("Resources", "DataBucket"): Span(FILE, 2), ("Resources", "Queue"): Span(FILE, 11)}
RENDERED = Rendered(PRODUCT, "", Digest.of(""), {}, SOURCES)


@pytest.fixture
def authors(tmp_path: Path) -> Authors:
    (tmp_path / "products/a").mkdir(parents=True)
    (tmp_path / FILE).write_text(SOURCE)
    return Authors(tmp_path)


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("Resources", "DataBucket"), 2, 5),
        (("Resources", "DataBucket", "Properties", "BucketName"), 5, 13),
        (("Resources", "DataBucket", "Properties", "Encryption", "Rules", "0", "KeyArn"), 7, 29),
        (("Resources", "DataBucket", "Properties", "Missing"), 2, 5),
        (("Resources", "Queue", "Properties", "KeyArn"), 11, 31),
    ],
)
def test_the_deepest_key_that_is_written_there(authors: Authors, path: tuple[str, ...], line: int, column: int) -> None:
    span = authors.find(RENDERED, path)
    assert span is not None
    assert (span.path, span.line, span.column) == (FILE, line, column)


@pytest.mark.parametrize("path", [(), ("Resources",), ("Resources", "Other"), ("Metadata", "x")])
def test_what_nobody_drew_has_no_line(authors: Authors, path: tuple[str, ...]) -> None:
    assert authors.find(RENDERED, path) is None


def test_a_file_that_cannot_be_read_leaves_the_line_that_was_remembered(tmp_path: Path) -> None:
    span = Authors(tmp_path).find(RENDERED, ("Resources", "Queue", "Properties", "KeyArn"))
    assert span == Span(FILE, 11)


@pytest.mark.parametrize(
    ("fix", "yaml", "json"),
    [
        ('DeletionPolicy="Retain"', "DeletionPolicy: Retain", '"DeletionPolicy": "Retain"'),
        ("PendingWindowInDays=30", "PendingWindowInDays: 30", '"PendingWindowInDays": 30'),
        ("PrivateDnsEnabled=True", "PrivateDnsEnabled: true", '"PrivateDnsEnabled": true'),
        ("PermissionsBoundary=Ref(…)", "PermissionsBoundary: !Ref …", '"PermissionsBoundary": { "Ref": "…" }'),
        ("draw a CloudTrail trail", "draw a CloudTrail trail", "draw a CloudTrail trail"),
    ],
)
@pytest.mark.parametrize("ending", ["yaml", "json", "py"])
def test_a_fix_is_worded_in_the_templates_language(
    authors: Authors, ending: str, fix: str, yaml: str, json: str
) -> None:
    source = f"products/a/template.{ending}" if ending != "py" else ""
    rendered = Rendered(PRODUCT, "", Digest.of(""), {}, {}, source=source)
    found = authors.locate(Finding("SEC461", "x", Span(FILE, 1), fix), rendered)
    assert found.fix == {"yaml": yaml, "json": json, "py": fix}[ending]
