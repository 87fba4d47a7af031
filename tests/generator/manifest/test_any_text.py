"""Whatever the files hold, loading them gives a manifest or Problems: never another error, never a place outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.diagnostics import Finding, Problems
from generator.diagnostics.codes import load_explanations
from generator.manifest import load_manifest

ENTERPRISE = Path(__file__).parents[2] / "fixtures" / "portfolios" / "enterprise"
TEXT = (ENTERPRISE / "portfolio.yaml").read_text()
LINES = TEXT.splitlines()
PIECES = [
    *("\t", "  ", "- ", ": ", "{", "}", "[", "]", '"', "'", "*a", "&a ", "!!x ", "---\n", "|\n"),
    *("~", "0", "1.4", "é", "\x00", "<<: ", "? ", "#"),
]
VALUES = [
    *("", "null", "[]", "{}", "7", "1.10", "true", '""', "[[]]", "{a: b}", "x", "-1", ".nan", ".inf"),
    *("9" * 30, '"*"', "10.0.0.0/16", "'\\0'"),
]
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line of YAML (1.1, "Line Break Characters"); PyYAML counts them all."""
unhurried = settings(deadline=None)
"""Other work on the machine may slow one example down; what loading costs is measured elsewhere."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One project for all examples; only its portfolio.yaml is written anew."""
    with TemporaryDirectory() as name:
        root = Path(name)
        for product in (ENTERPRISE / "products").iterdir():
            (root / "products" / product.name).mkdir(parents=True)
            (root / "products" / product.name / "product.yaml").write_bytes((product / "product.yaml").read_bytes())
        yield root


def load(folder: Path, content: bytes) -> list[Finding]:
    (folder / "portfolio.yaml").write_bytes(content)
    try:
        return list(load_manifest(folder).warnings)
    except Problems as problems:
        findings = list(problems.findings)
    assert findings
    return findings


def check(findings: list[Finding], content: bytes) -> None:
    lines = len(BREAK.findall(content.decode("utf-8-sig", "replace"))) + 2
    for finding in findings:
        assert finding.code in load_explanations()
        assert finding.message
        assert finding.fix
        assert finding.span is not None
        assert 1 <= finding.span.line <= lines
        assert finding.span.column >= 1
        assert finding.span.length >= 1


@unhurried
@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"%YAML 1.2\n---\na: b")
def test_any_bytes_are_read_or_told(folder: Path, content: bytes) -> None:
    check(load(folder, content), content)


@unhurried
@given(st.text(max_size=200))
@example("\ud7ff\ue000")
@example("a: 1\u2028b: 2")
@example("\r[")
def test_any_text_is_read_or_told(folder: Path, text: str) -> None:
    content = text.encode("utf-8", "replace")
    check(load(folder, content), content)


@unhurried
@given(st.lists(st.sampled_from([*PIECES, "a", "\n", "\n  "]), max_size=40))
def test_any_heap_of_yaml_signs_is_read_or_told(folder: Path, pieces: list[str]) -> None:
    content = "".join(pieces).encode()
    check(load(folder, content), content)


@unhurried
@given(st.integers(0, len(TEXT) - 1), st.integers(0, 30), st.sampled_from(PIECES))
def test_the_example_with_some_characters_replaced_is_read_or_told(
    folder: Path, start: int, removed: int, piece: str
) -> None:
    content = (TEXT[:start] + piece + TEXT[start + removed :]).encode()
    check(load(folder, content), content)


@unhurried
@given(st.integers(0, len(LINES) - 1), st.sampled_from(VALUES))
def test_the_example_with_another_value_is_read_or_told(folder: Path, index: int, value: str) -> None:
    key, colon, _ = LINES[index].partition(":")
    content = "\n".join([*LINES[:index], f"{key}{colon} {value}", *LINES[index + 1 :]]).encode()
    check(load(folder, content), content)


@unhurried
@given(st.sets(st.integers(0, len(LINES) - 1), min_size=1, max_size=8))
def test_the_example_without_some_lines_is_read_or_told(folder: Path, gone: set[int]) -> None:
    content = "\n".join(line for index, line in enumerate(LINES) if index not in gone).encode()
    check(load(folder, content), content)
