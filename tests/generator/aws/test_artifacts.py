"""Whoever loads a template from the bucket knows its digest alone: it lies where it is asked for, however written."""

from __future__ import annotations

from generator.model import Digest
from generator.model.artifacts import artifact_key


def test_a_template_in_json_lies_where_one_in_yaml_would() -> None:
    digest = Digest.of("{}")
    assert artifact_key(digest, ".json") == artifact_key(digest, ".yaml") == f"templates/sha256/{digest}.yaml"
    assert artifact_key(digest, ".zip") == f"assets/sha256/{digest}.zip"
