"""A released template is read once, and what was kept is never taken for another text's."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.reader import read_document
from generator.synth import read_ledger
from generator.synth.released import FOLDER, read_kept, read_released
from tests.e2e.world import CHECKOUT

BUCKET = "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties: {{ BucketName: {} }}\n"


def test_a_document_that_was_kept_is_the_one_that_is_read() -> None:
    for release in read_ledger(CHECKOUT).releases:
        text = (CHECKOUT / release.template).read_text(encoding="utf-8")
        assert read_released(CHECKOUT, release) == read_document(text) == read_released(CHECKOUT, release)


def test_another_text_and_a_damaged_record_are_read_anew(tmp_path: Path) -> None:
    first, second = BUCKET.format("one"), BUCKET.format("two")
    assert read_kept(tmp_path, first) == read_kept(tmp_path, first) != read_kept(tmp_path, second)
    for record in (tmp_path / FOLDER).iterdir():
        record.write_text('{"document": []}')
    assert read_kept(tmp_path, first) == read_document(first)
    with pytest.raises(TemplateError):
        read_kept(tmp_path, "Resources: [")


def test_a_key_that_is_no_text_comes_back_as_it_was_written(tmp_path: Path) -> None:
    text = f"Mappings:\n  Images:\n    111122223333: {{ Id: one }}\n{BUCKET.format('one')}"
    assert read_kept(tmp_path, text) == read_kept(tmp_path, text) == read_document(text)


def test_each_reader_gets_a_document_of_its_own(tmp_path: Path) -> None:
    read_kept(tmp_path, BUCKET.format("one"))["Resources"].clear()
    assert "Bucket" in read_kept(tmp_path, BUCKET.format("one"))["Resources"]
