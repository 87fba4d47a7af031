"""What moto takes and AWS does not: found with moto's own tests."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any

import pytest


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
