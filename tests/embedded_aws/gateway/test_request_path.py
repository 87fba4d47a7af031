"""One request's way through the gateway stays short.

Release 1.0.0, counted in the same way: `s3:GetObject` passed 33 files and 279 calls (26 and 236 without IAM's
evaluator), `ssm:GetParameter` 33 and 223 (26 and 178), `sagemaker:DescribeNotebookInstance` 36 and 505 (29 and 464).
What an object's key asks of whoever reads it is in the table of calls on behalf, which that row passes since: three
files and ten calls. A parameter's name is held against Systems Manager's model since: one file and seven calls.
"""

from __future__ import annotations

from typing import Any

import pytest

from embedded_aws import ACCOUNT
from embedded_aws.gateway.pipeline import App
from tests.bench.request_path import take_request, trace_request

OWN_ACCOUNT = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}


@pytest.fixture(scope="module")
def subjects(world: Any) -> dict[str, Any]:
    """A bucket with an object, a parameter and a notebook, and a session of a role that may read them."""
    bucket = world.bucket()
    world.aws.client("s3").put_object(Bucket=bucket, Key="key", Body=b"content")
    world.aws.client("ssm").put_parameter(Name="/ds/value", Value="x", Type="String")
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    notebook = {"NotebookInstanceName": "measured", "InstanceType": "ml.t3.medium", "RoleArn": world.role(trust)}
    world.aws.client("sagemaker").create_notebook_instance(**notebook, Tags=[{"Key": "owner", "Value": "dana"}])
    allowed = ["s3:GetObject", "ssm:GetParameter", "sagemaker:DescribeNotebookInstance"]
    keys = world.role_of({"Effect": "Allow", "Action": allowed, "Resource": "*", "Condition": OWN_ACCOUNT})
    return {
        "keys": keys,
        "s3": {"Bucket": bucket, "Key": "key"},
        "ssm": {"Name": "/ds/value"},
        "sagemaker": {"NotebookInstanceName": "measured"},
    }


@pytest.mark.parametrize(
    ("service", "operation", "files", "calls"),
    [
        ("s3", "get_object", 20, 122),
        ("ssm", "get_parameter", 18, 119),
        ("sagemaker", "describe_notebook_instance", 21, 150),
    ],
)
def test_a_signed_request_that_iam_decides_passes_few_files_and_calls(
    world: Any, subjects: dict[str, Any], service: str, operation: str, files: int, calls: int
) -> None:
    client = world.aws.client(service, keys=subjects["keys"])
    environ = take_request(client, operation, **subjects[service])
    path = trace_request(App(world.aws.gateway, print), environ)
    assert path.status == "200 OK"
    assert all(number <= most for number, most in zip(path.count(evaluator=True), (files, calls), strict=True)), path
