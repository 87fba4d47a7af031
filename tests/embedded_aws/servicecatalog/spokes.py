"""An organization of a hub, two spokes in nested units and an account outside of them, and a product that is shared."""

from __future__ import annotations

import json
from typing import Any

from embedded_aws import ACCOUNT, REGION, Embedded
from embedded_aws.service import Keys
from tests.embedded_aws.servicecatalog.published_catalog import BODIES, LOGS, READS, SETTINGS, STACKS, TEMPLATE, allow
from tests.waiting import wait_until

NEAR, FAR, OUTSIDE = "222233334444", "333344445555", "444455556666"
"""A spoke in the shared unit, one in a unit below it, and a member that is in neither."""
ACCOUNTS = (ACCOUNT, NEAR, FAR, OUTSIDE)
LAUNCH_ROLE, SCIENTIST = "ds-launch", "ds-churn-dev-data-scientist"
NEWER = TEMPLATE.replace("Default: small", "Default: large")


class Spokes:
    """The accounts, and short ways to act in them."""

    def __init__(self, aws: Embedded) -> None:
        self.aws = aws
        self.hub = aws.client("servicecatalog")
        self.organizations = aws.client("organizations")
        self.root = str(self.organizations.list_roots()["Roots"][0]["Id"])
        self.outer = self._unit(self.root, "Workloads")
        self.inner = self._unit(self.outer, "Dev")
        self.move(NEAR, self.outer)
        self.move(FAR, self.inner)
        self.node = {"Type": "ORGANIZATIONAL_UNIT", "Value": self.outer}

    def _unit(self, parent: str, name: str) -> str:
        made = self.organizations.create_organizational_unit(ParentId=parent, Name=name)
        return str(made["OrganizationalUnit"]["Id"])

    def move(self, account: str, parent: str) -> None:
        """Move an account within the organization."""
        source = self.organizations.list_parents(ChildId=account)["Parents"][0]["Id"]
        self.organizations.move_account(AccountId=account, SourceParentId=source, DestinationParentId=parent)

    def admin(self, account: str, service: str) -> Any:
        """A client of an account's administrator."""
        return self.aws.client(service, keys=self.aws.keys("admin", account))

    def role(self, account: str, name: str, trusted: dict[str, Any], statements: list[dict[str, Any]]) -> None:
        """A role in an account."""
        iam = self.admin(account, "iam")
        statement = {"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document([statement]))
        iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=document(statements))

    def launch_role(self, account: str) -> None:
        """The launch role of the local name."""
        stacks = allow(STACKS, f"arn:aws:cloudformation:*:{account}:stack/SC-*")
        trusted = {"Service": "servicecatalog.amazonaws.com"}
        self.role(account, LAUNCH_ROLE, trusted, [stacks, allow(READS), BODIES, allow(LOGS), allow(SETTINGS)])

    def scientist(self, account: str) -> Any:
        """A data scientist of an account, who may use Service Catalog as end users do, and nothing else."""
        arn = f"arn:aws:iam::{account}:role/{SCIENTIST}"
        iam = self.admin(account, "iam")
        if SCIENTIST not in [role["RoleName"] for role in iam.list_roles()["Roles"]]:
            use = ["Describe*", "List*", "Search*", "Get*", "Provision*", "Update*", "Terminate*"]
            may = allow([f"servicecatalog:{name}" for name in use])
            not_as_admin = {**allow(["servicecatalog:*AsAdmin"]), "Effect": "Deny"}
            self.role(account, SCIENTIST, {"AWS": f"arn:aws:iam::{account}:user/dana"}, [may, not_as_admin])
        sts = self.aws.client("sts", keys=self.aws.keys("dana", account))
        found = sts.assume_role(RoleArn=arn, RoleSessionName="dana")["Credentials"]
        keys = Keys(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
        return self.aws.client("servicecatalog", keys=keys)

    def publish(self, constraint: dict[str, str]) -> None:
        """A product in a portfolio of the hub, with its launch constraint and its principals."""
        s3 = self.aws.client("s3")
        s3.create_bucket(Bucket="bodies", CreateBucketConfiguration={"LocationConstraint": REGION})
        made = self.hub.create_portfolio(DisplayName="Data science", ProviderName="Platform")
        self.portfolio = made["PortfolioDetail"]["Id"]
        made = self.hub.create_product(
            Name="Logbook",
            Owner="Platform",
            ProductType="CLOUD_FORMATION_TEMPLATE",
            ProvisioningArtifactParameters={"Name": "1.0.0", "Info": self._body("1.yaml", TEMPLATE)},
        )
        self.product = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
        self.version = made["ProvisioningArtifactDetail"]["Id"]
        link = {"PortfolioId": self.portfolio, "ProductId": self.product}
        self.hub.associate_product_with_portfolio(**link)
        self.hub.create_constraint(**link, Type="LAUNCH", Parameters=json.dumps(constraint))
        self.hub.associate_principal_with_portfolio(
            PortfolioId=self.portfolio, PrincipalARN=f"arn:aws:iam:::role/{SCIENTIST}", PrincipalType="IAM_PATTERN"
        )

    def _body(self, key: str, text: str) -> dict[str, str]:
        self.aws.client("s3").put_object(Bucket="bodies", Key=key, Body=text.encode())
        return {"LoadTemplateFromURL": f"https://bodies.s3.{REGION}.amazonaws.com/{key}"}

    def publish_newer(self) -> str:
        """A second version of the product: one call in the hub."""
        made = self.hub.create_provisioning_artifact(
            ProductId=self.product, Parameters={"Name": "1.1.0", "Info": self._body("2.yaml", NEWER)}
        )
        return str(made["ProvisioningArtifactDetail"]["Id"])

    def share(self, **flags: bool) -> str:
        """Share the portfolio with the outer unit; the share's status."""
        self.hub.enable_aws_organizations_access()
        made = self.hub.create_portfolio_share(PortfolioId=self.portfolio, OrganizationNode=self.node, **flags)
        found = self.hub.describe_portfolio_share_status(PortfolioShareToken=made["PortfolioShareToken"])
        return str(found["Status"])

    def withdraw(self) -> None:
        """End the share."""
        self.hub.delete_portfolio_share(PortfolioId=self.portfolio, OrganizationNode=self.node)

    def launch(self, scientist: Any, name: str = "one") -> dict[str, Any]:
        """Launch the first version and wait; the record."""
        made = scientist.provision_product(
            ProductId=self.product, ProvisioningArtifactId=self.version, ProvisionedProductName=name
        )
        return self.ended(scientist, made)

    def ended(self, scientist: Any, answer: dict[str, Any]) -> dict[str, Any]:
        """A record that has come to its end."""

        def found() -> dict[str, Any]:
            record: dict[str, Any] = scientist.describe_record(Id=answer["RecordDetail"]["RecordId"])["RecordDetail"]
            return record if record["Status"] in ("SUCCEEDED", "FAILED") else {}

        return wait_until(found, "the record ends")

    def setting(self, account: str) -> str:
        """The value of the parameter that the product makes; empty where it is not there."""
        found = self.admin(account, "ssm").get_parameters(Names=["/ds/one"])["Parameters"]
        return str(found[0]["Value"]) if found else ""


def document(statements: list[dict[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
