"""In whatever order things are created and deleted, no association loses an end and everything can be deleted."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.state import Catalog
from tests.embedded_aws.servicecatalog.checked_catalog import CheckedCatalog
from tests.embedded_aws.servicecatalog.fake_gateway import ACCOUNT, REGION

EXPECTED = {"ResourceInUseException", "ResourceNotFoundException", "DuplicateResourceException"}


class Publishing(RuleBasedStateMachine):
    """Portfolios, products, constraints, principals and tag options, created and deleted at random."""

    portfolios = Bundle("portfolios")
    products = Bundle("products")
    constraints = Bundle("constraints")
    options = Bundle("options")

    def __init__(self) -> None:
        super().__init__()
        self.catalog = CheckedCatalog()

    def attempt(self, operation: str, **params: Any) -> Any:
        """Do it, or be refused with an expected error."""
        try:
            return self.catalog.call(operation, **params)
        except ServiceError as error:
            if error.code not in EXPECTED:
                raise
            return None

    @rule(target=portfolios)
    def make_portfolio(self) -> str:
        return self.catalog.portfolio()

    @rule(target=products)
    def make_product(self) -> str:
        return self.catalog.product()[0]

    @rule(target=options)
    def make_option(self) -> str:
        made = self.catalog.call("CreateTagOption", Key="key", Value=self.catalog.token())
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
            IdempotencyToken=self.catalog.token(),
        )
        return made["ConstraintDetail"]["ConstraintId"] if made else multiple()

    @rule(constraint=consumes(constraints))
    def release(self, constraint: str) -> None:
        self.catalog.call("DeleteConstraint", Id=constraint)

    @rule(portfolio=portfolios)
    def admit(self, portfolio: str) -> None:
        self.attempt("AssociatePrincipalWithPortfolio", PortfolioId=portfolio, **_PRINCIPAL)

    @rule(portfolio=portfolios)
    def dismiss(self, portfolio: str) -> None:
        self.attempt("DisassociatePrincipalFromPortfolio", PortfolioId=portfolio, **_PRINCIPAL)

    @rule(resource=portfolios | products, option=options)
    def associate_option(self, resource: str, option: str) -> None:
        self.attempt("AssociateTagOptionWithResource", ResourceId=resource, TagOptionId=option)

    @rule(resource=portfolios | products, option=options)
    def disassociate_option(self, resource: str, option: str) -> None:
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
    def state(self) -> Catalog:
        """The state of the service."""
        found: Catalog = self.catalog.service.dump().of(ACCOUNT, REGION)
        return found

    @invariant()
    def every_association_has_both_ends(self) -> None:
        state = self.state
        kept = {*state.portfolios, *state.products}
        assert all({*link} <= kept for link in state.associations)
        assert all((each.portfolio, each.product) in state.associations for each in state.constraints.values())
        assert all(each.portfolio in state.portfolios for each in state.principals)
        assert all(resource in kept and option in state.tag_options for resource, option in state.tag_links)
        assert {each.product for each in state.artifacts.values()} == {*state.products}

    def teardown(self) -> None:
        """Everything can be deleted in the right order."""
        state = self.state
        for constraint in state.constraints:
            self.catalog.call("DeleteConstraint", Id=constraint)
        for principal in state.principals:
            self.catalog.call("DisassociatePrincipalFromPortfolio", PortfolioId=principal.portfolio, **_PRINCIPAL)
        for portfolio, product in state.associations:
            self.catalog.call("DisassociateProductFromPortfolio", PortfolioId=portfolio, ProductId=product)
        for resource, option in state.tag_links:
            self.catalog.call("DisassociateTagOptionFromResource", ResourceId=resource, TagOptionId=option)
        for operation, ids in (("DeleteProduct", state.products), ("DeletePortfolio", state.portfolios)):
            for each in ids:
                self.catalog.call(operation, Id=each)
        assert not self.state.artifacts


_PRINCIPAL = {"PrincipalARN": "arn:aws:iam:::role/ds-*", "PrincipalType": "IAM_PATTERN"}

TestPublishing = Publishing.TestCase
TestPublishing.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
