"""What botocore signs, we find right; what is changed afterwards, we do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlsplit

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from embedded_aws.gateway.http_request import HttpRequest
from embedded_aws.gateway.signature import is_in_time, is_payload_right, is_right, read_signature

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
PAIRS = st.dictionaries(WORDS, WORDS, max_size=4)


def signed(service: str, method: str, path: str, query: dict[str, str], body: bytes) -> HttpRequest:
    text = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in query.items())
    url = f"http://127.0.0.1:4577{quote(path, safe='/-_.~')}" + (f"?{text}" if text else "")
    request = AWSRequest(method, url, data=body, headers={"X-Amz-Meta-Note": "some  words"})
    auth = S3SigV4Auth if service == "s3" else SigV4Auth
    auth(Credentials("AKIALOCAL", "secret", "token"), service, "eu-west-1").add_auth(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    parts = urlsplit(url)
    return HttpRequest(
        method, parts.path, parts.query, {"host": parts.netloc, **headers}, body, "127.0.0.1", "127.0.0.1"
    )


@given(st.sampled_from(["s3", "ssm", "lambda"]), WORDS, PAIRS, st.binary(max_size=40))
def test_a_request_that_botocore_signed_is_right(service: str, word: str, query: dict[str, str], body: bytes) -> None:
    name = word.strip("./") or "x"
    request = signed(service, "PUT", f"/folder/{name}", query, body)
    signature = read_signature(request)
    assert signature is not None
    assert (signature.service, signature.region, signature.token) == (service, "eu-west-1", "token")
    assert is_right(signature, request, "secret")
    assert is_payload_right(request)
    assert not is_right(signature, request, "another secret")


@given(PAIRS, st.binary(min_size=1, max_size=40))
def test_a_request_that_was_changed_is_wrong(query: dict[str, str], body: bytes) -> None:
    request = signed("s3", "PUT", "/bucket/key", query, body)
    signature = read_signature(request)
    assert signature is not None
    assert not is_right(signature, replace(request, method="DELETE"), "secret")
    assert not is_right(signature, replace(request, path="/bucket/other"), "secret")
    assert not is_right(signature, replace(request, query=f"{request.query}&acl="), "secret")
    assert not is_payload_right(replace(request, body=body + b"x"))


def test_a_quarter_of_an_hour_is_in_time() -> None:
    signature = read_signature(signed("ssm", "POST", "/", {}, b""))
    assert signature is not None
    now = datetime.now(UTC)
    assert is_in_time(signature, now)
    assert not is_in_time(signature, now + timedelta(minutes=16))
    assert not is_in_time(signature, now - timedelta(minutes=16))


def test_what_is_not_a_signature_is_none() -> None:
    request = signed("ssm", "POST", "/", {}, b"")
    for header in ("", "Bearer x", "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0"):
        assert read_signature(replace(request, headers={"authorization": header})) is None
