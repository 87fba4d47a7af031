"""The launch role of the model endpoint, by itself: what its template does not say it could not make either."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION
from embedded_aws.service import Keys
from generator.model import Target
from generator.planning.launch_roles import build_boundary, build_role
from tests.behavior.deployed.jobs import IMAGE, REMOVED, changed, model
from tests.behavior.deployed.site import CHURN, FRAUD, ROOT, Site, refused

pytestmark = pytest.mark.slow

NUMBERS = count(1)
PRODUCT = "model-endpoint"
ROLE = f"ds-launch-{CHURN}-{PRODUCT}"


@pytest.fixture(scope="module")
def launching(site: Site) -> Keys:
    """A session of the role, as Service Catalog has one; the role is made by its stacks, with its boundary."""
    target = Target("dev", ACCOUNT, REGION)
    document = json.loads((ROOT / "dist" / PRODUCT / "1.0.0" / "launch-role.json").read_text(encoding="utf-8"))
    for state in (build_boundary(target, "aws"), build_role(PRODUCT, CHURN, [document], target, "aws")):
        site.stacks.create_stack(
            StackName=state.name, TemplateBody=state.text or "", Capabilities=["CAPABILITY_NAMED_IAM"]
        )
        site.ended(state.name, "CREATE_COMPLETE")
    arn = f"arn:aws:iam::{ACCOUNT}:role/ds/launch/{ROLE}"
    keys: Keys = site.aws.gateway.assume(arn, "servicecatalog.amazonaws.com", "SC", {})
    return keys


@pytest.fixture(scope="module")
def sagemaker(site: Site, launching: Keys) -> Any:
    client = site.aws.client("sagemaker", keys=launching)
    client.create_model(**asked(site, "served"))
    client.create_endpoint_config(**config(site, "served"))
    client.create_endpoint(EndpointName="ds-churn-dev-catalog", EndpointConfigName="ds-churn-dev-served")
    return client


def asked(site: Site, name: str) -> dict[str, Any]:
    """A model as the template asks for one."""
    return model(name, site.values(CHURN), "endpoint-hosting")


def config(site: Site, name: str, **variant: Any) -> dict[str, Any]:
    """A configuration as the template asks for one."""
    served = {"ModelName": "ds-churn-dev-served", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    return {
        "EndpointConfigName": f"ds-churn-dev-{name}",
        "ProductionVariants": [{"VariantName": "all", **served, **variant}],
        "KmsKeyId": site.values(CHURN)["key/data"],
    }


def test_it_makes_and_moves_an_endpoint(site: Site, sagemaker: Any) -> None:
    sagemaker.create_endpoint_config(**config(site, "moved", InstanceType="ml.r5.xlarge"))
    sagemaker.update_endpoint(EndpointName="ds-churn-dev-catalog", EndpointConfigName="ds-churn-dev-moved")
    assert sagemaker.describe_endpoint(EndpointName="ds-churn-dev-catalog")["EndpointStatus"] == "InService"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("VpcConfig", REMOVED),
        ("EnableNetworkIsolation", False),
        ("EnableNetworkIsolation", REMOVED),
        ("ExecutionRoleArn", "role/training"),
        ("ExecutionRoleArn", "role/notebook-execution"),
        ("ExecutionRoleArn", "role/endpoint-creation"),
        ("ModelName", "ds-fraud-dev-model"),
    ],
    ids=[
        "outside a network",
        "not isolated",
        "isolation unsaid",
        "under the training role",
        "under the notebook role",
        "under the pipeline's role",
        "under another environment's name",
    ],
)
def test_a_model_is_refused(site: Site, sagemaker: Any, place: str, value: Any) -> None:
    wanted = site.values(CHURN).get(value, value) if isinstance(value, str) else value
    refused(sagemaker.create_model, **changed(asked(site, f"made-{next(NUMBERS)}"), place, wanted))


def test_a_model_is_refused_under_another_environments_role(site: Site, sagemaker: Any) -> None:
    theirs = site.values(FRAUD)["role/endpoint-hosting"]
    refused(sagemaker.create_model, **changed(asked(site, f"made-{next(NUMBERS)}"), "ExecutionRoleArn", theirs))


@pytest.mark.parametrize("place", ["candidates/a.tar.gz", "data/a.tar.gz", "somebody-elses-bucket"])
def test_a_model_from_elsewhere_is_not_made(site: Site, sagemaker: Any, place: str) -> None:
    """Whoever asks: SageMaker reads it as the hosting role, which reads `models/` of its own bucket alone."""
    bucket = site.values(CHURN)["bucket/models"]
    url = f"s3://{place}/models/a.tar.gz" if "/" not in place else f"s3://{bucket}/{place}"
    wanted = {"Image": IMAGE, "ModelDataUrl": url}
    with pytest.raises(ClientError, match="Could not access model data"):
        sagemaker.create_model(**changed(asked(site, f"made-{next(NUMBERS)}"), "PrimaryContainer", wanted))


@pytest.mark.parametrize(
    ("place", "value"),
    [("KmsKeyId", REMOVED), ("EndpointConfigName", "ds-fraud-dev-config")],
    ids=["without a key", "under another environment's name"],
)
def test_a_configuration_is_refused(site: Site, sagemaker: Any, place: str, value: Any) -> None:
    refused(sagemaker.create_endpoint_config, **changed(config(site, f"made-{next(NUMBERS)}"), place, value))


@pytest.mark.parametrize("machine", ["ml.p4d.24xlarge", "ml.g5.xlarge", "ml.t2.medium"])
def test_a_configuration_is_refused_on_other_machines(site: Site, sagemaker: Any, machine: str) -> None:
    refused(sagemaker.create_endpoint_config, **config(site, f"made-{next(NUMBERS)}", InstanceType=machine))


@pytest.mark.parametrize(
    ("service", "operation", "given"),
    [
        ("sagemaker-runtime", "invoke_endpoint", {"EndpointName": "ds-churn-dev-catalog", "Body": b"1"}),
        ("sagemaker", "delete_endpoint", {"EndpointName": "ds-fraud-dev-served"}),
        ("sagemaker", "create_model_package", {"ModelPackageName": "ds-churn-dev-package"}),
        ("cloudwatch", "delete_alarms", {"AlarmNames": ["ds-fraud-dev-keys"]}),
        ("ssm", "get_parameters", {"Names": ["/ds/fraud-dev/key/data"]}),
        ("s3", "list_buckets", {}),
        (
            "sts",
            "assume_role",
            {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-training", "RoleSessionName": "climbing"},
        ),
        ("iam", "list_roles", {}),
        ("iam", "create_service_linked_role", {"AWSServiceName": "sagemaker.application-autoscaling.amazonaws.com"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_does_nothing_else(
    site: Site, launching: Keys, sagemaker: Any, service: str, operation: str, given: dict[str, Any]
) -> None:
    refused(getattr(site.aws.client(service, keys=launching), operation), **given)


def test_nobody_but_service_catalog_becomes_it(site: Site, launching: Keys) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:role/ds/launch/{ROLE}"
    for keys in (site.aws.keys("admin"), site.become("dana"), site.somebody(f"arn:aws:iam::{ACCOUNT}:role/pipeline")):
        with pytest.raises(ClientError, match="AccessDenied"):
            site.assume(arn, keys)
