"""S3's signatures of version 2: no bucket that is made today takes one, or every one in an old region does."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from embedded_aws.gateway.beliefs import BELIEFS
from embedded_aws.service import Keys

SENTENCE = "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."


@pytest.fixture
def taken(world: Any) -> Iterator[None]:
    """The other belief: what boto3 signs by default in us-east-1 is taken."""
    world.aws.ask("beliefs", "PUT", {"s3-refuses-version-two": False})
    yield
    world.aws.ask("beliefs", "PUT", {"s3-refuses-version-two": True})


def client(world: Any, region: str, keys: Keys | None = None) -> Any:
    keys = keys or world.aws.keys("admin")
    return boto3.client(
        "s3",
        region,
        endpoint_url=world.aws.endpoint,
        aws_access_key_id=keys.access_key,
        aws_secret_access_key=keys.secret_key,
        aws_session_token=keys.token,
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


def fetch(url: str, body: bytes | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(url, data=body, method="PUT" if body is not None else "GET")
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.mark.usefixtures("taken")
def test_where_it_is_taken_requests_and_links_are_verified(world: Any, refused: Any) -> None:
    bucket, old = world.bucket(), client(world, "eu-west-1")
    old.put_object(Bucket=bucket, Key="a key/ü", Body=b"x", Metadata={"word": "one  two"}, ContentType="text/plain")
    assert old.get_object(Bucket=bucket, Key="a key/ü", Range="bytes=0-0")["Body"].read() == b"x"
    old.put_object_tagging(Bucket=bucket, Key="a key/ü", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    assert bucket in {each["Name"] for each in old.list_buckets()["Buckets"]}
    what = {"Bucket": bucket, "Key": "a key/ü", "ResponseContentType": "text/csv"}
    url = old.generate_presigned_url("get_object", Params=what)
    assert fetch(url) == (200, b"x")
    assert b"SignatureDoesNotMatch" in fetch(url.replace("text%2Fcsv", "text%2Fxml"))[1]
    assert fetch(old.generate_presigned_url("get_object", Params=what, ExpiresIn=-5))[0] == 403
    put = old.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "put", "ContentType": "text/plain"})
    request = urllib.request.Request(put, data=b"y", method="PUT", headers={"Content-Type": "text/plain"})
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200
    keys = world.aws.keys("admin")
    wrong = client(world, "eu-west-1", Keys(keys.access_key, "wrong"))
    assert refused(wrong.list_buckets)[0] == "SignatureDoesNotMatch"


@pytest.mark.usefixtures("taken")
def test_a_session_signs_so_too_and_a_policy_may_refuse_it(world: Any, refused: Any) -> None:
    bucket = world.bucket()
    session = world.role_of({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    old = client(world, "eu-west-1", session)
    old.put_object(Bucket=bucket, Key="key", Body=b"x")
    assert fetch(old.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "key"})) == (200, b"x")
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringEquals": {"s3:signatureversion": "AWS"}},
    }
    world.aws.client("s3").put_bucket_policy(Bucket=bucket, Policy=world.policy(deny))
    assert refused(old.get_object, Bucket=bucket, Key="key")[0] == "AccessDenied"
    assert world.aws.client("s3").get_object(Bucket=bucket, Key="key")["Body"].read() == b"x"


@pytest.mark.usefixtures("taken")
def test_no_young_region_takes_it(world: Any, refused: Any) -> None:
    name = f"{world.bucket()}-young"
    place = {"LocationConstraint": "eu-central-1"}
    world.aws.client("s3", region="eu-central-1").create_bucket(Bucket=name, CreateBucketConfiguration=place)
    assert refused(client(world, "eu-central-1").list_objects_v2, Bucket=name) == ("InvalidRequest", SENTENCE)


def test_a_policy_may_refuse_links(world: Any) -> None:
    bucket, s3 = world.bucket(), world.aws.client("s3")
    s3.put_object(Bucket=bucket, Key="key", Body=b"x")
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringNotEquals": {"s3:authType": "REST-HEADER"}},
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=world.policy(deny))
    assert s3.get_object(Bucket=bucket, Key="key")["Body"].read() == b"x"
    assert fetch(s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "key"}))[0] == 403


def test_each_belief_is_in_the_documents() -> None:
    text = (Path(__file__).parents[3] / "docs/open-questions.md").read_text(encoding="utf-8")
    assert [name for name in BELIEFS if f"`{name}`" not in text] == []
