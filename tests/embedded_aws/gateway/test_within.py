"""The services' own calls go through the gateway like any other, and nobody else gets in by their way."""

from __future__ import annotations

from typing import Any

import pytest

from embedded_aws.gateway.within import WITHIN
from embedded_aws.service import Keys


def test_a_call_of_a_service_is_decided_and_kept_as_others_are(world: Any, refused: Any) -> None:
    keys = world.role_of({"Effect": "Allow", "Action": "ssm:PutParameter", "Resource": "*"})
    within = world.aws.gateway.client(keys, "ssm", "eu-west-1")
    within.put_parameter(Name="/ds/within", Value="x", Type="String")
    code, message = refused(within.get_parameter, Name="/ds/within")
    assert (code, "is not authorized to perform: ssm:GetParameter" in message) == ("AccessDeniedException", True)
    kept = [each for each in world.aws.gateway.audit.entries() if each.access_key == keys.access_key]
    assert [(each.operation, each.error, each.region) for each in kept] == [
        ("GetParameter", "AccessDeniedException", "eu-west-1"),
        ("PutParameter", None, "eu-west-1"),
    ]


def test_what_an_answer_says_is_the_same_by_both_ways(world: Any) -> None:
    world.aws.client("s3").put_object(
        Bucket=(bucket := world.bucket()), Key="a b/ü", Body=b"content", Metadata={"k": "v"}
    )
    keys = world.aws.keys("admin")
    for ask in (
        lambda client: client.get_object(Bucket=bucket, Key="a b/ü"),
        lambda client: client.head_object(Bucket=bucket, Key="a b/ü"),
        lambda client: client.list_objects_v2(Bucket=bucket, Prefix="a b/"),
    ):
        ways = [ask(world.aws.gateway.client(keys, "s3", "eu-west-1")), ask(world.aws.client("s3"))]
        inside, outside = ({k: v for k, v in way.items() if k not in ("ResponseMetadata", "Body")} for way in ways)
        assert inside == outside
        assert [way["Body"].read() for way in ways if "Body" in way] in ([b"content", b"content"], [])


@pytest.mark.parametrize("service", ["iam", "ssm", "s3", "sagemaker"])
def test_an_error_names_what_its_shape_holds(world: Any, service: str) -> None:
    asked = {
        "iam": ("get_role", {"RoleName": "nobody"}),
        "ssm": ("get_parameter", {"Name": "/nowhere"}),
        "s3": ("head_bucket", {"Bucket": "nowhere-at-all"}),
        "sagemaker": ("describe_model", {"ModelName": "none"}),
    }
    name, params = asked[service]
    answers = []
    for client in (world.aws.gateway.client(world.aws.keys("admin"), service, "eu-west-1"), world.aws.client(service)):
        with pytest.raises(client.exceptions.ClientError) as caught:
            getattr(client, name)(**params)
        answers.append((type(caught.value).__name__, caught.value.response["Error"]))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("service", ["iam", "ssm", "s3"])
def test_the_id_of_an_answer_is_that_of_the_audit_log(world: Any, service: str) -> None:
    name = {"iam": "list_users", "ssm": "describe_parameters", "s3": "list_buckets"}[service]
    answer = getattr(world.aws.client(service), name)()
    assert answer["ResponseMetadata"]["RequestId"] == next(world.aws.gateway.audit.entries()).id


def test_no_header_stands_for_a_signature(world: Any, refused: Any) -> None:
    client = world.aws.client("ssm", keys=Keys(world.aws.keys("admin").access_key, "a wrong secret"))

    def pretend(request: Any, **_: object) -> None:
        for name in (WITHIN, WITHIN.replace(".", "-"), WITHIN.replace("_", "-").replace(".", "-")):
            request.headers[name] = f"{world.aws.keys('admin').access_key}"

    client.meta.events.register("before-send", pretend)
    assert refused(client.describe_parameters)[0] == "InvalidSignatureException"
