"""Who signs wrongly gets AWS's own error, in the service's own protocol."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.auth import S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from embedded_aws.service import Caller, Keys


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("sts", "get_caller_identity", "SignatureDoesNotMatch"),
        ("s3", "list_buckets", "SignatureDoesNotMatch"),
        ("ssm", "describe_parameters", "InvalidSignatureException"),
        ("ec2", "describe_vpcs", "AuthFailure"),
    ],
)
def test_a_wrong_secret_is_refused(world: Any, refused: Any, service: str, call: str, code: str) -> None:
    wrong = Keys(world.aws.keys("admin").access_key, "another secret")
    assert refused(getattr(world.aws.client(service, keys=wrong), call))[0] == code


@pytest.mark.parametrize(
    ("service", "call", "code"),
    [
        ("sts", "get_caller_identity", "InvalidClientTokenId"),
        ("s3", "list_buckets", "InvalidAccessKeyId"),
        ("ssm", "describe_parameters", "UnrecognizedClientException"),
        ("ec2", "describe_vpcs", "AuthFailure"),
    ],
)
def test_an_unknown_key_is_refused(world: Any, refused: Any, service: str, call: str, code: str) -> None:
    unknown = Keys("AKIANOBODY0000000000", "secret")
    assert refused(getattr(world.aws.client(service, keys=unknown), call))[0] == code


def test_a_session_needs_its_token(world: Any, refused: Any) -> None:
    keys = world.role_of()
    assert world.aws.client("sts", keys=keys).get_caller_identity()["Arn"].endswith("/test")
    without = Keys(keys.access_key, keys.secret_key, "another token")
    assert refused(world.aws.client("sts", "eu-west-2", keys=without).get_caller_identity)[0] == "InvalidClientTokenId"


def test_a_session_ends(world: Any, refused: Any) -> None:
    keys = world.role_of()
    held: Caller = world.aws.gateway.sessions.find(keys.access_key)
    ended = Caller(**{**vars(held), "expires": datetime.now(UTC) - timedelta(seconds=1)})
    world.aws.gateway.sessions.issue(ended)
    assert refused(world.aws.client("sts", keys=keys).get_caller_identity)[0] == "ExpiredToken"
    assert refused(world.aws.client("ssm", keys=keys).describe_parameters)[0] == "ExpiredTokenException"


def test_a_request_without_a_signature_is_refused(world: Any) -> None:
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(world.aws.endpoint, data=body)
    assert caught.value.code == 403
    assert b"MissingAuthenticationToken" in caught.value.read()


def test_a_request_signed_an_hour_ago_is_refused(world: Any) -> None:
    keys = world.aws.keys("admin")
    request = AWSRequest("POST", world.aws.endpoint + "/", data=b"Action=GetCallerIdentity&Version=2011-06-15")
    request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    request.context["timestamp"] = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y%m%dT%H%M%SZ")
    auth = SigV4Auth(Credentials(keys.access_key, keys.secret_key), "sts", "eu-west-1")
    request.headers["X-Amz-Date"] = request.context["timestamp"]
    canonical = auth.canonical_request(request)
    auth._inject_signature_to_request(request, auth.signature(auth.string_to_sign(request, canonical), request))
    sent = urllib.request.Request(world.aws.endpoint + "/", data=request.data, headers=dict(request.headers.items()))
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(sent)
    assert b"SignatureDoesNotMatch" in caught.value.read()


def test_a_body_changed_on_the_way_is_refused(world: Any) -> None:
    keys, bucket = world.aws.keys("admin"), world.bucket()
    request = AWSRequest("PUT", f"{world.aws.endpoint}/{bucket}/key", data=b"what was signed")
    from botocore.auth import S3SigV4Auth

    S3SigV4Auth(Credentials(keys.access_key, keys.secret_key), "s3", "eu-west-1").add_auth(request)
    headers = {**dict(request.headers.items()), "X-Amz-Content-SHA256": request.headers["X-Amz-Content-SHA256"]}
    sent = urllib.request.Request(request.url, data=b"something else", headers=headers, method="PUT")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(sent)
    assert b"XAmzContentSHA256Mismatch" in caught.value.read()


def test_a_presigned_url_works_until_it_expires(world: Any) -> None:
    bucket, keys = world.bucket(), world.aws.keys("admin")
    s3 = world.aws.client("s3")
    s3.put_object(Bucket=bucket, Key="a folder/b+c.txt", Body=b"hello")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a folder/b+c.txt"})
    assert urllib.request.urlopen(url).read() == b"hello"
    expired = AWSRequest("GET", f"{world.aws.endpoint}/{bucket}/a%20folder/b%2Bc.txt")
    S3SigV4QueryAuth(Credentials(keys.access_key, keys.secret_key), "s3", "eu-west-1", expires=-1).add_auth(expired)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(expired.prepare().url)
    assert b"AccessDenied" in caught.value.read()


def test_another_method_than_the_presigned_one_is_refused(world: Any) -> None:
    bucket = world.bucket()
    url = world.aws.client("s3").generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "key"})
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(urllib.request.Request(url, data=b"x", method="PUT"))
    assert b"SignatureDoesNotMatch" in caught.value.read()
