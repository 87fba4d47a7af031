"""The writes to portfolios: their fields, what they offer and to whom, their tag options."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from generator.aws.catalog import ownership
from generator.aws.catalog.creation import Made
from generator.aws.catalog.writes import Writes, gone_is_done, present
from generator.aws.errors import code_of, refusals
from generator.aws.waiting import poll, retry
from generator.diagnostics import AwsRefused
from generator.planning import steps as s

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog.type_defs import TagOptionDetailTypeDef


class PortfolioWrites(Writes):
    """Portfolios, associations, principals and tag options."""

    @refusals("servicecatalog")
    def create_portfolio(self, write: s.PutPortfolio) -> str:
        """Create a portfolio with our ownership tag; returns its id."""
        tags = {**dict(write.tags), ownership.PORTFOLIO_TAG: ownership.owner(self._catalog, write.key)}

        def create(token: str) -> Made:
            answer = self._client.create_portfolio(
                DisplayName=write.name,
                ProviderName=write.provider,
                Tags=[{"Key": key, "Value": value} for key, value in sorted(tags.items())],
                IdempotencyToken=token,
                **present(Description=write.description),
            )
            made = answer["PortfolioDetail"]
            return Made(made["Id"], made.get("CreatedTime"))

        return self._creator.create(
            write,
            create,
            partial(self._is_ours, ownership.owner(self._catalog, write.key)),
        )

    @refusals("servicecatalog")
    def update_portfolio(self, portfolio: str, write: s.PutPortfolio) -> None:
        """Change its fields and tags in place."""
        self._client.update_portfolio(
            Id=portfolio,
            DisplayName=write.name,
            ProviderName=write.provider,
            Description=write.description,
            AddTags=[{"Key": key, "Value": value} for key, value in sorted(write.tags)],
            RemoveTags=sorted(write.removed_tags),
        )

    @refusals("servicecatalog")
    def delete_portfolio(self, portfolio: str, write: s.DeletePortfolio) -> None:
        """Delete an empty portfolio."""
        self._tombstones.bury(s.write_address(write), portfolio)
        # AWS quirk: for a while a portfolio still has what was just taken out of it.
        call = partial(self._client.delete_portfolio, Id=portfolio)
        gone_is_done(lambda: retry(call, ("ResourceInUseException",)))

    @refusals("servicecatalog")
    def associate(self, portfolio: str, product: str) -> None:
        """Put a product into a portfolio; again is no error."""
        retry(lambda: self._client.associate_product_with_portfolio(ProductId=product, PortfolioId=portfolio))

    @refusals("servicecatalog")
    def disassociate(self, portfolio: str, product: str) -> None:
        """Take it out again."""
        call = partial(self._client.disassociate_product_from_portfolio, ProductId=product, PortfolioId=portfolio)
        gone_is_done(lambda: retry(call, ("ResourceInUseException",)))

    @refusals("servicecatalog")
    def grant(self, portfolio: str, arn: str, kind: str) -> None:
        """Let a principal launch from a portfolio; again is no error."""
        retry(
            lambda: self._client.associate_principal_with_portfolio(
                PortfolioId=portfolio, PrincipalARN=arn, PrincipalType="IAM_PATTERN" if kind == "IAM_PATTERN" else "IAM"
            )
        )

    @refusals("servicecatalog")
    def revoke(self, portfolio: str, arn: str, kind: str) -> None:
        """Take that away; `kind` must be the one it was granted with."""
        gone_is_done(
            lambda: self._client.disassociate_principal_from_portfolio(
                PortfolioId=portfolio, PrincipalARN=arn, PrincipalType="IAM_PATTERN" if kind == "IAM_PATTERN" else "IAM"
            )
        )

    @refusals("servicecatalog")
    def add_tag_option(self, holder: str, key: str, value: str) -> None:
        """Attach a tag option to a portfolio or a product, creating it where it does not exist and activating it where
        somebody switched it off."""
        found = self._find_tag_option(key, value)
        option = found["Id"] if found is not None else self._create_tag_option(key, value)
        if found is not None and not found.get("Active", True):
            self._client.update_tag_option(Id=option, Active=True)
        try:
            self._client.associate_tag_option_with_resource(ResourceId=holder, TagOptionId=option)
        except ClientError as error:
            if code_of(error) != "DuplicateResourceException":
                raise

    @refusals("servicecatalog")
    def remove_tag_option(self, holder: str, key: str, value: str) -> None:
        """Detach it."""
        option = self._find_tag_option(key, value)
        if option is not None:
            call = partial(
                self._client.disassociate_tag_option_from_resource, ResourceId=holder, TagOptionId=option["Id"]
            )
            gone_is_done(call)

    def _is_ours(self, owner: str, portfolio: str) -> bool:
        """A token may give back what was made long ago, and has lost its tag since."""
        tags = self._client.describe_portfolio(Id=portfolio).get("Tags", [])
        if {"Key": ownership.PORTFOLIO_TAG, "Value": owner} in tags:
            return True
        said = f"portfolio {portfolio} was made from here, and has no tag {ownership.PORTFOLIO_TAG}={owner} any more"
        fix = f"./build.py adopt portfolio/{owner.partition('/')[2]} {portfolio}"
        raise AwsRefused("servicecatalog:CreatePortfolio", said, try_this=fix)

    def _create_tag_option(self, key: str, value: str) -> str:
        try:
            return self._client.create_tag_option(Key=key, Value=value)["TagOptionDetail"]["Id"]
        except ClientError as error:
            if code_of(error) != "DuplicateResourceException":
                raise
        # It was made a moment ago, and the list lags behind.
        found = poll(lambda: self._find_tag_option(key, value))
        if found is None:
            said = f"tag option {key}={value} is there already, and no list shows it"
            raise AwsRefused("servicecatalog:CreateTagOption", said, try_this="run the same command again")
        return found["Id"]

    def _find_tag_option(self, key: str, value: str) -> TagOptionDetailTypeDef | None:
        answer = self._client.list_tag_options(Filters={"Key": key, "Value": value})
        return next(iter(answer.get("TagOptionDetails", [])), None)
