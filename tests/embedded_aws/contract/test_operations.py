"""Every operation of every service that moto carries out, against botocore's models.

What is offered answers in the shapes of its model, or with an error that AWS has; what is not offered is refused by
name, and does nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator
from moto.s3.responses import S3Response

from embedded_aws.gateway.offered import OFFERED, is_offered
from embedded_aws.services import automations, jobs, table_reports
from tests.embedded_aws.contract.minimal import smallest

BROKEN = {
    "cloudtrail:GetInsightSelectors",
    "cloudtrail:PutInsightSelectors",
    "ec2:ModifySecurityGroupRules",
    "ec2:ReplaceNetworkAclAssociation",
    "ecr:PutImage",
    "iam:CreateServiceLinkedRole",
    "kms:GenerateRandom",
    "kms:ListGrants",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "s3:PutBucketAcl",
    "s3:PutBucketLifecycleConfiguration",
    "sagemaker:AddTags",
    "sagemaker:DeleteTags",
    "sagemaker:DescribeExperiment",
    "sagemaker:ListTags",
    "secretsmanager:ReplicateSecretToRegions",
    "secretsmanager:TagResource",
    "sns:Publish",
}
"""Where moto breaks on a request that AWS would refuse; the answer names the operation, and nothing is done."""
INCOMPLETE = {"sagemaker:DescribeModelPackageGroup"}
"""Where moto's answer lacks a member that the model requires."""
ELSEWHERE = {"ListDirectoryBuckets", "WriteGetObjectResponse"}
"""S3 signs these for services of their own, by whose names they are refused."""
TWINS = {"GetBucketNotification", "PutBucketNotification", "GetBucketLifecycle", "PutBucketLifecycle"}
"""Older names of operations that are offered: nothing in a request tells the two apart."""
LENGTHS = "Invalid length"


def operations(client: Any, offered: bool) -> Iterator[tuple[str, Any]]:
    model = client.meta.service_model
    for name in model.operation_names:
        if is_offered(model.service_name, name) is offered:
            yield name, model.operation_model(name)


def errors_in(answer: dict[str, Any], shape: Any) -> list[str]:
    """What is wrong in an answer: missing members and wrong types. Policies arrive decoded, by botocore itself."""
    answer.pop("ResponseMetadata")
    plain = {name: value.read() if hasattr(value, "read") else value for name, value in answer.items()}
    report = ParamValidator().validate(plain, shape)
    found = report.generate_report().splitlines() if report.has_errors() else []
    return [line for line in found if LENGTHS not in line and "PolicyDocument" not in line]


def attempt(client: Any, name: str, operation: Any) -> tuple[str, list[str]]:
    """How an operation ends, and what is wrong with it."""
    service = client.meta.service_model.service_name
    try:
        answer = client._make_api_call(name, smallest(operation, service))
    except ClientError as error:
        said, status = error.response["Error"], error.response["ResponseMetadata"]["HTTPStatusCode"]
        return ending(f"{service}:{name}", said, status, operation)
    shape = operation.output_shape
    return "answered", errors_in(answer, shape) if shape is not None else []


def ending(name: str, said: dict[str, str], status: int, operation: Any) -> tuple[str, list[str]]:
    if status == 501 and operation.name in ELSEWHERE:
        return "refused", []
    if status == 501 and said["Message"].startswith(f"{name} broke in moto"):
        return "broken", []
    if status == 501:
        return "refused", [] if said["Message"] == f"{name} is not part of the embedded AWS" else [said["Message"]]
    if status >= 500:
        return "broken", [str(said)]
    head = operation.http["method"] == "HEAD" or operation.http["requestUri"].endswith("?versioning")
    if said["Code"].isdigit() and not head:
        return "failed", [f"no error code: {said}"]
    return "failed", []


@pytest.mark.slow
@pytest.mark.parametrize("service", sorted(OFFERED))
def test_what_is_offered_answers_as_its_model_says(client: Callable[[str], Any], service: str) -> None:
    made, ends, wrong = client(service), {}, {}
    for name, operation in operations(made, offered=True):
        ends[f"{service}:{name}"], errors = attempt(made, name, operation)
        if errors:
            wrong[f"{service}:{name}"] = errors
    assert {name for name in wrong if name not in INCOMPLETE} == set(), wrong
    assert {name for name, end in ends.items() if end == "broken"} == {
        name for name in BROKEN if name.startswith(f"{service}:")
    }
    assert {"answered", "failed"} & set(ends.values())


@pytest.mark.slow
@pytest.mark.parametrize("service", sorted(OFFERED))
def test_what_is_not_offered_is_refused_by_name(client: Callable[[str], Any], service: str) -> None:
    made = client(service)
    own = {"LookupEvents", "AssociateKmsKey", "DisassociateKmsKey", "UpdateEndpoint", "DescribeVpcEndpointServices"}
    own |= {*automations.OPERATIONS, *table_reports.OPERATIONS}
    own |= {"ListTagsForResource", "TagResource", "UntagResource"} if service == "application-autoscaling" else set()
    refused = {
        name: attempt(made, name, operation)
        for name, operation in operations(made, offered=False)
        if name not in own | TWINS and "Notebook" not in name and name not in jobs.OPERATIONS
    }
    assert {name: end for name, end in refused.items() if end != ("refused", [])} == {}


@pytest.mark.parametrize("service", ["rds", "bedrock", "redshift"])
def test_a_service_that_is_not_there_is_refused_by_name(client: Callable[[str], Any], service: str) -> None:
    made = client(service)
    name = next(iter(made.meta.service_model.operation_names))
    with pytest.raises(ClientError) as caught:
        made._make_api_call(name, smallest(made.meta.service_model.operation_model(name), service))
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert service in caught.value.response["Error"]["Message"]


def test_moto_tells_every_offered_operation_on_a_part_of_a_bucket_or_object_from_the_plain_one(
    client: Callable[[str], Any],
) -> None:
    """moto finds them by the query; one that it does not look for would be carried out as GetObject or DeleteBucket."""
    dispatch = {
        name: inspect.getsource(function) for name, function in inspect.getmembers(S3Response, inspect.isfunction)
    }
    lost = []
    for name, operation in operations(client("s3"), offered=True):
        path, _, query = operation.http["requestUri"].partition("?")
        part, method = query.split("&")[0].split("=")[0], operation.http["method"].lower()
        source = dispatch.get(f"_{'key' if '{Key' in path else 'bucket'}_response_{method}", "")
        if part and f'"{part}"' not in source:
            lost.append(name)
    # Objects are deleted together by the one POST that is left over.
    assert lost == ["DeleteObjects"]


def test_a_part_of_a_bucket_that_is_not_offered_leaves_the_bucket_alone(client: Callable[[str], Any]) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="whole", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    with pytest.raises(ClientError, match="s3:DeleteBucketMetricsConfiguration is not part of the embedded AWS"):
        s3.delete_bucket_metrics_configuration(Bucket="whole", Id="all")
    s3.head_bucket(Bucket="whole")
