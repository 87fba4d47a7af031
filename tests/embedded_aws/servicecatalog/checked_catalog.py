"""The embedded Service Catalog itself, in memory, with a fake gateway and a fake CloudFormation around it.

It is no fake Service Catalog: `CheckedCatalog` calls the real operations, without HTTP and IAM, and checks each answer
and each error against botocore's model.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from embedded_aws.service import Call, Caller, Keys, ServiceError
from embedded_aws.servicecatalog import ServiceCatalog
from tests.embedded_aws.servicecatalog.conformity import allowed_codes, flaws_of_answer
from tests.embedded_aws.servicecatalog.fake_gateway import ACCOUNT, REGION, FakeGateway
from tests.waiting import PATIENCE

SPOKE = "444455556666"
LAUNCH_ROLE = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-notebook-creation"
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Size: {Type: String, Default: small, AllowedValues: [small, medium, large], Description: How large}
  Name: {Type: String, MinLength: 1, Default: one}
Resources:
  Topic: {Type: "AWS::SNS::Topic", Properties: {DisplayName: !Ref Name}}
Outputs:
  TopicArn: {Value: !Ref Topic, Description: The topic}
"""


def person(name: str, account: str = ACCOUNT) -> Caller:
    """A session of the data scientist role."""
    role = f"arn:aws:iam::{account}:role/ds-churn-dev-data-scientist"
    arn = f"arn:aws:sts::{account}:assumed-role/ds-churn-dev-data-scientist/{name}"
    return Caller(account, arn, "role", f"AROA:{name}", role_arn=role, session_name=name)


def admin(account: str = ACCOUNT) -> Caller:
    """The administrator, an IAM user."""
    return Caller(account, f"arn:aws:iam::{account}:user/admin", "user", "AIDAADMIN")


class CheckedCatalog:
    """A Service Catalog of its own, with short ways to fill it."""

    def __init__(self) -> None:
        self.gateway = FakeGateway()
        self.stored_bodies: dict[str, str] = {}
        self.service = ServiceCatalog(self.gateway, store_body=self._store_body)
        self.called: set[str] = set()
        self._tokens = itertools.count(1)
        self.put("notebook/1.yaml", TEMPLATE)

    def _store_body(self, region: str, account: str, name: str, body: str) -> str:
        url = f"https://bodies.example.com/{account}/{name}"
        self.stored_bodies[url] = body
        return url

    def put(self, key: str, body: str) -> str:
        """Store an object; returns its URL."""
        self.gateway.objects["artifacts", key] = body.encode()
        return f"https://artifacts.s3.{REGION}.amazonaws.com/{key}"

    def call(self, operation: str, by: Caller | None = None, region: str = REGION, **params: Any) -> Any:
        """One request; the answer, or the error, must be one that the model allows."""
        caller = by or admin()
        keys = Keys(caller.arn, "secret")
        call = Call("servicecatalog", operation, caller.account, region, caller, keys, "request")
        self.called.add(operation)
        try:
            answer = self.service(params, call)
        except ServiceError as error:
            if error.code in allowed_codes(operation):
                raise
            raise AssertionError(f"{operation} must not answer {error.code}") from error
        flaws = flaws_of_answer(operation, answer)
        assert not flaws, f"{operation}: {flaws}"
        return answer

    def keys_of(self, operation: str, by: Caller, **params: Any) -> dict[str, str]:
        """The condition keys that the service gives the gateway for a request."""
        keys = Keys(by.arn, "secret")
        return self.service.context(params, Call("servicecatalog", operation, by.account, REGION, by, keys, "request"))

    def token(self) -> str:
        """A token that was not used yet."""
        return f"token-{next(self._tokens)}"

    def portfolio(self, name: str = "Data science", **more: Any) -> str:
        """A new portfolio's id."""
        given = {"DisplayName": name, "ProviderName": "Platform", "IdempotencyToken": self.token(), **more}
        return self.call("CreatePortfolio", **given)["PortfolioDetail"]["Id"]

    def product(self, name: str = "Notebook", version: str = "1.0.0", **more: Any) -> tuple[str, str]:
        """A new product's id and its first version's."""
        made = self.call(
            "CreateProduct",
            **{
                "Name": name,
                "Owner": "Platform",
                "ProductType": "CLOUD_FORMATION_TEMPLATE",
                "ProvisioningArtifactParameters": self.body(version),
                "IdempotencyToken": self.token(),
                **more,
            },
        )
        return made["ProductViewDetail"]["ProductViewSummary"]["ProductId"], made["ProvisioningArtifactDetail"]["Id"]

    def body(self, version: str, key: str = "notebook/1.yaml") -> dict[str, Any]:
        """The properties of a new version."""
        url = f"https://artifacts.s3.{REGION}.amazonaws.com/{key}"
        return {"Name": version, "Info": {"LoadTemplateFromURL": url}, "Type": "CLOUD_FORMATION_TEMPLATE"}

    def version(self, product: str, name: str, key: str = "notebook/1.yaml") -> str:
        """A further version's id."""
        made = self.call(
            "CreateProvisioningArtifact",
            ProductId=product,
            Parameters=self.body(name, key),
            IdempotencyToken=self.token(),
        )
        return made["ProvisioningArtifactDetail"]["Id"]

    def associate(self, portfolio: str, product: str) -> None:
        """Put a product into a portfolio."""
        self.call("AssociateProductWithPortfolio", PortfolioId=portfolio, ProductId=product)

    def constrain(self, portfolio: str, product: str, kind: str, parameters: str) -> str:
        """A new constraint's id."""
        made = self.call(
            "CreateConstraint",
            PortfolioId=portfolio,
            ProductId=product,
            Type=kind,
            Parameters=parameters,
            IdempotencyToken=self.token(),
        )
        return made["ConstraintDetail"]["ConstraintId"]

    def admit(self, portfolio: str, arn: str = "arn:aws:iam:::role/ds-*", kind: str = "IAM_PATTERN") -> None:
        """Let a principal launch."""
        self.call("AssociatePrincipalWithPortfolio", PortfolioId=portfolio, PrincipalARN=arn, PrincipalType=kind)

    def offer(self) -> tuple[str, str, str]:
        """A product that data scientists may launch: portfolio, product, version."""
        portfolio, (product, version) = self.portfolio(), self.product()
        self.associate(portfolio, product)
        self.constrain(portfolio, product, "LAUNCH", f'{{"RoleArn": "{LAUNCH_ROLE}"}}')
        self.admit(portfolio)
        return portfolio, product, version

    def launch(self, product: str, version: str, name: str = "one", by: Caller | None = None, **more: Any) -> Any:
        """A launch by a data scientist until its end: the record."""
        made = self.call(
            "ProvisionProduct",
            **{
                "by": by or person("dana"),
                "ProductId": product,
                "ProvisioningArtifactId": version,
                "ProvisionedProductName": name,
                "ProvisionToken": self.token(),
                **more,
            },
        )
        return self.ended(made)

    def ended(self, answer: Mapping[str, Any]) -> Any:
        """The record of an answer when nothing runs any more."""
        self.service.wait(PATIENCE)
        return self.call("DescribeRecord", Id=answer["RecordDetail"]["RecordId"])["RecordDetail"]
