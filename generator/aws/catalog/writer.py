"""The writes: one method each, waiting until AWS shows what it did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.artifacts import Artifacts
from generator.aws.catalog import ownership
from generator.aws.catalog.creation import CreationFailed, Undo, create_and_wait
from generator.aws.catalog.launch_roles import LaunchRoleWriter
from generator.aws.errors import code_of, refusals
from generator.aws.session import Connection
from generator.aws.waiting import retry
from generator.model import Digest, Support
from generator.planning import ConstraintType
from generator.planning import steps as s
from generator.planning.record import digest_of, write_record

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient


class Writer:
    """The `CatalogWriter` of one catalog in one account and region."""

    def __init__(self, connection: Connection, catalog: str, root: Path) -> None:
        self._client: ServiceCatalogClient = connection.client("servicecatalog")
        self._artifacts = Artifacts(connection, root)
        self._scope = [catalog, connection.account, connection.region]
        self._catalog = catalog
        roles = LaunchRoleWriter(connection, catalog)
        self.put_launch_role, self.delete_launch_role = roles.put, roles.delete

    def upload(self, digest: Digest, path: str) -> None:
        """Put a template's body under its hash, unless it is there."""
        self._artifacts.upload(digest, path)

    @refusals("servicecatalog")
    def create_portfolio(self, write: s.PutPortfolio) -> str:
        """Create a portfolio with our ownership tag; returns its id."""
        tags = {**dict(write.tags), ownership.PORTFOLIO_TAG: ownership.owner(self._catalog, write.key)}

        def create(token: str) -> str:
            answer = self._client.create_portfolio(
                DisplayName=write.name,
                ProviderName=write.provider,
                Tags=[{"Key": key, "Value": value} for key, value in sorted(tags.items())],
                IdempotencyToken=token,
                **_present(Description=write.description),
            )
            return answer["PortfolioDetail"]["Id"]

        return self._created(write, create, lambda identity: bool(self._client.describe_portfolio(Id=identity)))

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
    def delete_portfolio(self, portfolio: str) -> None:
        """Delete an empty portfolio."""
        retry(lambda: self._client.delete_portfolio(Id=portfolio), ("ResourceInUseException",))

    @refusals("servicecatalog")
    def create_product(self, write: s.CreateProduct) -> tuple[str, str]:
        """Create a product with our ownership tag and its first version; returns both ids."""
        versions: dict[str, str] = {}

        def create(token: str) -> str:
            answer = self._client.create_product(
                Name=write.title,
                Owner=write.owner,
                ProductType="CLOUD_FORMATION_TEMPLATE",
                Tags=[{"Key": ownership.PRODUCT_TAG, "Value": ownership.owner(self._catalog, write.key)}],
                ProvisioningArtifactParameters=self._artifact(write.key, write.version, write.digest),
                IdempotencyToken=token,
                **_present(Description=write.description, Distributor=write.distributor, **_support(write.support)),
            )
            product = answer["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
            versions[product] = answer["ProvisioningArtifactDetail"]["Id"]
            return product

        product = self._created(
            write,
            create,
            lambda identity: self._is_available(identity, versions[identity]),
            undo=lambda identity: self._client.delete_product(Id=identity),
        )
        return product, versions[product]

    @refusals("servicecatalog")
    def update_product(self, product: str, write: s.UpdateProduct) -> None:
        """Change its words in place."""
        self._client.update_product(
            Id=product,
            Name=write.title,
            Owner=write.owner,
            Description=write.description,
            Distributor=write.distributor,
            SupportEmail=write.support.email or "",
            SupportUrl=write.support.url or "",
            SupportDescription=write.support.description or "",
        )

    @refusals("servicecatalog")
    def create_version(self, product: str, write: s.CreateVersion) -> str:
        """Create a version and wait until it is available; returns its id."""

        def create(token: str) -> str:
            answer = retry(
                lambda: self._client.create_provisioning_artifact(
                    ProductId=product,
                    Parameters=self._artifact(write.product, write.version, write.digest),
                    IdempotencyToken=token,
                )
            )
            return answer["ProvisioningArtifactDetail"]["Id"]

        return self._created(
            write,
            create,
            lambda identity: self._is_available(product, identity),
            product,
            undo=lambda identity: self._client.delete_provisioning_artifact(
                ProductId=product, ProvisioningArtifactId=identity
            ),
        )

    @refusals("servicecatalog")
    def set_version(self, product: str, version: str, write: s.SetVersion) -> None:
        """Set whether it is active, and its guidance."""
        retry(
            lambda: self._client.update_provisioning_artifact(
                ProductId=product,
                ProvisioningArtifactId=version,
                Active=write.active,
                Guidance="DEPRECATED" if write.guidance == "DEPRECATED" else "DEFAULT",
            )
        )

    @refusals("servicecatalog")
    def associate(self, portfolio: str, product: str) -> None:
        """Put a product into a portfolio; again is no error."""
        retry(lambda: self._client.associate_product_with_portfolio(ProductId=product, PortfolioId=portfolio))

    @refusals("servicecatalog")
    def disassociate(self, portfolio: str, product: str) -> None:
        """Take it out again."""
        retry(
            lambda: self._client.disassociate_product_from_portfolio(ProductId=product, PortfolioId=portfolio),
            ("ResourceInUseException",),
        )

    @refusals("servicecatalog")
    def create_constraint(self, portfolio: str, product: str, write: s.PutConstraint) -> str:
        """Create a constraint; returns its id."""

        def create(token: str) -> str:
            # AWS quirk: a role that IAM has just made is "not found" to Service Catalog for a while
            # (terraform-provider-aws retries "profile does not exist").
            answer = retry(
                lambda: self._client.create_constraint(
                    PortfolioId=portfolio,
                    ProductId=product,
                    Type=write.constraint.type.value,
                    Parameters=write.constraint.parameters or "",
                    Description=_constraint_words(write),
                    IdempotencyToken=token,
                ),
                phrase="profile does not exist",
            )
            return answer["ConstraintDetail"]["ConstraintId"]

        return self._created(
            write, create, lambda identity: bool(self._client.describe_constraint(Id=identity)), product
        )

    @refusals("servicecatalog")
    def update_constraint(self, constraint: str, write: s.PutConstraint) -> None:
        """Change its parameters in place."""
        self._client.update_constraint(
            Id=constraint,
            Description=_constraint_words(write),
            Parameters=write.constraint.parameters or "",
        )

    @refusals("servicecatalog")
    def delete_constraint(self, constraint: str) -> None:
        """Delete it."""
        self._client.delete_constraint(Id=constraint)

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
        self._client.disassociate_principal_from_portfolio(
            PortfolioId=portfolio, PrincipalARN=arn, PrincipalType="IAM_PATTERN" if kind == "IAM_PATTERN" else "IAM"
        )

    @refusals("servicecatalog")
    def add_tag_option(self, portfolio: str, key: str, value: str) -> None:
        """Attach a tag option, creating it where it does not exist."""
        option = self._tag_option(key, value)
        if option is None:
            option = self._client.create_tag_option(Key=key, Value=value)["TagOptionDetail"]["Id"]
        try:
            self._client.associate_tag_option_with_resource(ResourceId=portfolio, TagOptionId=option)
        except ClientError as error:
            if code_of(error) != "DuplicateResourceException":
                raise

    @refusals("servicecatalog")
    def remove_tag_option(self, portfolio: str, key: str, value: str) -> None:
        """Detach it."""
        option = self._tag_option(key, value)
        if option is not None:
            self._client.disassociate_tag_option_from_resource(ResourceId=portfolio, TagOptionId=option)

    def _tag_option(self, key: str, value: str) -> str | None:
        answer = self._client.list_tag_options(Filters={"Key": key, "Value": value})
        return next((detail["Id"] for detail in answer.get("TagOptionDetails", [])), None)

    def _artifact(self, product: str, version: str, digest: Digest) -> Any:
        return {
            "Name": version,
            "Description": ownership.version_description(self._catalog, product, version, digest),
            "Type": "CLOUD_FORMATION_TEMPLATE",
            "Info": {"LoadTemplateFromURL": self._artifacts.url(digest)},
        }

    def _created(
        self,
        write: s.Write,
        create: Callable[[str], str],
        is_there: Callable[[str], bool],
        *parents: str,
        undo: Undo | None = None,
    ) -> str:
        return create_and_wait(
            digest_of([*self._scope, *parents, write_record(write)]).hex, write, create, is_there, undo
        )

    def _is_available(self, product: str, version: str) -> bool:
        status = self._client.describe_provisioning_artifact(ProductId=product, ProvisioningArtifactId=version)[
            "Status"
        ]
        if status == "FAILED":
            raise CreationFailed(
                f"version {version} of product {product} failed: Service Catalog could not load its template"
            )
        return status == "AVAILABLE"


def _constraint_words(write: s.PutConstraint) -> str:
    words = {
        ConstraintType.LAUNCH: "Launched under the launch role",
        ConstraintType.TEMPLATE: "Narrowed by portfolio.yaml",
    }
    return ownership.constraint_description(words[write.constraint.type], write.constraint.fingerprint)


def _support(support: Support) -> dict[str, str]:
    named = {
        "SupportEmail": support.email,
        "SupportUrl": support.url,
        "SupportDescription": support.description,
    }
    return {key: value for key, value in named.items() if value}


def _present(**given: str) -> Any:
    return {key: value for key, value in given.items() if value}
