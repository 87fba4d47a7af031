"""A text that a parameter's pattern takes is found for the patterns that people write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.cloudformation.template.reader import read_document
from generator.verify.permissions.pattern_texts import find_texts

PATTERNS = (
    r"arn:aws:iam::[0-9]{12}:role/team-[a-z]+",
    r"^$|^subnet-[0-9a-f]{8,17}(,subnet-[0-9a-f]{8,17}){1,2}$",
    r"[a-zA-Z][a-zA-Z0-9]*",
    r"^(?:\d{1,3}\.){3}\d{1,3}/(\d|[12]\d|3[0-2])$",
    r"^[^\s@]+@[^\s@]+\.[a-z]{2,}$",
    r"^s3://([^/]+)/(.*?([^/]+)/?)$",
    r"(?P<kind>ml|db)\.[a-z]\d+\.(large|xlarge)",
    r"[]x-]{2}[\]\w]+?",
    r"\S{8,}",
    "Z{40}",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_one_of_the_texts_fits(pattern: str) -> None:
    assert any(text and re.fullmatch(pattern, text) for text in find_texts(pattern))


def test_every_pattern_of_our_own_templates_has_one() -> None:
    root = Path(__file__).parents[3]
    patterns = {
        str(parameter["AllowedPattern"])
        for file in (root / "dist").glob("*/*/template.yaml")
        for parameter in read_document(file.read_text(encoding="utf-8")).get("Parameters", {}).values()
        if "AllowedPattern" in parameter
    }
    assert len(patterns) > 20
    lacking = {each for each in patterns if not any(text and re.fullmatch(each, text) for text in find_texts(each))}
    assert lacking == set()


@pytest.mark.parametrize("pattern", ["(", "", "a{2,1}", "(?!x)", "[", "\\"])
def test_what_is_no_pattern_or_takes_nothing_ends(pattern: str) -> None:
    assert all(isinstance(text, str) for text in find_texts(pattern))
