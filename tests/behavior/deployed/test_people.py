"""A scientist in her environment: her own notebooks, and no one else's; launches as offered, and no other way."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION
from embedded_aws.service import Keys
from tests.behavior.deployed.publishing import try_launch
from tests.behavior.deployed.site import CHURN, FRAUD, Site, refused
from tests.behavior.permissions.cases.case import ROLES

HERS, HIS, ELSEWHERE = "ds-churn-dev-danas", "ds-churn-dev-elis", "ds-fraud-dev-danas"
ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance"


@pytest.fixture(scope="module")
def dana(site: Site) -> Keys:
    return site.become("dana")


def test_she_opens_stops_and_starts_her_own_notebook(site: Site, dana: Keys) -> None:
    sagemaker = site.aws.client("sagemaker", keys=dana)
    assert sagemaker.create_presigned_notebook_instance_url(NotebookInstanceName=HERS)["AuthorizedUrl"]
    sagemaker.stop_notebook_instance(NotebookInstanceName=HERS)
    stopped = sagemaker.get_waiter("notebook_instance_stopped")
    stopped.wait(NotebookInstanceName=HERS, WaiterConfig={"Delay": 1, "MaxAttempts": 10})
    sagemaker.start_notebook_instance(NotebookInstanceName=HERS)


@pytest.mark.parametrize(
    "operation",
    [
        "create_presigned_notebook_instance_url",
        "describe_notebook_instance",
        "start_notebook_instance",
        "stop_notebook_instance",
    ],
)
@pytest.mark.parametrize("name", [HIS, ELSEWHERE], ids=["eli's", "her own of another environment"])
def test_another_notebook_is_closed_to_her(site: Site, dana: Keys, operation: str, name: str) -> None:
    refused(getattr(site.aws.client("sagemaker", keys=dana), operation), NotebookInstanceName=name)


def test_eli_opens_his_and_not_hers(site: Site) -> None:
    sagemaker = site.aws.client("sagemaker", keys=site.become("eli"))
    assert sagemaker.create_presigned_notebook_instance_url(NotebookInstanceName=HIS)["AuthorizedUrl"]
    refused(sagemaker.create_presigned_notebook_instance_url, NotebookInstanceName=HERS)


@pytest.mark.parametrize("name", [HERS, HIS], ids=["her own", "eli's"])
@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("update_notebook_instance", {"RootAccess": "Enabled"}),
        ("update_notebook_instance", {"InstanceType": "ml.m5.large"}),
        ("update_notebook_instance", {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-training"}),
        ("delete_notebook_instance", {}),
    ],
    ids=["root", "instance", "role", "delete"],
)
def test_she_changes_no_notebook(site: Site, dana: Keys, name: str, operation: str, params: dict[str, str]) -> None:
    call = getattr(site.aws.client("sagemaker", keys=dana), operation)
    assert "explicit deny" in refused(call, NotebookInstanceName=name, **params)


@pytest.mark.parametrize("name", [HERS, HIS], ids=["her own", "eli's"])
def test_she_tags_no_notebook(site: Site, dana: Keys, name: str) -> None:
    sagemaker = site.aws.client("sagemaker", keys=dana)
    tag = {"Key": "aws:servicecatalog:provisioningPrincipalArn", "Value": "mine"}
    assert "explicit deny" in refused(sagemaker.add_tags, ResourceArn=f"{ARN}/{name}", Tags=[tag])
    assert "explicit deny" in refused(sagemaker.delete_tags, ResourceArn=f"{ARN}/{name}", TagKeys=["ds:owner"])


def test_she_makes_no_notebook_and_no_script_herself(site: Site, dana: Keys) -> None:
    sagemaker, role = site.aws.client("sagemaker", keys=dana), site.values(CHURN)["role/notebook-execution"]
    named = {"NotebookInstanceName": "ds-churn-dev-own", "InstanceType": "ml.t3.medium", "RoleArn": role}
    assert "explicit deny" in refused(sagemaker.create_notebook_instance, **named)
    script = {"NotebookInstanceLifecycleConfigName": "ds-churn-dev-own"}
    assert "explicit deny" in refused(sagemaker.create_notebook_instance_lifecycle_config, **script)
    assert "explicit deny" in refused(sagemaker.update_notebook_instance_lifecycle_config, **script)


@pytest.mark.parametrize("local", ROLES[1:])
def test_she_becomes_no_other_role(site: Site, dana: Keys, local: str) -> None:
    role = site.values(CHURN)[f"role/{local}"]
    for keys in (dana, site.aws.keys("dana")):
        with pytest.raises(ClientError, match="AccessDenied"):
            site.assume(role, keys, RoleSessionName="dana")


def test_she_does_nothing_of_sagemaker_herself(site: Site, dana: Keys) -> None:
    from tests.behavior.deployed.jobs import KINDS

    sagemaker, values = site.aws.client("sagemaker", keys=dana), site.values(CHURN)
    for kind in KINDS.values():
        refused(getattr(sagemaker, kind.operation), **kind.build("hers", values))
    runtime = site.aws.client("sagemaker-runtime", keys=dana)
    refused(runtime.invoke_endpoint, EndpointName="ds-churn-dev-served", Body=b"1")


def test_a_launch_into_another_environment_fails_and_leaves_nothing(site: Site, dana: Keys) -> None:
    """Whatever is answered, the launch role reads its own environment's values and no others."""
    record = try_launch(site, dana, CHURN, "across", Environment=FRAUD)
    assert record["Status"] == "FAILED"
    assert "/ds/fraud-dev/" in record["RecordErrors"][0]["Description"]
    assert "not authorized to perform: ssm:GetParameter" in record["RecordErrors"][0]["Description"]
    found = site.aws.client("sagemaker").list_notebook_instances(NameContains="across")["NotebookInstances"]
    assert found == []


