"""Requests that no client would send are refused, each in the words of its protocol, and the server goes on."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from embedded_aws.gateway.pipeline import App
from tests.bench.request_path import environ_of
from tests.embedded_aws.gateway.bent_requests import bend, originals, send, sign

COUNT, SEED = int(os.environ.get("FUZZ", "2000")), int(os.environ.get("FUZZ_SEED", "1"))
BY_NAME = (b" is not part of the embedded AWS", b" broke in moto on this request")
TARGET = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "TrentService.DescribeKey"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
RAW = (
    b"\r\n\r\n",
    b"BREW / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: many\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"".join(b"X-%d: 1\r\n" % number for number in range(300)) + b"\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)


def signer(world: Any) -> Credentials:
    keys = world.aws.keys("admin")
    return Credentials(keys.access_key, keys.secret_key, keys.token)


@pytest.mark.slow
def test_a_bent_request_never_breaks_the_server(world: Any) -> None:
    logged: list[str] = []
    app, drawn, keys = App(world.aws.gateway, logged.append), Random(SEED), signer(world)
    known, ends = list(originals(world.aws)), Counter[int]()
    for _ in range(COUNT):
        service, request = drawn.choice(known)
        environ = bend(drawn, service, request, keys)
        status, body = send(app, environ)
        ends[status] += 1
        named = status == 501 and any(words in body for words in BY_NAME)
        assert status < 500 or named, f"{environ['RAW_URI']} {environ['taken.body']!r}: {status} {body!r} {logged}"
    assert logged == []
    assert ends[200], "some pass"
    assert ends[400] > COUNT / 4, "and most do not"


@pytest.mark.parametrize(
    ("service", "headers", "body", "code", "words"),
    [
        ("kms", TARGET, b'{"KeyId": ["a"]}', "SerializationException", "START_ARRAY can not be converted to a String"),
        ("kms", TARGET, b'{"KeyId": 1}', "SerializationException", "NUMBER_VALUE can not be converted to a String"),
        ("kms", TARGET, b'{"KeyId": "a"', "SerializationException", "no JSON"),
        ("kms", TARGET, b"\xff\xfe", "SerializationException", "no JSON"),
        ("kms", TARGET, b"[]", "SerializationException", "Start of structure or map found where not expected"),
        ("kms", TARGET, b"{}", "ValidationException", "Value null at 'KeyId' failed to satisfy constraint"),
        ("kms", TARGET, b"", "ValidationException", "Value null at 'KeyId' failed to satisfy constraint"),
        ("iam", FORM, b"Action=GetRole&Version=2010-05-08", "ValidationError", "Value null at 'RoleName'"),
        ("ec2", FORM, b"Action=DeleteSubnet&Version=2016-11-15", "MissingParameter", "the parameter SubnetId"),
        ("iam", FORM, b"Action=BrewCoffee&Version=2010-05-08", "UnknownOperationException", "no operation of iam"),
    ],
)
def test_what_the_model_does_not_take_is_refused_before_anything_is_asked(
    world: Any, service: str, headers: dict[str, str], body: bytes, code: str, words: str
) -> None:
    status, said = asked(world, service, AWSRequest("POST", world.aws.endpoint + "/", headers, body))
    assert (status, code in said, words in said) == (400, True, True), said


@pytest.mark.parametrize("body", [b"<a", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"\x00"])
def test_s3_takes_no_broken_xml_and_no_entities(world: Any, body: bytes) -> None:
    url = f"{world.aws.endpoint}/{world.bucket()}?versioning"
    status, said = asked(world, "s3", AWSRequest("PUT", url, {}, body))
    assert (status, "MalformedXML" in said) == (400, True), said


def test_operations_are_posted(world: Any) -> None:
    status, said = asked(world, "kms", AWSRequest("PUT", world.aws.endpoint + "/", TARGET, b'{"KeyId": "a"}'))
    assert (status, "UnknownOperationException" in said) == (400, True), said


@pytest.mark.parametrize("content", RAW, ids=range(len(RAW)))
def test_what_is_no_http_is_answered_or_hung_up_on(world: Any, content: bytes) -> None:
    address = urlsplit(world.aws.endpoint)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b" 500 " not in answer.partition(b"\r\n")[0]
    assert b"Traceback" not in answer
    assert world.aws.client("sts").get_caller_identity()["Account"]


def asked(world: Any, service: str, request: AWSRequest) -> tuple[int, str]:
    sign(request, service, signer(world))
    app = App(world.aws.gateway, lambda text: pytest.fail(text))
    status, body = send(app, environ_of(request.method, request.url, request.headers, request.data))
    return status, body.decode()


@pytest.mark.parametrize(
    ("operation", "params", "words"),
    [
        ("create_user", {"UserName": "a", "Path": "my/path"}, "Value 'my/path' at 'path' failed to satisfy"),
        ("create_user", {"UserName": "a b"}, "Value 'a b' at 'userName' failed to satisfy"),
        (
            "create_group",
            {"GroupName": "g" * 129},
            "at 'groupName' failed to satisfy constraint: Member must have length less than or equal to 128",
        ),
    ],
)
def test_names_and_paths_are_of_iams_patterns(
    world: Any, refused: Callable[..., tuple[str, str]], operation: str, params: dict[str, str], words: str
) -> None:
    code, message = refused(getattr(world.aws.client("iam"), operation), **params)
    assert (code, words in message) == ("ValidationError", True), message
