"""The marks of what we publish: read as they were written, and nothing else read as ours."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.aws.catalog import marks
from generator.model import Digest

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,30}", fullmatch=True)


@given(NAMES, NAMES, st.binary())
def test_a_versions_mark_is_read_as_it_was_written(catalog: str, product: str, content: bytes) -> None:
    text = marks.version_description(catalog, product, "1.0.0", Digest.of(content))
    assert marks.read_version(text) == (f"{catalog}/{product}", Digest.of(content))
    assert marks.key_of(catalog, f"{catalog}/{product}") == product


@given(st.text())
def test_a_constraints_mark_fits_its_description_and_is_read_as_it_was_written(words: str) -> None:
    text = marks.constraint_description(words, "0123456789abcdef")
    assert len(text) <= 100
    assert marks.read_constraint(text) == "0123456789abcdef"


@given(st.text())
def test_other_descriptions_bear_no_mark(text: str) -> None:
    assert marks.read_version(text) is None
    assert marks.read_constraint(text) == ""


def test_another_catalogs_mark_is_not_ours() -> None:
    assert marks.key_of("data", "data-science/notebook") is None
    assert marks.key_of("data-science", "") is None
