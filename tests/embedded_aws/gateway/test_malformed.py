"""What moto takes and AWS does not: found with moto's own tests."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest
from moto.core.utils import get_service_model

from embedded_aws.gateway.offered import OFFERED
from embedded_aws.services.shapes import read_pattern


def test_a_key_takes_no_text_that_is_no_policy(world: Any, refused: Any) -> None:
    kms = world.aws.client("kms")
    assert refused(kms.create_key, Policy="my policy")[0] == "MalformedPolicyDocumentException"
    key = kms.create_key(MultiRegion=True)["KeyMetadata"]["KeyId"]
    for text in ("my policy", "[]", '{"Version": "2012-10-17"}'):
        code, _ = refused(kms.put_key_policy, KeyId=key, PolicyName="default", Policy=text)
        assert code == "MalformedPolicyDocumentException"
    code, _ = refused(kms.replicate_key, KeyId=key, ReplicaRegion="eu-west-2", Policy="my policy")
    assert code == "MalformedPolicyDocumentException"
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["Enabled"]


def test_a_body_that_lacks_what_it_is_about_is_malformed(world: Any, refused: Any) -> None:
    s3, bucket = world.aws.client("s3"), world.bucket()
    assert refused(s3.delete_objects, Bucket=bucket, Delete={"Objects": []})[0] == "MalformedXML"
    assert refused(s3.put_bucket_cors, Bucket=bucket, CORSConfiguration={"CORSRules": []})[0] == "MalformedXML"


def test_a_form_is_refused_by_name(world: Any) -> None:
    form = world.aws.client("s3").generate_presigned_post(world.bucket(), "key")
    lines = [
        part
        for name, value in {**form["fields"], "file": "x"}.items()
        for part in ("--line", f'Content-Disposition: form-data; name="{name}"', "", value)
    ]
    body = "\r\n".join([*lines, "--line--", ""]).encode()
    request = urllib.request.Request(
        form["url"], data=body, headers={"Content-Type": "multipart/form-data; boundary=line"}
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request)
    assert (caught.value.code, b"s3:PostObject is not part of the embedded AWS" in caught.value.read()) == (501, True)


@pytest.mark.parametrize(
    ("service", "operation", "named"),
    [
        ("elb", "describe_load_balancers", "elasticloadbalancing"),
        ("elbv2", "describe_load_balancers", "elasticloadbalancing"),
        ("rds", "describe_db_instances", "rds"),
        ("ses", "list_identities", "ses"),
    ],
)
def test_a_service_that_is_not_offered_is_named_to_every_client(
    world: Any, refused: Any, service: str, operation: str, named: str
) -> None:
    said = refused(getattr(world.aws.client(service), operation))
    assert said == ("NotImplemented", f"{named}:* is not part of the embedded AWS")


def test_a_key_of_awss_own_is_refused_by_name(world: Any, refused: Any) -> None:
    code, message = refused(world.aws.client("kms").describe_key, KeyId="alias/aws/ebs")
    assert (code, "(alias/aws/ebs) is not part of the embedded AWS" in message) == ("NotImplemented", True)


@pytest.mark.filterwarnings("ignore:Possible nested set")
def test_every_pattern_of_a_model_can_be_held_against_a_value() -> None:
    for service in (*OFFERED, "codeartifact", "codecommit", "servicecatalog"):
        model = get_service_model(service)
        for name in model.shape_names:
            shape = model.shape_for(name)
            if shape.type_name == "string" and (pattern := shape.metadata.get("pattern")):
                read_pattern(pattern)
