"""Fault injection, the audit log and the count of calls."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from embedded_aws.secret import HEADER, new_secret
from tests.waiting import PATIENCE


def ask(world: Any, method: str, path: str, body: Any = None) -> Any:
    return world.aws.ask(path, method, body)


@pytest.fixture(autouse=True)
def without_faults(world: Any) -> Iterator[None]:
    yield
    ask(world, "DELETE", "faults")


def test_the_third_call_is_throttled(world: Any) -> None:
    ask(world, "POST", "faults", {"kind": "throttle", "service": "ssm", "at": 3})
    ssm, ends = world.aws.client("ssm"), []
    for _ in range(4):
        try:
            ssm.describe_parameters()
            ends.append("fine")
        except ClientError as error:
            ends.append(error.response["Error"]["Code"])
    assert ends == ["fine", "fine", "ThrottlingException", "fine"]


@pytest.mark.parametrize(
    ("service", "operation", "code", "status"),
    [
        ("s3", "head_bucket", "503", 503),
        ("s3", "list_buckets", "SlowDown", 503),
        ("iam", "list_users", "Throttling", 400),
        ("ec2", "describe_vpcs", "RequestLimitExceeded", 503),
    ],
)
def test_each_service_is_throttled_in_its_own_words(
    world: Any, service: str, operation: str, code: str, status: int
) -> None:
    ask(world, "POST", "faults", {"kind": "throttle", "service": service})
    with pytest.raises(ClientError) as caught:
        getattr(world.aws.client(service), operation)(**({"Bucket": "any"} if operation == "head_bucket" else {}))
    answer = caught.value.response
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)


def test_a_service_that_calls_another_is_not_throttled(world: Any) -> None:
    ask(world, "POST", "faults", {"kind": "throttle", "service": "ssm"})
    resource = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": "one"}}
    stacks = world.aws.client("cloudformation")
    stacks.create_stack(StackName="calm", TemplateBody=json.dumps({"Resources": {"One": resource}}))
    stacks.get_waiter("stack_create_complete").wait(StackName="calm", WaiterConfig={"Delay": 1})


@pytest.mark.parametrize(("kind", "status"), [("error", 500), ("deny", 403)])
def test_faults_have_aws_shapes(world: Any, kind: str, status: int) -> None:
    ask(world, "POST", "faults", {"kind": kind, "service": "iam", "operation": "List*"})
    with pytest.raises(ClientError) as caught:
        world.aws.client("iam").list_users()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_an_answer_is_lost_after_the_work_is_done(world: Any) -> None:
    ask(world, "POST", "faults", {"kind": "drop", "operation": "CreateUser", "after": True})
    began = time.monotonic()
    with pytest.raises(BotoCoreError):
        world.aws.client("iam").create_user(UserName="lost")
    assert time.monotonic() - began < PATIENCE, "the connection is closed, and not left to its time limit"
    assert world.aws.client("iam").get_user(UserName="lost")["User"]["UserName"] == "lost"


def test_the_same_seed_injects_into_the_same_calls(world: Any) -> None:
    def run() -> list[bool]:
        ask(world, "DELETE", "faults")
        ask(world, "POST", "faults", {"kind": "error", "service": "sts", "rate": 0.5, "seed": 7})
        struck = []
        for _ in range(12):
            try:
                world.aws.client("sts").get_caller_identity()
                struck.append(False)
            except ClientError:
                struck.append(True)
        return struck

    first = run()
    assert first == run()
    assert True in first
    assert False in first


def test_a_fault_that_makes_no_sense_is_refused(world: Any) -> None:
    with pytest.raises(HTTPError) as caught:
        ask(world, "POST", "faults", {"kind": "error", "when": "sunday"})
    assert caught.value.code == 400


def test_service_catalog_has_bad_days_of_its_own(world: Any) -> None:
    catalog = world.aws.client("servicecatalog")
    ask(world, "PUT", "servicecatalog/faults", {"list_lag": 3})
    made = catalog.create_portfolio(DisplayName="late", ProviderName="us", IdempotencyToken="1")["PortfolioDetail"][
        "Id"
    ]
    seen = [[row["Id"] for row in catalog.list_portfolios()["PortfolioDetails"]] for _ in range(5)]
    ask(world, "PUT", "servicecatalog/faults", {})
    assert seen[0] == []
    assert seen[-1] == [made]


@pytest.mark.parametrize(
    ("path", "wanted", "code"),
    [
        ("servicecatalog/faults", {"gremlins": 1}, 400),
        ("servicecatalog/faults", ["list_lag"], 400),
        ("cloudformation/faults", {}, 404),
    ],
)
def test_bad_days_that_make_no_sense_are_refused(world: Any, path: str, wanted: Any, code: int) -> None:
    with pytest.raises(HTTPError) as caught:
        ask(world, "PUT", path, wanted)
    assert caught.value.code == code


def test_calls_are_counted_by_operation(world: Any) -> None:
    ask(world, "DELETE", "calls")
    for _ in range(3):
        world.aws.client("sts").get_caller_identity()
    world.aws.client("iam").list_users()
    assert ask(world, "GET", "calls") == {"iam:ListUsers": 1, "sts:GetCallerIdentity": 3}


def test_what_is_asked_of_a_caller_is_kept_on_request(world: Any) -> None:
    admin = f"arn:aws:iam::{world.aws.account}:user/admin"
    world.aws.client("iam").list_users()
    assert ask(world, "GET", f"asked?principal={admin}") == [], "nobody has asked to keep it"
    ask(world, "DELETE", "asked")
    for _ in range(2):
        world.aws.client("s3").list_buckets()
    assert ask(world, "GET", f"asked?principal={admin}") == [
        {"action": "s3:ListAllMyBuckets", "resource": "*", "via": ""}
    ]
    assert ask(world, "GET", "asked?principal=arn:aws:iam::111122223333:user/eli") == []


def test_the_audit_log_says_who_did_what_and_what_was_refused(world: Any, refused: Any) -> None:
    refused(world.aws.client("kms", keys=world.aws.keys("eli")).list_keys)
    entry = ask(world, "GET", "audit?limit=1")[0]
    assert entry["principal"].endswith(":user/eli")
    assert (entry["service"], entry["operation"], entry["error"]) == ("kms", "ListKeys", "AccessDeniedException")


def test_cloudtrail_looks_the_events_up(world: Any, refused: Any) -> None:
    world.aws.client("iam").create_user(UserName="watched")
    refused(world.aws.client("iam", keys=world.aws.keys("dana")).create_user, UserName="other")
    trail = world.aws.client("cloudtrail")
    by_name = [{"AttributeKey": "EventName", "AttributeValue": "CreateUser"}]
    events = trail.lookup_events(LookupAttributes=by_name, MaxResults=2)["Events"]
    records = [json.loads(event["CloudTrailEvent"]) for event in events]
    assert [record.get("errorCode") for record in records] == ["AccessDenied", None]
    assert [event["Username"] for event in events] == ["dana", "admin"]


def test_a_page_in_a_browser_cannot_reach_the_control_urls(world: Any) -> None:
    secret = {HEADER: world.aws.secret.text}
    for headers in (
        {"Host": "attacker.example.com"},
        {"Host": "127.attacker.example.com"},
        {"Origin": "http://127.0.0.1:8888"},
    ):
        assert refused(world, "_embedded/status", {**secret, **headers}) == 403
    assert refused(world, "", {"Origin": "https://attacker.example.com"}) == 403


@pytest.mark.parametrize("path", ["status", "credentials?role=any", "faults", "audit", "nowhere"])
def test_whoever_has_not_the_secret_cannot_reach_the_control_urls(world: Any, path: str) -> None:
    for headers in ({}, {HEADER: ""}, {HEADER: new_secret().text}, {HEADER: "é"}):
        for method in ("GET", "POST", "PUT", "DELETE"):
            assert refused(world, f"_embedded/{path}", headers, method) == 403


def refused(world: Any, path: str, headers: dict[str, str], method: str = "GET") -> int:
    """The status with which a request is refused."""
    connection = HTTPConnection("127.0.0.1", urlsplit(world.aws.endpoint).port)
    try:
        connection.putrequest(method, f"/{path}", skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value.encode())
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()
