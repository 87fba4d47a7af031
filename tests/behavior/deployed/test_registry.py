"""A model's way from a notebook to an application: registered, approved, promoted, deployed, scaled and invoked."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import REGION
from embedded_aws.gateway.moto_state import find_bucket
from embedded_aws.service import Keys
from tests.behavior.deployed.jobs import IMAGE
from tests.behavior.deployed.site import CHURN, FRAUD, PARTNER, PIPELINE, RISK, ROOT, SHOP, Site, refused

pytestmark = pytest.mark.slow

GROUP, NOTEBOOK = "ds-churn-dev-retention", "ds-churn-dev-danas"
NUMBERS = count(1)
Finished = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def register(site: Site) -> Callable[[], str]:
    """Train, as it were, and register what came out of it, from a notebook; returns the version's ARN."""
    inside, bucket = site.inside(NOTEBOOK), site.values(CHURN)["bucket/models"]
    inside.client("sagemaker").create_model_package_group(ModelPackageGroupName=GROUP)

    def made() -> str:
        key = candidate(next(NUMBERS))
        inside.client("s3").put_object(Bucket=bucket, Key=key, Body=b"model")
        asked = version(f"s3://{bucket}/{key}")
        return str(inside.client("sagemaker").create_model_package(**asked)["ModelPackageArn"])

    return made


@pytest.fixture(scope="module")
def approver(site: Site) -> Keys:
    return site.assume(site.values(CHURN)["role/model-approval"], site.somebody(RISK))


@pytest.fixture(scope="module")
def pipeline(site: Site) -> Keys:
    return site.assume(site.values(CHURN)["role/endpoint-creation"], site.somebody(PIPELINE))


@pytest.fixture
def package(site: Site, register: Callable[[], str], approver: Keys) -> str:
    """A version that was approved."""
    arn = register()
    site.aws.client("sagemaker", keys=approver).update_model_package(
        ModelPackageArn=arn, ModelApprovalStatus="Approved"
    )
    return arn


def candidate(number: int) -> str:
    return f"candidates/job-{number}/output/model.tar.gz"


def version(data: str, status: str = "PendingManualApproval", group: str = GROUP) -> dict[str, Any]:
    """A version of a model as the SageMaker SDK registers it."""
    contents = {"SupportedContentTypes": ["text/csv"], "SupportedResponseMIMETypes": ["text/csv"]}
    return {
        "ModelPackageGroupName": group,
        "ModelApprovalStatus": status,
        "InferenceSpecification": {"Containers": [{"Image": IMAGE, "ModelDataUrl": data}], **contents},
    }


def number_of(package: str) -> str:
    return package.rpartition("/")[2]


def run(site: Site, script: str, keys: Keys, inside: bool, **given: str) -> Finished:
    """A script of docs/serving with the AWS CLI and nothing but a session, from inside the network or outside."""
    endpoints = site.endpoints(CHURN)
    through = {f"AWS_ENDPOINT_URL_{name.upper()}": endpoints[name] for name in ("s3", "sagemaker") if inside}
    environment = {
        "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
        "AWS_ENDPOINT_URL": site.aws.endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
        "AWS_SESSION_TOKEN": keys.token or "",
        "AWS_CONFIG_FILE": "/dev/null",
        **through,
        **given,
    }
    path = ROOT / "docs" / "serving" / script
    return subprocess.run(["bash", str(path)], env=environment, capture_output=True, text=True, check=False)


def promote(site: Site, keys: Keys, package: str, inside: bool = True) -> Finished:
    return run(site, "promote.sh", keys, inside, PACKAGE=package, MODELS=site.values(CHURN)["bucket/models"])


def deploy(site: Site, keys: Keys, package: str, data: str) -> Finished:
    machine = {"INSTANCE_TYPE": "ml.m5.large", "MOST": "3"}
    return run(
        site, "deploy.sh", keys, False, PACKAGE=package, MODEL_DATA=data, ENVIRONMENT=CHURN, NAME="ask", **machine
    )


def test_a_notebook_registers_what_waits_for_approval(site: Site, register: Callable[[], str]) -> None:
    arn, sagemaker = register(), site.inside(NOTEBOOK).client("sagemaker")
    assert sagemaker.describe_model_package(ModelPackageName=arn)["ModelApprovalStatus"] == "PendingManualApproval"
    data = f"s3://{site.values(CHURN)['bucket/models']}/{candidate(1)}"
    assert "explicit deny" in refused(sagemaker.create_model_package, **version(data, "Approved"))
    refused(sagemaker.create_model_package, **version(data, group="ds-fraud-dev-retention"))
    refused(sagemaker.create_model_package_group, ModelPackageGroupName="ds-fraud-dev-retention")
    for change in ({"ModelApprovalStatus": "Approved"}, {"ApprovalDescription": "fine"}):
        assert "explicit deny" in refused(sagemaker.update_model_package, ModelPackageArn=arn, **change)


def test_a_notebook_puts_nothing_where_endpoints_read(site: Site) -> None:
    s3, bucket = site.inside(NOTEBOOK).client("s3"), site.values(CHURN)["bucket/models"]
    refused(s3.put_object, Bucket=bucket, Key="models/retention/1/model.tar.gz", Body=b"other")