def test_the_launch_role_itself_makes_nothing_of_another_environments_parts(site: Site) -> None:
    """Were the values given by hand, the role would still refuse them one by one."""
    ours, theirs = site.values(CHURN), site.values(FRAUD)
    keys: Keys = site.aws.gateway.assume(ours["role/notebook-creation"], "servicecatalog.amazonaws.com", "launch")
    sagemaker = site.aws.client("sagemaker", keys=keys)
    good: dict[str, Any] = {
        "NotebookInstanceName": "ds-churn-dev-byhand",
        "InstanceType": "ml.t3.medium",
        "RoleArn": ours["role/notebook-execution"],
        "SubnetId": ours["subnets/1"],
        "SecurityGroupIds": [ours["security-group/workload"]],
        "KmsKeyId": ours["key/notebook"],
        "DirectInternetAccess": "Disabled",
        "RootAccess": "Disabled",
        "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"},
        "Tags": [{"Key": "Project", "Value": "churn"}],
    }
    others: dict[str, Any] = {
        "NotebookInstanceName": "ds-fraud-dev-byhand",
        "RoleArn": theirs["role/notebook-execution"],
        "SubnetId": theirs["subnets/1"],
        "SecurityGroupIds": [theirs["security-group/workload"]],
        "KmsKeyId": theirs["key/notebook"],
        "DirectInternetAccess": "Enabled",
        "RootAccess": "Enabled",
        "InstanceType": "ml.p4d.24xlarge",
        "Tags": [{"Key": "Project", "Value": "fraud"}],
    }
    for name, value in others.items():
        refused(sagemaker.create_notebook_instance, **{**good, name: value})
    for name in ("SubnetId", "SecurityGroupIds", "KmsKeyId", "DirectInternetAccess", "RootAccess", "Tags"):
        refused(sagemaker.create_notebook_instance, **{key: value for key, value in good.items() if key != name})
    sagemaker.create_notebook_instance(**good)


def test_she_sees_and_launches_only_what_her_environment_offers(site: Site, dana: Keys) -> None:
    catalog = site.aws.client("servicecatalog", keys=dana)
    found = catalog.search_products()["ProductViewSummaries"]
    assert [product["Name"] for product in found] == [f"Notebook {CHURN}"]
    with pytest.raises(ClientError):
        try_launch(site, dana, FRAUD, "across")
