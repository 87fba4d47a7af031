"""The writes to products and their versions."""

from __future__ import annotations

from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.catalog import ownership
from generator.aws.catalog.creation import CreationFailed, Made
from generator.aws.catalog.writes import Writes, gone_is_done, present
from generator.aws.errors import code_of, refusals
from generator.aws.waiting import retry
from generator.diagnostics import AwsRefused
from generator.model import Digest, Support
from generator.planning import steps as s


class ProductWrites(Writes):
    """Products and versions."""

    @refusals("servicecatalog")
    def create_product(self, write: s.CreateProduct) -> tuple[str, str]:
        """Create a product with our ownership tag and its first version; returns both ids."""
        versions: dict[str, str] = {}

        def create(token: str) -> Made:
            answer = self._client.create_product(
                Name=write.title,
                Owner=write.owner,
                ProductType="CLOUD_FORMATION_TEMPLATE",
                Tags=[{"Key": ownership.PRODUCT_TAG, "Value": ownership.owner(self._catalog, write.key)}],
                ProvisioningArtifactParameters=self._artifact(write.key, write.version, write.digest),
                IdempotencyToken=token,
                **present(Description=write.description, Distributor=write.distributor, **_support(write.support)),
            )
            view = answer["ProductViewDetail"]
            product = view["ProductViewSummary"]["ProductId"]
            versions[product] = answer["ProvisioningArtifactDetail"]["Id"]
            made = Made(product, view.get("CreatedTime"))
            if made.is_old:
                self._require_mark(product, write.key)
            return made

        product = self._creator.create(
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

        def create(token: str) -> Made:
            answer = retry(
                lambda: self._client.create_provisioning_artifact(
                    ProductId=product,
                    Parameters=self._artifact(write.product, write.version, write.digest),
                    IdempotencyToken=token,
                )
            )
            made = answer["ProvisioningArtifactDetail"]
            return Made(made["Id"], made.get("CreatedTime"))

        return self._creator.create(
            write,
            create,
            partial(self._is_available, product),
            undo=lambda identity: self._client.delete_provisioning_artifact(
                ProductId=product, ProvisioningArtifactId=identity
            ),
            parents=(product,),
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
    def mark_version(self, product: str, version: str, write: s.MarkVersion) -> None:
        """Say in its description whose it is and what it holds."""
        words = ownership.version_description(self._catalog, write.product, write.version, write.digest)
        retry(
            lambda: self._client.update_provisioning_artifact(
                ProductId=product, ProvisioningArtifactId=version, Description=words
            )
        )

    @refusals("servicecatalog")
    def delete_version(self, product: str, version: str, write: s.DeleteVersion) -> None:
        """Delete it."""
        self._tombstones.bury(s.write_address(write), version)
        gone_is_done(
            lambda: self._client.delete_provisioning_artifact(ProductId=product, ProvisioningArtifactId=version)
        )

    def _require_mark(self, product: str, key: str) -> None:
        """A token may give back what was made long ago, and has lost its tag since. What has gone has no tag either."""
        try:
            tags = self._client.describe_product_as_admin(Id=product).get("Tags", [])
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
            return
        owner = ownership.owner(self._catalog, key)
        if {"Key": ownership.PRODUCT_TAG, "Value": owner} not in tags:
            said = f"product {product} was made from here, and has no tag {ownership.PRODUCT_TAG}={owner} any more"
            fix = f"./build.py adopt product/{key} {product}"
            raise AwsRefused("servicecatalog:CreateProduct", said, try_this=fix)

    def _artifact(self, product: str, version: str, digest: Digest) -> Any:
        return {
            "Name": version,
            "Description": ownership.version_description(self._catalog, product, version, digest),
            "Type": "CLOUD_FORMATION_TEMPLATE",
            "Info": {"LoadTemplateFromURL": self._artifacts.url(digest)},
        }

    def _is_available(self, product: str, version: str) -> bool:
        status = self._client.describe_provisioning_artifact(ProductId=product, ProvisioningArtifactId=version)[
            "Status"
        ]
        if status == "FAILED":
            raise CreationFailed(
                f"version {version} of product {product} failed: Service Catalog could not load its template"
            )
        return status == "AVAILABLE"


def _support(support: Support) -> dict[str, str]:
    named = {
        "SupportEmail": support.email,
        "SupportUrl": support.url,
        "SupportDescription": support.description,
    }
    return {key: value for key, value in named.items() if value}
