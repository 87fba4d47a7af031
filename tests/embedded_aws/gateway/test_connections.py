"""A connection is kept for the next request, and ends with what cannot be read and with its address."""

from __future__ import annotations

import http.client
import uuid
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ConnectionClosedError

from embedded_aws.gateway.listeners import Listeners


def connect(endpoint: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=20)


def ask_again(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/")
    connection.getresponse()


def test_requests_follow_each_other_in_one_connection(world: Any) -> None:
    aws = world.aws
    aws.client("s3").create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    aws.client("s3").put_object(Bucket="kept", Key="one", Body=b"x" * 1000)
    link = aws.client("s3").generate_presigned_url("head_object", Params={"Bucket": "kept", "Key": "one"})
    path = link.removeprefix(aws.endpoint)
    with closing(connect(aws.endpoint)) as connection:
        sockets = []
        for method, target, status in (("HEAD", path, 200), ("GET", "/nowhere", 403), ("HEAD", path, 200)):
            connection.request(method, target)
            answer = connection.getresponse()
            content = answer.read()
            assert (answer.status, bool(content)) == (status, method == "GET")
            assert method == "GET" or answer.headers["Content-Length"] == "1000"
            sockets.append(connection.sock)
        assert sockets[0] is not None
        assert sockets[0] is sockets[1] is sockets[2]


@pytest.mark.parametrize(
    ("service", "operation", "header"),
    [
        ("s3", "list_buckets", "x-amz-request-id"),
        ("sns", "list_topics", "x-amzn-requestid"),
        ("ssm", "describe_parameters", "x-amzn-requestid"),
        ("sts", "get_caller_identity", "x-amzn-requestid"),
    ],
)
def test_an_answer_has_one_id(world: Any, service: str, operation: str, header: str) -> None:
    headers = getattr(world.aws.client(service), operation)()["ResponseMetadata"]["HTTPHeaders"]
    assert [name for name in headers if "request" in name] == [header]
    assert uuid.UUID(headers[header])


def test_content_that_cannot_be_read_ends_the_connection(world: Any) -> None:
    aws = world.aws
    with closing(connect(aws.endpoint)) as connection:
        connection.putrequest("POST", "/")
        connection.putheader("Content-Length", "many")
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Connection"]) == (400, "close")


def test_a_closed_address_answers_nobody_who_is_still_connected() -> None:
    def app(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    listeners = Listeners()
    listeners.open("127.0.0.1")
    listeners.start(app)
    with closing(http.client.HTTPConnection("127.0.0.1", listeners.port, timeout=20)) as connection:
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"ok"
        assert connection.sock is not None
        listeners.close("127.0.0.1")
        connection.auto_open = 0
        with pytest.raises((http.client.HTTPException, OSError)):
            ask_again(connection)
    listeners.stop()


def test_a_call_of_ours_is_signed_decided_and_dropped_like_any_other(world: Any) -> None:
    aws = world.aws
    gateway = aws.gateway
    own = gateway.client(aws.keys("admin"), "sts", "eu-west-1")
    assert own.get_caller_identity()["Arn"].endswith(":user/admin")
    assert aws.ask("audit?limit=1")[0]["operation"] == "GetCallerIdentity"
    stranger = gateway.client(aws.keys("dana"), "s3", "eu-west-1")
    with pytest.raises(stranger.exceptions.ClientError, match="AccessDenied"):
        stranger.list_buckets()
    aws.ask("faults", "POST", {"kind": "drop", "service": "sts", "operation": "GetSessionToken", "times": 1})
    with pytest.raises(ConnectionClosedError):
        own.get_session_token()