def test_the_approver_decides_and_does_nothing_else(site: Site, register: Callable[[], str], approver: Keys) -> None:
    arn, sagemaker = register(), site.aws.client("sagemaker", keys=approver)
    for status in ("Rejected", "Approved"):
        sagemaker.update_model_package(ModelPackageArn=arn, ModelApprovalStatus=status)
    within = site.aws.client("sagemaker", keys=approver, endpoint=site.endpoints(CHURN)["sagemaker"])
    within.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Rejected")
    refused(sagemaker.update_model_package, ModelPackageArn=arn, ModelApprovalStatus="PendingManualApproval")
    refused(sagemaker.update_model_package, ModelPackageArn=arn, ApprovalDescription="fine")
    refused(sagemaker.create_model_package, **version("s3://x/y"))
    refused(sagemaker.create_endpoint, EndpointName="ds-churn-dev-mine", EndpointConfigName="ds-churn-dev-mine")
    for endpoint in (None, site.endpoints(CHURN)["s3"]):
        s3 = site.aws.client("s3", keys=approver, endpoint=endpoint)
        refused(s3.get_object, Bucket=site.values(CHURN)["bucket/models"], Key=candidate(1))


def test_nobody_at_work_becomes_the_approver(site: Site) -> None:
    """dana is named as an approver, too, and is a data scientist."""
    role = site.values(CHURN)["role/model-approval"]
    mfa = {"SerialNumber": f"{role.rpartition(':role')[0]}:mfa/dana", "TokenCode": "123456", "RoleSessionName": "dana"}
    with pytest.raises(ClientError, match="AccessDenied"):
        site.assume(role, site.aws.keys("dana"), **mfa)
    for keys in (site.somebody(PIPELINE), site.somebody(SHOP), site.somebody(PARTNER), site.inside(NOTEBOOK).keys):
        with pytest.raises(ClientError, match="AccessDenied"):
            site.assume(role, keys)
    assert site.values(FRAUD)["role/model-approval"] == "none"


def test_what_nobody_approved_is_not_promoted(site: Site, register: Callable[[], str], pipeline: Keys) -> None:
    arn = register()
    done = promote(site, pipeline, arn)
    assert (done.returncode, "PendingManualApproval" in done.stderr) == (1, True)
    sagemaker = site.aws.client("sagemaker", keys=pipeline)
    assert "explicit deny" in refused(
        sagemaker.update_model_package, ModelPackageArn=arn, ModelApprovalStatus="Approved"
    )


def test_what_was_written_again_after_it_was_registered_is_not_promoted(
    site: Site, package: str, pipeline: Keys
) -> None:
    found = site.aws.client("sagemaker", keys=pipeline).describe_model_package(ModelPackageName=package)
    data = found["InferenceSpecification"]["Containers"][0]["ModelDataUrl"]
    bucket, _, key = data.removeprefix("s3://").partition("/")
    site.inside(NOTEBOOK).client("s3").put_object(Bucket=bucket, Key=key, Body=b"another model")
    held: Any = find_bucket(bucket)
    held.keys[key].last_modified += timedelta(minutes=1)
    done = promote(site, pipeline, package)
    assert (done.returncode != 0, "PreconditionFailed" in done.stderr) == (True, True), done.stderr


def test_a_pipeline_outside_the_network_promotes_nothing(site: Site, package: str, pipeline: Keys) -> None:
    done = promote(site, pipeline, package, inside=False)
    assert (done.returncode != 0, "AccessDenied" in done.stderr) == (True, True), done.stderr


def test_a_model_goes_from_approval_to_an_application(site: Site, package: str, pipeline: Keys) -> None:
    """A pipeline promotes from inside and deploys from outside."""
    site.scaling_role()
    done = promote(site, pipeline, package)
    assert done.returncode == 0, done.stderr
    data = done.stdout.strip()
    bucket, key = site.values(CHURN)["bucket/models"], f"models/{GROUP}/{number_of(package)}/model.tar.gz"
    assert data == f"s3://{bucket}/{key}"
    done = deploy(site, pipeline, package, data)
    assert done.returncode == 0, done.stderr
    sagemaker = site.aws.client("sagemaker", keys=pipeline)
    assert sagemaker.describe_endpoint(EndpointName="ds-churn-dev-ask")["EndpointStatus"] == "InService"
    served = sagemaker.describe_model(ModelName=f"ds-churn-dev-ask-{number_of(package)}")
    assert served["PrimaryContainer"]["ModelDataUrl"] == data
    shop = site.assume(site.values(CHURN)["role/endpoint-invocation"], site.somebody(SHOP))
    runtime = site.aws.client("sagemaker-runtime", keys=shop)
    assert runtime.invoke_endpoint(EndpointName="ds-churn-dev-ask", Body=b"1")["Body"].read()
    scaled = site.aws.client("application-autoscaling", keys=pipeline).describe_scaling_policies(
        ServiceNamespace="sagemaker"
    )
    assert [row["PolicyName"] for row in scaled["ScalingPolicies"]] == ["ds-churn-dev-ask"]


def test_an_endpoint_reads_what_was_promoted_and_no_candidate(site: Site, package: str, pipeline: Keys) -> None:
    data = promote(site, pipeline, package).stdout.strip()
    bucket, _, served = data.removeprefix("s3://").partition("/")
    keys = site.job(CHURN, "endpoint-hosting", "endpoint")
    s3 = site.aws.client("s3", keys=keys, endpoint=site.endpoints(CHURN)["s3"])
    assert s3.get_object(Bucket=bucket, Key=served)["Body"].read() == b"model"
    refused(s3.get_object, Bucket=bucket, Key=candidate(1))
    refused(s3.put_object, Bucket=bucket, Key=served, Body=b"other")
    s3.put_object(Bucket=bucket, Key="capture/ask/1.jsonl", Body=b"{}")
