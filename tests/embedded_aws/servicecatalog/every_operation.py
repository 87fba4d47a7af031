"""Calls every operation that the embedded Service Catalog offers, with whatever client a test brings."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

CallAs = Callable[[str, str, Mapping[str, Any]], Any]
"""Who (`admin`, `dana` or `spoke`), operation and parameters → answer."""


class EveryOperation:
    """The calls. `settle` waits until nothing runs any more; `organization` is the id of the accounts' one."""

    def __init__(
        self, call_as: CallAs, settle: Callable[[], None], url: str, launch_role: str, spoke: str, organization: str
    ) -> None:
        self._call_as, self.settle, self.url, self.launch_role, self.spoke = call_as, settle, url, launch_role, spoke
        self.node = {"Type": "ORGANIZATION", "Value": organization}
        self._numbers = itertools.count(1)

    def admin(self, operation: str, **params: Any) -> Any:
        """A call by the administrator."""
        return self._call_as("admin", operation, params)

    def dana(self, operation: str, **params: Any) -> Any:
        """A call by a data scientist."""
        return self._call_as("dana", operation, params)

    def token(self) -> dict[str, str]:
        """A new idempotency token."""
        return {"IdempotencyToken": f"tour-{next(self._numbers)}"}

    def walk(self) -> None:
        """All operations."""
        self.publish()
        self.constrain_and_admit()
        self.tag()
        self.act()
        self.share()
        self.launch()
        self.plan()
        self.clear()

    def publish(self) -> None:
        """Portfolios, products and versions."""
        made = self.admin("CreatePortfolio", DisplayName="EveryOperation", ProviderName="Platform", **self.token())
        self.portfolio = made["PortfolioDetail"]["Id"]
        self.admin("UpdatePortfolio", Id=self.portfolio, Description="All operations")
        self.admin("DescribePortfolio", Id=self.portfolio)
        self.admin("ListPortfolios")
        body = {"Name": "1.0.0", "Info": {"LoadTemplateFromURL": self.url}, "Type": "CLOUD_FORMATION_TEMPLATE"}
        made = self.admin(
            "CreateProduct",
            Name="EveryOperation",
            Owner="Platform",
            ProductType="CLOUD_FORMATION_TEMPLATE",
            ProvisioningArtifactParameters=body,
            **self.token(),
        )
        view = made["ProductViewDetail"]["ProductViewSummary"]
        self.product, self.view = view["ProductId"], view["Id"]
        self.version = made["ProvisioningArtifactDetail"]["Id"]
        made = self.admin(
            "CreateProvisioningArtifact", ProductId=self.product, Parameters={**body, "Name": "1.1.0"}, **self.token()
        )
        self.newer = made["ProvisioningArtifactDetail"]["Id"]
        which = {"ProductId": self.product, "ProvisioningArtifactId": self.newer}
        self.admin("UpdateProduct", Id=self.product, Description="A tour")
        self.admin("UpdateProvisioningArtifact", **which, Description="newer")
        self.admin("DescribeProvisioningArtifact", **which, IncludeProvisioningArtifactParameters=True)
        self.admin("ListProvisioningArtifacts", ProductId=self.product)
        self.admin("DescribeProductAsAdmin", Id=self.product)
        self.admin("SearchProductsAsAdmin")
        self.admin("AssociateProductWithPortfolio", ProductId=self.product, PortfolioId=self.portfolio)
        self.admin("ListPortfoliosForProduct", ProductId=self.product)

    def constrain_and_admit(self) -> None:
        """Constraints, principals, paths."""
        made = self.admin(
            "CreateConstraint",
            PortfolioId=self.portfolio,
            ProductId=self.product,
            Type="LAUNCH",
            Parameters=f'{{"RoleArn": "{self.launch_role}"}}',
            **self.token(),
        )
        self.constraint = made["ConstraintDetail"]["ConstraintId"]
        self.admin("UpdateConstraint", Id=self.constraint, Description="launches as a role")
        self.admin("DescribeConstraint", Id=self.constraint)
        self.admin("ListConstraintsForPortfolio", PortfolioId=self.portfolio)
        self.principal = {"PrincipalARN": "arn:aws:iam:::role/ds-*", "PrincipalType": "IAM_PATTERN"}
        self.admin("AssociatePrincipalWithPortfolio", PortfolioId=self.portfolio, **self.principal)
        self.admin("ListPrincipalsForPortfolio", PortfolioId=self.portfolio)
        self.dana("SearchProducts")
        self.dana("DescribeProduct", Id=self.product)
        self.dana("DescribeProductView", Id=self.view)
        self.dana("ListLaunchPaths", ProductId=self.product)
        self.dana("DescribeProvisioningParameters", ProductId=self.product, ProvisioningArtifactId=self.version)

    def tag(self) -> None:
        """Tag options."""
        self.option = self.admin("CreateTagOption", Key="tour", Value="1")["TagOptionDetail"]["Id"]
        self.admin("UpdateTagOption", Id=self.option, Value="2")
        self.admin("DescribeTagOption", Id=self.option)
        self.admin("ListTagOptions")
        self.link = {"ResourceId": self.portfolio, "TagOptionId": self.option}
        self.admin("AssociateTagOptionWithResource", **self.link)
        self.admin("ListResourcesForTagOption", TagOptionId=self.option)
        budget = {"BudgetName": "tour", "ResourceId": self.portfolio}
        self.admin("AssociateBudgetWithResource", **budget)
        self.admin("ListBudgetsForResource", ResourceId=self.portfolio)
        self.admin("DisassociateBudgetFromResource", **budget)

    def act(self) -> None:
        """Service actions."""
        definition = {"Name": "AWS-RestartEC2Instance", "Version": "1"}
        made = self.admin(
            "CreateServiceAction",
            Name="Restart",
            DefinitionType="SSM_AUTOMATION",
            Definition=definition,
            **self.token(),
        )
        action = made["ServiceActionDetail"]["ServiceActionSummary"]["Id"]
        which = {"ProductId": self.product, "ProvisioningArtifactId": self.version}
        self.admin("UpdateServiceAction", Id=action, Name="Again")
        self.admin("DescribeServiceAction", Id=action)
        self.admin("ListServiceActions")
        self.admin("AssociateServiceActionWithProvisioningArtifact", ServiceActionId=action, **which)
        self.admin("ListServiceActionsForProvisioningArtifact", **which)
        self.admin("ListProvisioningArtifactsForServiceAction", ServiceActionId=action)
        self.admin("DisassociateServiceActionFromProvisioningArtifact", ServiceActionId=action, **which)
        batch = {"ServiceActionAssociations": [{"ServiceActionId": action, **which}]}
        self.admin("BatchAssociateServiceActionWithProvisioningArtifact", **batch)
        self.admin("BatchDisassociateServiceActionFromProvisioningArtifact", **batch)
        self.action, self.batch = action, batch

    def share(self) -> None:
        """Shares with an account and with the organization."""
        share = {"PortfolioId": self.portfolio, "AccountId": self.spoke}
        self.admin("CreatePortfolioShare", **share)
        self._call_as("spoke", "AcceptPortfolioShare", {"PortfolioId": self.portfolio})
        self._call_as("spoke", "ListAcceptedPortfolioShares", {})
        self._call_as("spoke", "RejectPortfolioShare", {"PortfolioId": self.portfolio})
        self.admin("UpdatePortfolioShare", **share, ShareTagOptions=True)
        self.admin("DescribePortfolioShares", PortfolioId=self.portfolio, Type="ACCOUNT")
        self.admin("ListPortfolioAccess", PortfolioId=self.portfolio)
        self.admin("DeletePortfolioShare", **share)
        self.admin("EnableAWSOrganizationsAccess")
        self.admin("GetAWSOrganizationsAccessStatus")
        node = {"PortfolioId": self.portfolio, "OrganizationNode": self.node}
        token = self.admin("CreatePortfolioShare", **node)["PortfolioShareToken"]
        self.admin("DescribePortfolioShareStatus", PortfolioShareToken=token)
        self.admin("ListOrganizationPortfolioAccess", PortfolioId=self.portfolio, OrganizationNodeType="ORGANIZATION")
        self.admin("DeletePortfolioShare", **node)
        self.admin("DisableAWSOrganizationsAccess")

    def launch(self) -> None:
        """A provisioned product from its launch to its end."""
        record = self.dana(
            "ProvisionProduct",
            ProductId=self.product,
            ProvisioningArtifactId=self.version,
            ProvisionedProductName="tour",
            ProvisionToken="tour-launch",
        )["RecordDetail"]
        self.settle()
        self.dana("DescribeRecord", Id=record["RecordId"])
        self.dana("DescribeProvisionedProduct", Name="tour")
        self.dana("GetProvisionedProductOutputs", ProvisionedProductName="tour")
        self.dana("SearchProvisionedProducts")
        self.dana("ScanProvisionedProducts")
        self.dana("ListRecordHistory")
        self.run(record["ProvisionedProductId"])
        self.admin(
            "UpdateProvisionedProductProperties",
            ProvisionedProductId=record["ProvisionedProductId"],
            ProvisionedProductProperties={"LAUNCH_ROLE": self.launch_role},
            **self.token(),
        )
        self.dana(
            "UpdateProvisionedProduct",
            ProvisionedProductName="tour",
            ProvisioningArtifactId=self.newer,
            UpdateToken="tour-update",
        )
        self.settle()
        self.dana("TerminateProvisionedProduct", ProvisionedProductName="tour", TerminateToken="tour-end")
        self.settle()

    def run(self, provisioned: str) -> None:
        """The service action, on what was launched; whether its document is there is the account's affair."""
        self.admin("BatchAssociateServiceActionWithProvisioningArtifact", **self.batch)
        which = {"ProvisionedProductId": provisioned, "ServiceActionId": self.action}
        self.dana("DescribeServiceActionExecutionParameters", **which)
        self.dana("ExecuteProvisionedProductServiceAction", **which, ExecuteToken="tour-run")
        self.settle()
        self.admin("BatchDisassociateServiceActionFromProvisioningArtifact", **self.batch)
        self.admin("DeleteServiceAction", Id=self.action)

    def plan(self) -> None:
        """Two plans: one is executed, one is dropped."""
        for name in ("executed", "dropped"):
            plan = self.dana(
                "CreateProvisionedProductPlan",
                PlanName=name,
                PlanType="CLOUDFORMATION",
                ProductId=self.product,
                ProvisioningArtifactId=self.version,
                ProvisionedProductName=name,
                **self.token(),
            )["PlanId"]
            self.settle()
            self.dana("DescribeProvisionedProductPlan", PlanId=plan)
            self.dana("ListProvisionedProductPlans")
            if name == "executed":
                self.dana("ExecuteProvisionedProductPlan", PlanId=plan, **self.token())
                self.settle()
                self.dana("TerminateProvisionedProduct", ProvisionedProductName=name, TerminateToken="tour-over")
                self.settle()
            self.dana("DeleteProvisionedProductPlan", PlanId=plan)

    def clear(self) -> None:
        """Delete everything, in the right order."""
        self.admin("DisassociateTagOptionFromResource", **self.link)
        self.admin("DeleteTagOption", Id=self.option)
        self.admin("DeleteConstraint", Id=self.constraint)
        self.admin("DisassociatePrincipalFromPortfolio", PortfolioId=self.portfolio, **self.principal)
        self.admin("DisassociateProductFromPortfolio", ProductId=self.product, PortfolioId=self.portfolio)
        self.admin("DeleteProvisioningArtifact", ProductId=self.product, ProvisioningArtifactId=self.newer)
        self.admin("DeleteProduct", Id=self.product)
        self.admin("DeletePortfolio", Id=self.portfolio)
