"""A deployed environment on the embedded AWS, with the notebook product in its catalog, and two people."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION, Embedded
from embedded_aws.service import Keys
from generator.manifest import load_products
from generator.synth import render_product

ROOT = Path(__file__).parents[3]
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev"
NOTEBOOK = "ds-churn-dev-mine"
NOTEBOOK_ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/{NOTEBOOK}"
ANSWERS = {
    "Project": "churn",
    "Stage": "dev",
    "TrustMode": "mfa",
    "TrustedPrincipals": f"arn:aws:iam::{ACCOUNT}:user/dana,arn:aws:iam::{ACCOUNT}:user/eli",
    "Detective": "off",
}


class Team:
    """A deployed environment with the notebook product in its catalog, and two people."""

    def __init__(self, aws: Embedded, **answers: str) -> None:
        self.aws = aws
        self.answers = {**ANSWERS, **answers}
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
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in self.answers.items()],
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

    def launch(self, keys: Keys, name: str = "mine", **tags: str) -> dict[str, Any]:
        """Launch a notebook as `launch` does, or with other tags, and wait for the record's end."""
        client = self.aws.client("servicecatalog", keys=keys)
        answers = {"NotebookName": name, "Environment": "churn-dev"}
        record = client.provision_product(
            ProductId=self.product,
            ProvisioningArtifactId=self.version,
            ProvisionedProductName=name,
            ProvisioningParameters=[{"Key": key, "Value": value} for key, value in answers.items()],
            Tags=[{"Key": f"ds:{key}", "Value": value} for key, value in tags.items()],
        )["RecordDetail"]
        return self.ended(record["RecordId"])

    def may(self, person: Keys, call: str, **given: Any) -> bool:
        """Whether SageMaker lets the person do something with a notebook; any refusal but a denial is a failure."""
        try:
            getattr(self.aws.client("sagemaker", keys=person), call)(**given)
        except ClientError as error:
            if error.response["Error"]["Code"] != "AccessDeniedException":
                raise
            return False
        return True

    def ended(self, record: str) -> dict[str, Any]:
        """The record, once it has come to its end."""
        until = time.monotonic() + 60
        while True:
            found: dict[str, Any] = self.catalog.describe_record(Id=record)["RecordDetail"]
            if found["Status"] in {"SUCCEEDED", "FAILED"}:
                return found
            assert time.monotonic() < until
            time.sleep(0.2)
