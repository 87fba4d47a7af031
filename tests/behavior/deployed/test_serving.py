"""Pipelines make endpoints in our network and under our key; applications invoke them; neither does anything else."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.service import Keys
from tests.behavior.deployed.jobs import REMOVED, changed, model
from tests.behavior.deployed.site import (
    CHURN,
    EXTERNAL_ID,
    FRAUD,
    PARTNER,
    PIPELINE,
    SHOP,
    Site,
    refused,
)

NUMBERS = count(1)


@pytest.fixture(scope="module")
def pipeline(site: Site) -> Keys:
    """A pipeline's session of the endpoint creation role."""
    return site.assume(site.values(CHURN)["role/endpoint-creation"], site.somebody(PIPELINE))


@pytest.fixture(scope="module")
def sagemaker(site: Site, pipeline: Keys) -> Any:
    client = site.aws.client("sagemaker", keys=pipeline)
    client.create_model(**model("served", site.values(CHURN), "endpoint-hosting"))
    client.create_endpoint_config(**config(site, "served"))
    client.create_endpoint(EndpointName="ds-churn-dev-served", EndpointConfigName="ds-churn-dev-served")
    return client


@pytest.fixture(scope="module")
def shop(site: Site) -> Keys:
    """An application's session of the invocation role."""
    return site.assume(site.values(CHURN)["role/endpoint-invocation"], site.somebody(SHOP))


def named() -> str:
    return f"made-{next(NUMBERS)}"


def config(site: Site, name: str) -> dict[str, Any]:
    """An endpoint configuration under our key."""
    variant = {
        "VariantName": "all",
        "ModelName": "ds-churn-dev-served",
        "InitialInstanceCount": 1,
        "InstanceType": "ml.m5.large",
    }
    return {
        "EndpointConfigName": f"ds-churn-dev-{name}",
        "ProductionVariants": [variant],
        "KmsKeyId": site.values(CHURN)["key/data"],
    }


def test_a_pipeline_makes_a_model_a_config_and_an_endpoint(sagemaker: Any) -> None:
    found = sagemaker.describe_endpoint(EndpointName="ds-churn-dev-served")
    assert found["EndpointConfigName"] == "ds-churn-dev-served"
    sagemaker.update_endpoint(EndpointName="ds-churn-dev-served", EndpointConfigName="ds-churn-dev-served")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("VpcConfig", REMOVED),
        ("VpcConfig.Subnets", "fraud subnets"),
        ("VpcConfig.SecurityGroupIds", "fraud groups"),
        ("EnableNetworkIsolation", False),
        ("EnableNetworkIsolation", REMOVED),
        ("ExecutionRoleArn", "role/training"),
        ("ExecutionRoleArn", "role/notebook-execution"),
        ("ExecutionRoleArn", "fraud role/endpoint-hosting"),
        ("ModelName", "ds-fraud-dev-model"),
    ],
    ids=[
        "outside the network",
        "in other subnets",
        "in another group",
        "not isolated",
        "isolation unsaid",
        "under the training role",
        "under the notebook role",
        "under another environment's role",
        "under another environment's name",
    ],
)
def test_a_model_is_refused(site: Site, sagemaker: Any, place: str, value: Any) -> None:
    theirs, ours = site.values(FRAUD), site.values(CHURN)
    others = {
        "fraud subnets": [theirs["subnets/1"]],
        "fraud groups": [theirs["security-group/workload"]],
        "fraud role/endpoint-hosting": theirs["role/endpoint-hosting"],
    }
    wanted = others.get(value, ours.get(value, value)) if isinstance(value, str) else value
    refused(sagemaker.create_model, **changed(model(named(), ours, "endpoint-hosting"), place, wanted))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("KmsKeyId", REMOVED),
        ("KmsKeyId", "fraud key"),
        ("KmsKeyId", "key/logs"),
        ("EndpointConfigName", "ds-fraud-dev-config"),
    ],
    ids=["without a key", "under another environment's key", "under the logs' key", "under another name"],
)
def test_a_config_is_refused(site: Site, sagemaker: Any, place: str, value: Any) -> None:
    values = {**site.values(CHURN), "fraud key": site.values(FRAUD)["key/data"]}
    wanted = values.get(value, value) if isinstance(value, str) else value
    refused(sagemaker.create_endpoint_config, **changed(config(site, named()), place, wanted))


def test_a_config_is_refused_for_large_instances_and_foreign_models(site: Site, sagemaker: Any) -> None:
    good = config(site, named())
    for change in ({"InstanceType": "ml.p4d.24xlarge"}, {"ModelName": "ds-fraud-dev-model"}):
        variant = {**good["ProductionVariants"][0], **change}
        refused(sagemaker.create_endpoint_config, **{**good, "ProductionVariants": [variant]})


def test_another_environments_endpoint_is_neither_made_nor_deleted(sagemaker: Any) -> None:
    there = {"EndpointName": "ds-fraud-dev-served"}
    refused(sagemaker.create_endpoint, **there, EndpointConfigName="ds-fraud-dev-served")
    refused(sagemaker.delete_endpoint, **there)


def test_a_pipeline_approves_no_model_package(sagemaker: Any) -> None:
    arn = "arn:aws:sagemaker:eu-west-1:111122223333:model-package/ds-churn-dev-group/1"
    approving = {"ModelPackageArn": arn, "ModelApprovalStatus": "Approved"}
    assert "explicit deny" in refused(sagemaker.update_model_package, **approving)
    assert "explicit deny" in refused(sagemaker.create_model_package, ModelPackageName="ds-churn-dev-package")


