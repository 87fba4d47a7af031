"""A deployed environment on the embedded AWS, with the notebook product in its catalog, and two people."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION, Embedded
from embedded_aws.service import Keys
from tests.behavior.deployed.publishing import ended, offer
from tests.behavior.deployed.site import CHURN, PEOPLE, Site

ROLE = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev"
NOTEBOOK = "ds-churn-dev-mine"
NOTEBOOK_ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/{NOTEBOOK}"
ANSWERS = {
    "Project": "churn",
    "Stage": "dev",
    "TrustMode": "mfa",
    "TrustedPrincipals": PEOPLE,
    "Detective": "off",
}


class Team:
    """A deployed environment with the notebook product in its catalog, and two people."""

    def __init__(self, aws: Embedded, **answers: str) -> None:
        self.aws = aws
        self.answers = {**ANSWERS, **answers}
        self.catalog = aws.client("servicecatalog")
        site = Site(aws)
        site.deploy(CHURN, self.answers)
        self.product, self.version = offer(site, CHURN)

    def become(self, person: str, **changed: str) -> Keys:
        """A person's session of the data scientist role."""
        return Site(self.aws).become(person, **changed)

    def launch(self, keys: Keys, name: str = "mine", answered: str = "", **tags: str) -> dict[str, Any]:
        """Launch a notebook with an answer to `Owner`, or with tags of its own, and wait for the record's end."""
        client = self.aws.client("servicecatalog", keys=keys)
        answers = {"NotebookName": name, "Environment": CHURN, "Owner": answered}
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
        return ended(self.aws, record)
