"""A notebook's data: through the S3 endpoint, under our key, over TLS, in our buckets, by us; and no other way."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION
from embedded_aws.service import Keys
from tests.behavior.deployed.site import CHURN, FOREIGN, FRAUD, PARTNER, PIPELINE, Inside, Site, refused

KEY = {"Key": "candidates/customers.csv"}
"""Where a notebook writes in either bucket."""


@pytest.fixture(scope="module")
def notebook(site: Site) -> Inside:
    return site.inside("ds-churn-dev-danas")


@pytest.fixture(scope="module", params=["data", "models"])
def bucket(site: Site, notebook: Inside, request: pytest.FixtureRequest) -> str:
    """The data and the models bucket, with one object in each."""
    name = site.values(CHURN)[f"bucket/{request.param}"]
    notebook.client("s3").put_object(Bucket=name, **KEY, Body=b"dana,42")
    return name


@pytest.fixture(scope="module")
def foreign(site: Site) -> str:
    """A bucket of another account that everybody may write to."""
    s3 = site.aws.client("s3", keys=site.aws.keys("admin", FOREIGN))
    s3.create_bucket(Bucket="elsewhere", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.delete_public_access_block(Bucket="elsewhere")
    policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":[%s]}]}'
    s3.put_bucket_policy(Bucket="elsewhere", Policy=policy % '"arn:aws:s3:::elsewhere","arn:aws:s3:::elsewhere/*"')
    return "elsewhere"


def test_a_notebook_writes_reads_lists_and_deletes_through_the_s3_endpoint(notebook: Inside, bucket: str) -> None:
    s3 = notebook.client("s3")
    s3.put_object(Bucket=bucket, Key="candidates/new.csv", Body=b"1")
    assert s3.get_object(Bucket=bucket, Key="candidates/new.csv")["Body"].read() == b"1"
    assert "candidates/new.csv" in [row["Key"] for row in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    s3.delete_object(Bucket=bucket, Key="candidates/new.csv")
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(Bucket=bucket, Key="candidates/new.csv")


def test_a_notebook_uploads_in_parts_through_the_s3_endpoint(notebook: Inside, bucket: str) -> None:
    s3, there = notebook.client("s3"), {"Bucket": bucket, "Key": "candidates/large.bin"}
    upload = s3.create_multipart_upload(**there)["UploadId"]
    part = s3.upload_part(**there, UploadId=upload, PartNumber=1, Body=b"x" * 100)
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.complete_multipart_upload(**there, UploadId=upload, MultipartUpload=parts)
    assert s3.get_object(**there)["ContentLength"] == 100


def test_what_it_writes_is_encrypted_with_our_key(site: Site, notebook: Inside, bucket: str) -> None:
    found = notebook.client("s3").head_object(Bucket=bucket, **KEY)
    assert (found["ServerSideEncryption"], found["SSEKMSKeyId"]) == ("aws:kms", site.values(CHURN)["key/data"])


@pytest.mark.parametrize("operation", ["get_object", "put_object", "list_objects_v2", "delete_object"])
def test_the_same_credentials_are_refused_outside_the_endpoint(notebook: Inside, bucket: str, operation: str) -> None:
    where = {"Bucket": bucket} if operation == "list_objects_v2" else {"Bucket": bucket, **KEY}
    assert "explicit deny" in refused(getattr(notebook.outside("s3"), operation), **where)


@pytest.mark.parametrize("operation", ["get_object", "put_object"])
def test_even_an_administrator_is_refused_outside_the_endpoint(site: Site, bucket: str, operation: str) -> None:
    message = refused(getattr(site.aws.client("s3"), operation), Bucket=bucket, **KEY)
    assert "explicit deny in a resource-based policy" in message


def test_an_administrator_configures_a_bucket_from_outside(site: Site, bucket: str) -> None:
    s3 = site.aws.client("s3")
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})


@pytest.mark.parametrize("operation", ["get_object", "put_object"])
def test_plain_http_is_refused(site: Site, notebook: Inside, bucket: str, operation: str) -> None:
    plain = site.aws.client("s3", keys=notebook.keys, endpoint=site.aws.plain_endpoint)
    assert "explicit deny" in refused(getattr(plain, operation), Bucket=bucket, **KEY)


def test_plain_http_is_refused_to_administrators_whatever_they_ask(site: Site, bucket: str) -> None:
    plain = site.aws.client("s3", endpoint=site.aws.plain_endpoint)
    assert "explicit deny in a resource-based policy" in refused(plain.get_bucket_versioning, Bucket=bucket)


def test_naming_our_key_is_as_good_as_naming_none(site: Site, notebook: Inside, bucket: str) -> None:
    ours = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": site.values(CHURN)["key/data"]}
    notebook.client("s3").put_object(Bucket=bucket, Key="candidates/named.csv", **ours)


@pytest.mark.parametrize(
    "encryption",
    [
        {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "key/notebook"},
        {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "key/logs"},
        {"ServerSideEncryption": "aws:kms"},
        {"ServerSideEncryption": "AES256"},
        {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "0" * 32},
    ],
    ids=["the notebooks' key", "the logs' key", "AWS's own key", "S3's own key", "a key of the caller's"],
)
def test_writing_is_refused_under(site: Site, notebook: Inside, bucket: str, encryption: dict[str, str]) -> None:
    values = site.values(CHURN)
    asked = {name: values.get(value, value) for name, value in encryption.items()}
    # A client would ask for TLS before it sends a customer's key.
    assert "explicit deny" in refused(notebook.client("s3").put_object, Bucket=bucket, **KEY, **asked)


def test_a_bucket_of_another_account_is_out_of_reach(notebook: Inside, foreign: str) -> None:
    for client in (notebook.client("s3"), notebook.outside("s3")):
        refused(client.put_object, Bucket=foreign, **KEY, Body=b"dana,42")
        refused(client.get_object, Bucket=foreign, **KEY)


def test_the_endpoint_itself_keeps_everybody_from_foreign_buckets(site: Site, notebook: Inside, foreign: str) -> None:
    admin = site.aws.client("s3", endpoint=notebook.endpoints["s3"])
    message = refused(admin.put_object, Bucket=foreign, **KEY, Body=b"dana,42")
    assert "no VPC endpoint policy allows" in message
    site.aws.client("s3", keys=site.aws.keys("admin", FOREIGN)).put_object(Bucket=foreign, **KEY, Body=b"theirs")


def test_foreign_credentials_are_refused_by_the_endpoint(site: Site, notebook: Inside, foreign: str) -> None:
    theirs = site.aws.keys("admin", FOREIGN)
    smuggled = site.aws.client("s3", keys=theirs, endpoint=notebook.endpoints["s3"])
    assert "no VPC endpoint policy allows" in refused(smuggled.put_object, Bucket=foreign, **KEY, Body=b"dana,42")
    refused(smuggled.get_object, Bucket=site.values(CHURN)["bucket/data"], **KEY)


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("logs", "describe_log_groups", {}),
        ("cloudwatch", "list_metrics", {}),
        ("sagemaker", "list_training_jobs", {}),
    ],
)
def test_every_other_endpoint_serves_us_and_no_foreign_credentials(
    site: Site, notebook: Inside, service: str, operation: str, params: dict[str, Any]
) -> None:
    ours = site.aws.client(service, endpoint=notebook.endpoints[service])
    getattr(ours, operation)(**params)
    theirs = site.aws.client(service, keys=site.aws.keys("admin", FOREIGN), endpoint=notebook.endpoints[service])
    refused(getattr(theirs, operation), **params)


def test_foreign_credentials_become_nobody_through_our_endpoint(site: Site, notebook: Inside) -> None:
    theirs = site.somebody(PARTNER)
    sts = site.aws.client("sts", keys=theirs, endpoint=notebook.endpoints["sts"])
    assert "no VPC endpoint policy allows" in refused(sts.assume_role, RoleArn=PARTNER, RoleSessionName="partner")
    site.assume(PARTNER, theirs)


def test_an_endpoint_leads_to_one_service_only(site: Site, notebook: Inside) -> None:
    astray = site.aws.client("sts", keys=notebook.keys, endpoint=notebook.endpoints["s3"])
    with pytest.raises(ClientError, match="serves s3 only"):
        astray.get_caller_identity()


def test_another_environments_data_is_out_of_reach_through_either_endpoint(site: Site, notebook: Inside) -> None:
    theirs = {"Bucket": site.values(FRAUD)["bucket/data"], **KEY}
    site.inside("ds-fraud-dev-danas").client("s3").put_object(**theirs, Body=b"x")
    through = site.aws.client("s3", keys=notebook.keys, endpoint=site.endpoints(FRAUD)["s3"])
    for client in (notebook.client("s3"), through, notebook.outside("s3")):
        refused(client.get_object, **theirs)
        refused(client.put_object, **theirs)


def test_a_job_reads_data_and_writes_models_and_nothing_the_other_way(site: Site, notebook: Inside) -> None:
    values = site.values(CHURN)
    keys = site.job(CHURN, "training", "training-job")
    s3 = site.aws.client("s3", keys=keys, endpoint=notebook.endpoints["s3"])
    notebook.client("s3").put_object(Bucket=values["bucket/data"], **KEY, Body=b"dana,42")
    assert s3.get_object(Bucket=values["bucket/data"], **KEY)["Body"].read() == b"dana,42"
    for own in ("candidates/churn.tar.gz", "churn.tar.gz"):
        s3.put_object(Bucket=values["bucket/models"], Key=own, Body=b"model")
    for served in ("models/churn.tar.gz", "capture/1.jsonl"):
        refused(s3.put_object, Bucket=values["bucket/models"], Key=served, Body=b"model")
    refused(s3.put_object, Bucket=values["bucket/data"], **KEY, Body=b"poison")
    refused(site.aws.client("s3", keys=keys).get_object, Bucket=values["bucket/data"], **KEY)


def test_an_endpoint_reads_models_and_never_training_data(site: Site, notebook: Inside) -> None:
    values = site.values(CHURN)
    models = values["bucket/models"]
    refused(notebook.client("s3").put_object, Bucket=models, Key="models/a.tar.gz", Body=b"model")
    pipeline = site.assume(values["role/endpoint-creation"], site.somebody(PIPELINE))
    promoting = site.aws.client("s3", keys=pipeline, endpoint=notebook.endpoints["s3"])
    promoting.put_object(Bucket=models, Key="models/a.tar.gz", Body=b"model")
    keys = site.job(CHURN, "endpoint-hosting", "endpoint")
    s3 = site.aws.client("s3", keys=keys, endpoint=notebook.endpoints["s3"])
    assert s3.get_object(Bucket=values["bucket/models"], Key="models/a.tar.gz")["Body"].read() == b"model"
    s3.put_object(Bucket=values["bucket/models"], Key="capture/1.jsonl", Body=b"{}")
    refused(s3.put_object, Bucket=values["bucket/models"], Key="models/a.tar.gz", Body=b"other")
    assert "explicit deny" in refused(s3.get_object, Bucket=values["bucket/data"], **KEY)


def test_a_scientist_never_reads_data_herself(site: Site, notebook: Inside) -> None:
    keys, data = site.become("dana"), site.values(CHURN)["bucket/data"]
    for endpoint in (None, notebook.endpoints["s3"]):
        s3 = site.aws.client("s3", keys=keys, endpoint=endpoint)
        assert "explicit deny" in refused(s3.get_object, Bucket=data, **KEY)


@pytest.mark.parametrize("name", ["key/data", "key/notebook", "key/logs"])
def test_a_key_is_used_through_its_services_only(site: Site, notebook: Inside, name: str) -> None:
    kms = notebook.outside("kms")
    refused(kms.generate_data_key, KeyId=site.values(CHURN)[name], KeySpec="AES_256")
    refused(site.aws.client("kms").encrypt, KeyId=site.values(CHURN)[name], Plaintext=b"x")


def test_taken_away_credentials_read_no_parameters(notebook: Inside) -> None:
    for environment in (CHURN, FRAUD):
        message = refused(notebook.outside("ssm").get_parameter, Name=f"/ds/{environment}/bucket/data")
        assert "explicit deny" in message


def test_the_roles_of_a_session_end_with_the_notebooks_trust(site: Site) -> None:
    """Only SageMaker gets a session of the notebook's role, and a job's role only for a job of this account."""
    values = site.values(CHURN)
    for local in ("notebook-execution", "training", "endpoint-hosting"):
        with pytest.raises(ClientError, match="AccessDenied"):
            site.assume(values[f"role/{local}"], site.aws.keys("admin"))
    keys: Keys = site.job(CHURN, "training", "transform-job")
    assert keys.token
    with pytest.raises(Exception, match="cannot be assumed"):
        site.job(CHURN, "training", "endpoint")
    foreign = {"aws:SourceArn": f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/ds-fraud-dev-one"}
    with pytest.raises(Exception, match="cannot be assumed"):
        site.aws.gateway.assume(values["role/training"], "sagemaker.amazonaws.com", "SageMaker", foreign)