def test_a_pipeline_neither_trains_nor_invokes_nor_reads_data(site: Site, pipeline: Keys, sagemaker: Any) -> None:
    from tests.behavior.deployed.jobs import KINDS

    refused(sagemaker.create_training_job, **KINDS["training"].build(named(), site.values(CHURN)))
    runtime = site.aws.client("sagemaker-runtime", keys=pipeline)
    refused(runtime.invoke_endpoint, EndpointName="ds-churn-dev-served", Body=b"1")
    s3 = site.aws.client("s3", keys=pipeline, endpoint=site.endpoints(CHURN)["s3"])
    refused(s3.list_objects_v2, Bucket=site.values(CHURN)["bucket/data"])


def test_a_candidate_that_was_not_promoted_is_not_made_a_model(site: Site, sagemaker: Any) -> None:
    """SageMaker reads the artifact as the hosting role before it answers, and that role reads `models/` only."""
    given = model(named(), site.values(CHURN), "endpoint-hosting")
    place = str(given["PrimaryContainer"]["ModelDataUrl"]).replace("/models/", "/candidates/")
    container = {**given["PrimaryContainer"], "ModelDataUrl": place}
    with pytest.raises(ClientError, match=r"Could not access model data at .* s3:GetObject"):
        sagemaker.create_model(**{**given, "PrimaryContainer": container})


def test_a_pipeline_scales_sagemakers_endpoints_and_nothing_else(site: Site, pipeline: Keys, sagemaker: Any) -> None:
    scaling = site.aws.client("application-autoscaling", keys=pipeline)
    target = {"ResourceId": "endpoint/ds-churn-dev-served/variant/all", "MinCapacity": 1, "MaxCapacity": 2}
    dimension = "sagemaker:variant:DesiredInstanceCount"
    scaling.register_scalable_target(ServiceNamespace="sagemaker", ScalableDimension=dimension, **target)
    other = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount", "MinCapacity": 1}
    refused(scaling.register_scalable_target, **other, MaxCapacity=9, ResourceId="service/default/web")


def test_only_named_pipelines_become_the_endpoint_creation_role(site: Site) -> None:
    role = site.values(CHURN)["role/endpoint-creation"]
    for keys in (site.aws.keys("admin"), site.somebody(SHOP), site.become("dana"), site.somebody(PARTNER)):
        with pytest.raises(ClientError, match="AccessDenied"):
            site.assume(role, keys)
    with pytest.raises(ClientError, match="AccessDenied"):
        site.assume(site.values(FRAUD)["role/endpoint-creation"], site.somebody(PIPELINE))


def test_an_application_invokes_from_outside_and_through_the_runtime_endpoint(
    site: Site, sagemaker: Any, shop: Keys
) -> None:
    for endpoint in (None, site.endpoints(CHURN)["sagemaker-runtime"]):
        runtime = site.aws.client("sagemaker-runtime", keys=shop, endpoint=endpoint)
        assert runtime.invoke_endpoint(EndpointName="ds-churn-dev-served", Body=b"1")["Body"].read()


def test_an_application_invokes_no_other_environments_endpoint(site: Site, shop: Keys) -> None:
    runtime = site.aws.client("sagemaker-runtime", keys=shop)
    refused(runtime.invoke_endpoint, EndpointName="ds-fraud-dev-served", Body=b"1")
    refused(runtime.invoke_endpoint, EndpointName="any", Body=b"1")


def test_nobody_but_the_invocation_role_invokes_through_the_runtime_endpoint(site: Site, sagemaker: Any) -> None:
    through = site.endpoints(CHURN)["sagemaker-runtime"]
    for keys in (site.aws.keys("admin"), site.inside("ds-churn-dev-danas").keys, site.somebody(SHOP)):
        runtime = site.aws.client("sagemaker-runtime", keys=keys, endpoint=through)
        refused(runtime.invoke_endpoint, EndpointName="ds-churn-dev-served", Body=b"1")


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("sagemaker", "describe_endpoint", {"EndpointName": "ds-churn-dev-served"}),
        ("sagemaker", "list_endpoints", {}),
        ("sagemaker", "delete_endpoint", {"EndpointName": "ds-churn-dev-served"}),
        ("s3", "list_buckets", {}),
        ("kms", "list_keys", {}),
        ("ssm", "get_parameter", {"Name": "/ds/churn-dev/bucket/data"}),
        ("iam", "list_roles", {}),
        ("sts", "assume_role", {"RoleArn": "role/training", "RoleSessionName": "climbing"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_application_does_nothing_but_invoke(
    site: Site, shop: Keys, service: str, operation: str, params: dict[str, str]
) -> None:
    asked = {name: site.values(CHURN).get(value, value) for name, value in params.items()}
    refused(getattr(site.aws.client(service, keys=shop), operation), **asked)


def test_an_application_of_another_account_shows_the_external_id(site: Site) -> None:
    role, partner = site.values(CHURN)["role/endpoint-invocation"], site.somebody(PARTNER)
    site.assume(role, partner, ExternalId=EXTERNAL_ID)
    for more in ({}, {"ExternalId": "guessed"}):
        with pytest.raises(ClientError, match="AccessDenied"):
            site.assume(role, partner, **more)


def test_only_named_applications_become_the_invocation_role(site: Site) -> None:
    role = site.values(CHURN)["role/endpoint-invocation"]
    for keys in (site.aws.keys("admin"), site.somebody(PIPELINE), site.inside("ds-churn-dev-danas").keys):
        with pytest.raises(ClientError, match="AccessDenied"):
            site.assume(role, keys, ExternalId=EXTERNAL_ID)
    # Where no application was named, nobody is let in.
    with pytest.raises(ClientError, match="AccessDenied"):
        site.assume(site.values(FRAUD)["role/endpoint-invocation"], site.somebody(SHOP))
