"""Every code that the source raises is explained, and every explanation is of a code that the source raises."""

from __future__ import annotations

import re
from pathlib import Path

from generator.diagnostics.codes import Explanation, load_explanations

ROOT = Path(__file__).parents[2]
EXPLANATIONS = ROOT / "generator" / "diagnostics" / "codes"
CODE = re.compile(r'"((?:PF1|PF2|PD2|TP3|SEC[45]|VER5|PLN6|AWS7|LOC8|PRB8)[0-9]{2})"')
# The catcher prints this one for whatever AWS refused.
IN_WORDS = re.compile(r"\[((?:PF1|PF2|PD2|TP3|SEC[45]|VER5|PLN6|AWS7|LOC8|PRB8)[0-9]{2})\]")


def raised() -> set[str]:
    found: set[str] = set()
    for folder in ("generator", "embedded_aws", "products"):
        for file in (ROOT / folder).rglob("*.py"):
            if EXPLANATIONS not in file.parents:
                text = file.read_text(encoding="utf-8")
                found.update(CODE.findall(text), IN_WORDS.findall(text))
    return found


def test_every_code_that_is_raised_is_explained() -> None:
    assert sorted(raised() - set(load_explanations())) == [], "a row in generator/diagnostics/codes"


def test_every_code_that_is_explained_is_raised() -> None:
    assert sorted(set(load_explanations()) - raised()) == [], "raised nowhere, or its family is not in CODE above"


def test_every_explanation_is_whole() -> None:
    for row in load_explanations().values():
        assert isinstance(row, Explanation)
        for words in (row.title, row.why, row.fix):
            assert words == words.strip(), row.code
            assert words, row.code
        assert not row.title.endswith("."), row.code
        assert row.why.endswith((".", "…")), row.code
        assert row.fix.endswith((".", "…")), row.code
