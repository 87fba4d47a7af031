"""The owners of what we publish: read as they were written, and nothing else read as ours."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.aws.catalog import ownership
from generator.model import Digest

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,30}", fullmatch=True)


@given(NAMES, NAMES, st.binary())
def test_a_versions_owner_is_read_as_it_was_written(catalog: str, product: str, content: bytes) -> None:
    text = ownership.version_description(catalog, product, "1.0.0", Digest.of(content))
    assert ownership.read_version(text) == (f"{catalog}/{product}", Digest.of(content))
    assert ownership.key_of(catalog, f"{catalog}/{product}") == product


@given(st.text())
def test_a_constraints_fingerprint_fits_its_description_and_is_read_as_it_was_written(words: str) -> None:
    text = ownership.constraint_description(words, "0123456789abcdef")
    assert len(text) <= 100
    assert ownership.read_constraint(text) == "0123456789abcdef"


@given(st.text())
def test_other_descriptions_name_no_owner(text: str) -> None:
    assert ownership.read_version(text) is None
    assert ownership.read_constraint(text) == ""


def test_another_catalogs_object_is_not_ours() -> None:
    assert ownership.key_of("data", "data-science/notebook") is None
    assert ownership.key_of("data-science", "") is None
