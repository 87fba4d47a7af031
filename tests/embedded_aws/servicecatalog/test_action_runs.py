"""Service actions on what was launched, over HTTP: as the launch role, as another role, as the caller, and refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, embedded
from tests.embedded_aws.servicecatalog.published_catalog import (
    ENOUGH,
    LAUNCH_ROLE,
    SCIENTIST,
    PublishedCatalog,
    allow,
)

pytestmark = pytest.mark.slow

_PRODUCT = "$.TagList[?(@.Key == 'aws:servicecatalog:productArn')].Value"
DOCUMENT = {
    "schemaVersion": "0.3",
    "description": "Sets a setting.",
    "parameters": {"Setting": {"type": "String"}, "Value": {"type": "String", "default": "large"}},
    "mainSteps": [
        {
            "name": "Tags",
            "action": "aws:executeAwsApi",
            "inputs": {
                "Service": "ssm",
                "Api": "ListTagsForResource",
                "ResourceType": "Parameter",
                "ResourceId": "{{ Setting }}",
            },
            "outputs": [{"Name": "Product", "Selector": _PRODUCT}],
        },
        {
            "name": "Set",
            "action": "aws:executeAwsApi",
            "inputs": {
                "Service": "ssm",
                "Api": "PutParameter",
                "Name": "{{ Setting }}",
                "Value": "{{ Value }} of {{ Tags.Product }}",
                "Overwrite": True,
            },
            "outputs": [{"Name": "Version", "Selector": "$.Version", "Type": "Integer"}],
        },
        {
            "name": "Wait",
            "action": "aws:waitForAwsResourceProperty",
            "timeoutSeconds": 30,
            "inputs": {
                "Service": "ssm",
                "Api": "GetParameter",
                "Name": "{{ Setting }}",
                "PropertySelector": "$.Parameter.Name",
                "DesiredValues": ["{{ Setting }}", "/ds/one"],
            },
        },
    ],
}
RUNS = ["ssm:DescribeDocument", "ssm:StartAutomationExecution", "ssm:GetAutomationExecution"]
LISTS = allow(["cloudformation:ListStackResources"])
CATALOG = allow(["servicecatalog:*"])
OWN = {"Condition": {"StringEquals": {"servicecatalog:userLevel": "self"}}}
OTHER_ROLE = f"arn:aws:iam::{ACCOUNT}:role/operator"
TARGET = '[{"Name":"Setting","Type":"TARGET"},{"Name":"Value","Type":"TEXT_VALUE"}]'


class Site(PublishedCatalog):
    """A catalog whose product has a service action, and what dana has launched."""

    def ready(self, role: str | None, document: str = "set", version: str = "1", **more: str) -> dict[str, str]:
        """A new action of the version: what dana is to name to run it on hers."""
        definition = {"Name": document, "Version": version, "Parameters": TARGET, **more}
        if role:
            definition["AssumeRole"] = role
        made = self.admin.create_service_action(Name="Set", DefinitionType="SSM_AUTOMATION", Definition=definition)
        action: str = made["ServiceActionDetail"]["ServiceActionSummary"]["Id"]
        self.admin.associate_service_action_with_provisioning_artifact(
            ServiceActionId=action, ProductId=self.product, ProvisioningArtifactId=self.version
        )
        return {"ProvisionedProductId": self.hers, "ServiceActionId": action}

    def run(self, which: dict[str, str], by: Any = None, **more: Any) -> dict[str, Any]:
        """Run it and wait; the record."""
        answer = (by or self.dana).execute_provisioned_product_service_action(**which, **more)
        detail: dict[str, Any] = self.ended(answer)["RecordDetail"]
        return detail

    def value(self) -> str:
        """The setting."""
        found: str = self.aws.client("ssm").get_parameter(Name="/ds/one")["Parameter"]["Value"]
        return found


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with embedded() as aws:
        site = Site(aws)
        site._make_role(OTHER_ROLE, {"Service": "servicecatalog.amazonaws.com"})
        aws.client("ssm").create_document(
            Name="set",
            DocumentType="Automation",
            TargetType="/AWS::SSM::Parameter",
            Content=json.dumps(DOCUMENT),
        )
        site.hers = site.launch()["RecordDetail"]["ProvisionedProductId"]  # type: ignore[attr-defined]
        yield site


@pytest.fixture(autouse=True)
def permitted(site: Site) -> None:
    """What all have at first: the launch role what a launch needs, the scientist the catalog, on hers."""
    site.permit(LAUNCH_ROLE, [*ENOUGH, allow(RUNS)])
    site.permit(SCIENTIST, [CATALOG | OWN, allow(["servicecatalog:List*"]), LISTS])
    site.permit(OTHER_ROLE, [allow(["sns:Publish"])])


def refused(call: Any, **given: Any) -> str:
    with pytest.raises(ClientError) as error:
        call(**given)
    return str(error.value)


def test_the_launch_role_runs_it_on_what_was_launched(site: Site) -> None:
    which = site.ready("LAUNCH_ROLE")
    listed = site.dana.list_service_actions_for_provisioning_artifact(
        ProductId=site.product, ProvisioningArtifactId=site.version
    )
    assert which["ServiceActionId"] in [each["Id"] for each in listed["ServiceActionSummaries"]]
    described = site.dana.describe_service_action_execution_parameters(**which)["ServiceActionParameters"]
    assert described == [
        {"Name": "Setting", "Type": "TARGET", "DefaultValues": ["/ds/one"]},
        {"Name": "Value", "Type": "TEXT_VALUE", "DefaultValues": []},
    ]
    record = site.run(which, Parameters={"Value": ["huge"]})
    assert record["Status"] == "SUCCEEDED", record["RecordErrors"]
    assert record["RecordType"] == "EXECUTE_PROVISIONED_PRODUCT_SERVICE_ACTION"
    assert site.value().startswith("huge of arn:aws:catalog:")
    seen = site.dana.describe_provisioned_product(Id=site.hers)["ProvisionedProductDetail"]
    assert (seen["Status"], seen["LastRecordId"]) == ("AVAILABLE", record["RecordId"])


@pytest.mark.parametrize("action", [*RUNS, "ssm:PutParameter"])
def test_what_the_launch_role_lacks_is_said_in_the_record(site: Site, action: str) -> None:
    site.permit(LAUNCH_ROLE, [*ENOUGH, allow(RUNS), allow([action]) | {"Effect": "Deny"}])
    record = site.run(site.ready("LAUNCH_ROLE"))
    assert record["Status"] == "FAILED"
    assert f"is not authorized to perform: {action}" in record["RecordErrors"][0]["Description"]
    assert LAUNCH_ROLE.rpartition("/")[2] in record["RecordErrors"][0]["Description"]


def test_another_role_runs_it_where_the_caller_may_pass_it(site: Site) -> None:
    which = site.ready(OTHER_ROLE)
    assert "iam:PassRole" in refused(site.dana.execute_provisioned_product_service_action, **which)
    passing = allow(["iam:PassRole"], OTHER_ROLE, Condition={"StringEquals": {"iam:PassedToService": _US}})
    site.permit(SCIENTIST, [CATALOG | OWN, LISTS, passing])
    site.permit(OTHER_ROLE, [allow([*RUNS, "ssm:*Parameter", "ssm:ListTagsForResource"])])
    record = site.run(which, Parameters={"Value": ["other"]})
    assert record["Status"] == "SUCCEEDED", record["RecordErrors"]
    assert site.value().startswith("other")


_US = "servicecatalog.amazonaws.com"


def test_without_a_role_the_caller_runs_it_with_what_she_may_do(site: Site) -> None:
    which = site.ready(None)
    record = site.run(which)
    assert "data-scientist/dana is not authorized to perform: ssm:DescribeDocument" in _said(record)
    site.permit(SCIENTIST, [CATALOG | OWN, LISTS, allow(RUNS)])
    assert "data-scientist/dana is not authorized to perform: ssm:ListTagsForResource" in _said(site.run(which))
    site.permit(SCIENTIST, [CATALOG | OWN, LISTS, allow([*RUNS, "ssm:*Parameter", "ssm:ListTagsForResource"])])
    record = site.run(which, Parameters={"Value": ["mine"]})
    assert record["Status"] == "SUCCEEDED", record["RecordErrors"]


def _said(record: dict[str, Any]) -> str:
    return str(record["RecordErrors"][0]["Description"])


def test_another_ones_product_is_not_hers_to_act_on(site: Site) -> None:
    which = site.ready("LAUNCH_ROLE")
    eli = site.scientist("eli")
    said = refused(eli.execute_provisioned_product_service_action, **which)
    assert "not authorized to perform: servicecatalog:ExecuteProvisionedProductServiceAction" in said
    assert "not authorized" in refused(eli.describe_service_action_execution_parameters, **which)


def test_an_action_that_is_not_on_the_version_is_not_found(site: Site) -> None:
    which = site.ready("LAUNCH_ROLE")
    site.admin.disassociate_service_action_from_provisioning_artifact(
        ServiceActionId=which["ServiceActionId"], ProductId=site.product, ProvisioningArtifactId=site.version
    )
    assert "is not associated" in refused(site.dana.execute_provisioned_product_service_action, **which)


def test_a_target_that_the_caller_names_goes_before_the_default(site: Site) -> None:
    record = site.run(site.ready("LAUNCH_ROLE"), Parameters={"Setting": ["/ds/other"]})
    assert record["Status"] == "FAILED"
    assert "Step Tags failed" in _said(record)
    unknown = {"Parameters": {"Color": ["red"]}}
    said = refused(site.dana.execute_provisioned_product_service_action, **site.ready("LAUNCH_ROLE"), **unknown)
    assert "has no parameter Color" in said


@pytest.mark.parametrize(
    ("document", "version", "said"),
    [
        ("nothing", "1", "The specified document does not exist"),
        ("set", "7", "The specified document does not exist"),
    ],
)
def test_a_document_that_is_not_there_fails_the_record(site: Site, document: str, version: str, said: str) -> None:
    assert said in _said(site.run(site.ready("LAUNCH_ROLE", document, version)))


def test_a_document_of_aws_is_named(site: Site) -> None:
    which = site.ready("LAUNCH_ROLE", "AWS-RestartEC2Instance", Parameters='[{"Name":"Value","Type":"TEXT_VALUE"}]')
    assert "has no document of AWS: make one of your own" in _said(site.run(which))


def test_a_launch_role_that_does_not_trust_the_catalog_runs_nothing(site: Site) -> None:
    site.permit(SCIENTIST, [CATALOG | OWN, LISTS, allow(["iam:PassRole"])])
    said = refused(site.dana.execute_provisioned_product_service_action, **site.ready(SCIENTIST))
    assert "cannot be assumed" in said


def test_the_same_token_runs_it_once(site: Site) -> None:
    which = site.ready("LAUNCH_ROLE")
    first = site.run(which, ExecuteToken="once")
    assert site.run(which, ExecuteToken="once")["RecordId"] == first["RecordId"]
