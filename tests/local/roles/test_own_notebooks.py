"""On the embedded AWS: a scientist launches under the launch role, opens her own notebook, and nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from generator.local import ACCOUNT, REGION, Embedded, embedded
from generator.local.service import Keys
from generator.manifest import load_products
from generator.synth import render_product

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev"
NOTEBOOK = "ds-churn-dev-mine"
ANSWERS = {
    "Project": "churn",
    "Stage": "dev",
    "TrustMode": "mfa",
    "TrustedPrincipals": f"arn:aws:iam::{ACCOUNT}:user/dana,arn:aws:iam::{ACCOUNT}:user/eli",
    "Detective": "off",
}


class Team:
    """A deployed environment with the notebook product in its catalog, and two people."""

    def __init__(self, aws: Embedded) -> None:
        self.aws = aws
        aws.client("s3").create_bucket(Bucket="bodies", CreateBucketConfiguration={"LocationConstraint": REGION})
        self.products = load_products(ROOT)
        self._deploy()
        self.catalog = aws.client("servicecatalog")
        self._publish()

    def body(self, product: str) -> str:
        """The URL of a product's template."""
        text = render_product(ROOT, self.products[product]).text
        self.aws.client("s3").put_object(Bucket="bodies", Key=f"{product}.yaml", Body=text.encode())
        return f"https://bodies.s3.{REGION}.amazonaws.com/{product}.yaml"

    def _deploy(self) -> None:
        stacks = self.aws.client("cloudformation")
        stacks.create_stack(
            StackName="ds-churn-dev",
            TemplateURL=self.body("environment"),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in ANSWERS.items()],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        until = time.monotonic() + 90
        while (stack := stacks.describe_stacks(StackName="ds-churn-dev")["Stacks"][0])["StackStatus"].endswith(
            "PROGRESS"
        ):
            assert time.monotonic() < until
            time.sleep(0.2)
        events = stacks.describe_stack_events(StackName="ds-churn-dev")["StackEvents"]
        failed = [row.get("ResourceStatusReason") for row in events if row["ResourceStatus"].endswith("FAILED")]
        assert stack["StackStatus"] == "CREATE_COMPLETE", failed

    def _publish(self) -> None:
        portfolio = self.catalog.create_portfolio(DisplayName="Churn", ProviderName="Platform")
        made = self.catalog.create_product(
            Name="Notebook",
            Owner="Platform",
            ProductType="CLOUD_FORMATION_TEMPLATE",
            ProvisioningArtifactParameters={"Name": "1.0.0", "Info": {"LoadTemplateFromURL": self.body("notebook")}},
        )
        self.product = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
        self.version = made["ProvisioningArtifactDetail"]["Id"]
        link = {"PortfolioId": portfolio["PortfolioDetail"]["Id"], "ProductId": self.product}
        self.catalog.associate_product_with_portfolio(**link)
        launch = json.dumps({"RoleArn": f"{ROLE}-notebook-creation"})
        self.catalog.create_constraint(**link, Type="LAUNCH", Parameters=launch)
        self.catalog.associate_principal_with_portfolio(
            PortfolioId=link["PortfolioId"], PrincipalARN=f"{ROLE}-data-scientist", PrincipalType="IAM"
        )

    def become(self, person: str, **changed: str) -> Keys:
        """A person's session of the data scientist role."""
        sts = self.aws.client("sts", keys=self.aws.keys(person))
        asked = {
            "RoleSessionName": person,
            "SourceIdentity": person,
            "SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/{person}",
            "TokenCode": "123456",
            **changed,
        }
        found = sts.assume_role(
            RoleArn=f"{ROLE}-data-scientist", **{key: value for key, value in asked.items() if value}
        )
        keys = found["Credentials"]
        return Keys(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])

    def launch(self, keys: Keys) -> dict[str, Any]:
        """Launch a notebook and wait for the record's end."""
        client = self.aws.client("servicecatalog", keys=keys)
        answers = {"NotebookName": "mine", "Environment": "churn-dev"}
        record = client.provision_product(
            ProductId=self.product,
            ProvisioningArtifactId=self.version,
            ProvisionedProductName="mine",
            ProvisioningParameters=[{"Key": key, "Value": value} for key, value in answers.items()],
        )["RecordDetail"]
        return self.ended(record["RecordId"])

    def ended(self, record: str) -> dict[str, Any]:
        """The record, once it has come to its end."""
        until = time.monotonic() + 60
        while True:
            found: dict[str, Any] = self.catalog.describe_record(Id=record)["RecordDetail"]
            if found["Status"] in {"SUCCEEDED", "FAILED"}:
                return found
            assert time.monotonic() < until
            time.sleep(0.2)


@pytest.fixture(scope="module")
def team() -> Iterator[Team]:
    with embedded() as aws:
        yield Team(aws)


@pytest.fixture(scope="module")
def dana(team: Team) -> Keys:
    keys = team.become("dana")
    record = team.launch(keys)
    assert record["Status"] == "SUCCEEDED", record["RecordErrors"]
    return keys


def test_she_opens_her_own_notebook(team: Team, dana: Keys) -> None:
    client = team.aws.client("sagemaker", keys=dana)
    url = client.create_presigned_notebook_instance_url(NotebookInstanceName=NOTEBOOK)["AuthorizedUrl"]
    assert url.startswith("https://")


def test_nobody_else_opens_it(team: Team, dana: Keys) -> None:
    client = team.aws.client("sagemaker", keys=team.become("eli"))
    for call in (
        client.create_presigned_notebook_instance_url,
        client.stop_notebook_instance,
        client.describe_notebook_instance,
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            call(NotebookInstanceName=NOTEBOOK)


def test_she_neither_makes_nor_changes_nor_retags_one_directly(team: Team, dana: Keys) -> None:
    client = team.aws.client("sagemaker", keys=dana)
    arn = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/{NOTEBOOK}"
    with pytest.raises(ClientError, match="explicit deny"):
        client.create_notebook_instance(
            NotebookInstanceName="ds-churn-dev-own", InstanceType="ml.t3.medium", RoleArn=f"{ROLE}-notebook-execution"
        )
    with pytest.raises(ClientError, match="explicit deny"):
        client.update_notebook_instance(NotebookInstanceName=NOTEBOOK, RootAccess="Enabled")
    with pytest.raises(ClientError, match="explicit deny"):
        client.add_tags(ResourceArn=arn, Tags=[{"Key": "ds:owner", "Value": "eli"}])


@pytest.mark.parametrize(
    "changed",
    [
        {"RoleSessionName": "eli"},
        {"SourceIdentity": "eli"},
        {"SourceIdentity": ""},
        {"SerialNumber": "", "TokenCode": ""},
    ],
    ids=["another's session name", "another's identity", "no identity", "no MFA"],
)
def test_she_cannot_become_a_scientist_with(team: Team, changed: dict[str, str]) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        team.become("dana", **changed)


def test_others_do_not_terminate_her_notebook_and_she_does(team: Team, dana: Keys) -> None:
    eli = team.aws.client("servicecatalog", keys=team.become("eli"))
    hers = team.aws.client("servicecatalog", keys=dana)
    with pytest.raises(ClientError):
        eli.terminate_provisioned_product(ProvisionedProductName="mine", TerminateToken="a")
    record = hers.terminate_provisioned_product(ProvisionedProductName="mine", TerminateToken="b")["RecordDetail"]
    ended = team.ended(record["RecordId"])
    assert ended["Status"] == "SUCCEEDED", ended
