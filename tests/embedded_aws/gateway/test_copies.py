"""Copies of objects that are made only of what was expected to be there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

Refused = Callable[..., tuple[str, str]]


@pytest.fixture
def source(world: Any) -> dict[str, Any]:
    """An object, and how a copy of it is asked for."""
    bucket = world.bucket()
    world.aws.client("s3").put_object(Bucket=bucket, Key="candidates/a b.tar.gz", Body=b"model")
    return {"Bucket": bucket, "Key": "models/1", "CopySource": {"Bucket": bucket, "Key": "candidates/a b.tar.gz"}}


def test_a_copy_of_what_was_expected_is_made(world: Any, source: dict[str, Any]) -> None:
    s3 = world.aws.client("s3")
    held = s3.head_object(**source["CopySource"])
    s3.copy_object(**source, CopySourceIfMatch=held["ETag"])
    s3.copy_object(**source, CopySourceIfUnmodifiedSince=held["LastModified"])
    before = held["LastModified"] - timedelta(minutes=1)
    s3.copy_object(**source, CopySourceIfMatch=held["ETag"], CopySourceIfUnmodifiedSince=before)
    assert s3.get_object(Bucket=source["Bucket"], Key="models/1")["Body"].read() == b"model"


def test_a_copy_of_something_else_is_refused(world: Any, source: dict[str, Any], refused: Refused) -> None:
    s3 = world.aws.client("s3")
    held = s3.head_object(**source["CopySource"])
    for condition in (
        {"CopySourceIfMatch": '"0123456789abcdef0123456789abcdef"'},
        {"CopySourceIfUnmodifiedSince": held["LastModified"] - timedelta(minutes=1)},
    ):
        assert refused(s3.copy_object, **source, **condition)[0] == "PreconditionFailed"
    keys = {row["Key"] for row in s3.list_objects_v2(Bucket=source["Bucket"])["Contents"]}
    assert keys == {"candidates/a b.tar.gz"}
