"""In whatever order things are made and deleted, nothing hangs in the air and nothing is stuck."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.state import Catalog
from tests.embedded_aws.servicecatalog.lab import Lab
from tests.embedded_aws.servicecatalog.tiny import ACCOUNT, REGION

ORDERLY = {"ResourceInUseException", "ResourceNotFoundException", "DuplicateResourceException"}


class Publishing(RuleBasedStateMachine):
    """Portfolios, products, constraints, principals and tag options, made and deleted at random."""

    portfolios = Bundle("portfolios")
    products = Bundle("products")
    constraints = Bundle("constraints")
    options = Bundle("options")

    def __init__(self) -> None:
        super().__init__()
        self.lab = Lab()

    def attempt(self, operation: str, **params: Any) -> Any:
        """Do it, or be refused in an orderly way."""
        try:
            return self.lab.call(operation, **params)
        except ServiceError as fault:
            if fault.code not in ORDERLY:
                raise
            return None

    @rule(target=portfolios)
    def make_portfolio(self) -> str:
        return self.lab.portfolio()

    @rule(target=products)
    def make_product(self) -> str:
        return self.lab.product()[0]

    @rule(target=options)
    def make_option(self) -> str:
        made = self.lab.call("CreateTagOption", Key="key", Value=self.lab.token())
        return str(made["TagOptionDetail"]["Id"])

    @rule(portfolio=portfolios, product=products)
    def associate(self, portfolio: str, product: str) -> None:
        self.attempt("AssociateProductWithPortfolio", PortfolioId=portfolio, ProductId=product)

    @rule(portfolio=portfolios, product=products)
    def disassociate(self, portfolio: str, product: str) -> None:
        self.attempt("DisassociateProductFromPortfolio", PortfolioId=portfolio, ProductId=product)

    @rule(target=constraints, portfolio=portfolios, product=products)
    def constrain(self, portfolio: str, product: str) -> Any:
        made = self.attempt(
            "CreateConstraint",
            PortfolioId=portfolio,
            ProductId=product,
            Type="LAUNCH",
            Parameters='{"LocalRoleName": "ds-launch"}',
            IdempotencyToken=self.lab.token(),
        )
        return made["ConstraintDetail"]["ConstraintId"] if made else multiple()

    @rule(constraint=consumes(constraints))
    def release(self, constraint: str) -> None:
        self.lab.call("DeleteConstraint", Id=constraint)

    @rule(portfolio=portfolios)
    def admit(self, portfolio: str) -> None:
        self.attempt("AssociatePrincipalWithPortfolio", PortfolioId=portfolio, **_PRINCIPAL)

    @rule(portfolio=portfolios)
    def dismiss(self, portfolio: str) -> None:
        self.attempt("DisassociatePrincipalFromPortfolio", PortfolioId=portfolio, **_PRINCIPAL)

    @rule(resource=portfolios | products, option=options)
    def hang(self, resource: str, option: str) -> None:
        self.attempt("AssociateTagOptionWithResource", ResourceId=resource, TagOptionId=option)

    @rule(resource=portfolios | products, option=options)
    def unhang(self, resource: str, option: str) -> None:
        self.attempt("DisassociateTagOptionFromResource", ResourceId=resource, TagOptionId=option)

    @rule(portfolio=portfolios)
    def delete_portfolio(self, portfolio: str) -> None:
        self.attempt("DeletePortfolio", Id=portfolio)

    @rule(product=products)
    def delete_product(self, product: str) -> None:
        self.attempt("DeleteProduct", Id=product)

    @rule(option=options)
    def delete_option(self, option: str) -> None:
        self.attempt("DeleteTagOption", Id=option)

    @property
    def catalog(self) -> Catalog:
        """What the service holds."""
        found: Catalog = self.lab.catalog.dump().of(ACCOUNT, REGION)
        return found

    @invariant()
    def nothing_hangs_in_the_air(self) -> None:
        catalog = self.catalog
        kept = {*catalog.portfolios, *catalog.products}
        assert all({*link} <= kept for link in catalog.associations)
        assert all((each.portfolio, each.product) in catalog.associations for each in catalog.constraints.values())
        assert all(each.portfolio in catalog.portfolios for each in catalog.principals)
        assert all(resource in kept and option in catalog.tag_options for resource, option in catalog.tag_links)
        assert {each.product for each in catalog.artifacts.values()} == {*catalog.products}

    def teardown(self) -> None:
        """In the right order everything goes."""
        catalog = self.catalog
        for constraint in catalog.constraints:
            self.lab.call("DeleteConstraint", Id=constraint)
        for principal in catalog.principals:
            self.lab.call("DisassociatePrincipalFromPortfolio", PortfolioId=principal.portfolio, **_PRINCIPAL)
        for portfolio, product in catalog.associations:
            self.lab.call("DisassociateProductFromPortfolio", PortfolioId=portfolio, ProductId=product)
        for resource, option in catalog.tag_links:
            self.lab.call("DisassociateTagOptionFromResource", ResourceId=resource, TagOptionId=option)
        for operation, ids in (("DeleteProduct", catalog.products), ("DeletePortfolio", catalog.portfolios)):
            for each in ids:
                self.lab.call(operation, Id=each)
        assert not self.catalog.artifacts


_PRINCIPAL = {"PrincipalARN": "arn:aws:iam:::role/ds-*", "PrincipalType": "IAM_PATTERN"}

TestPublishing = Publishing.TestCase
TestPublishing.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
