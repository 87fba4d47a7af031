"""A path in a template leads to the author's line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Span
from generator.verify.positions import Authors

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
    span = authors.find(SOURCES, path)
    assert span is not None
    assert (span.path, span.line, span.column) == (FILE, line, column)


@pytest.mark.parametrize("path", [(), ("Resources",), ("Resources", "Other"), ("Metadata", "x")])
def test_what_nobody_drew_has_no_line(authors: Authors, path: tuple[str, ...]) -> None:
    assert authors.find(SOURCES, path) is None


def test_a_file_that_cannot_be_read_leaves_the_line_that_was_remembered(tmp_path: Path) -> None:
    span = Authors(tmp_path).find(SOURCES, ("Resources", "Queue", "Properties", "KeyArn"))
    assert span == Span(FILE, 11)
