"""S3's signatures of version 2: no bucket that is made today takes one, and the answer says what to sign with."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import boto3
import pytest
from botocore.config import Config

SENTENCE = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."


def client(world: Any, region: str) -> Any:
    keys = world.aws.keys("admin")
    return boto3.client(
        "s3",
        region,
        endpoint_url=world.aws.endpoint,
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
        config=Config(signature_version="s3", retries={"total_max_attempts": 1}),
    )


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "eu-central-1"])
def test_a_request_that_is_signed_so_is_refused(world: Any, refused: Any, region: str) -> None:
    old = client(world, region)
    assert refused(old.list_objects_v2, Bucket=world.bucket()) == ("InvalidRequest", SENTENCE)
    assert refused(old.put_object, Bucket=world.bucket(), Key="key", Body=b"x") == ("InvalidRequest", SENTENCE)


def test_a_link_that_is_signed_so_is_refused(world: Any) -> None:
    bucket = world.bucket()
    world.aws.client("s3").put_object(Bucket=bucket, Key="key", Body=b"x")
    url = client(world, "eu-west-1").generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "key"})
    assert "AWSAccessKeyId=" in url
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(url)
    assert caught.value.code == 400
    assert SENTENCE.encode() in caught.value.read()


def test_a_link_without_a_signature_is_unsigned(world: Any) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{world.aws.endpoint}/{world.bucket()}/key?AWSAccessKeyId=AKIANOBODY0000000000")
    assert caught.value.code == 403
