"""Products as they are: whose a product is, and what its versions hold.

A product is ours by its ownership tag, whatever its title. No list returns tags, so what a list does return is read
first: the descriptions of a product's versions name the owner. Where they do not agree, because somebody edited one in
the console or copied a product, the tag is asked for, and it alone decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from generator.aws.catalog import ownership
from generator.aws.catalog.portfolios import read_options
from generator.aws.pages import read_pages
from generator.model import Digest, Support
from generator.planning import ProductState, VersionState

if TYPE_CHECKING:
    from mypy_boto3_servicecatalog import ServiceCatalogClient


@dataclass(frozen=True)
class FoundProduct:
    """A product of ours: its id, its state, and (version, id) of each version, doubled names and all."""

    id: str
    state: ProductState
    versions: tuple[tuple[str, str], ...]


class ProductReader:
    """Reads the products of one catalog."""

    def __init__(self, client: ServiceCatalogClient, catalog: str) -> None:
        self._client = client
        self._catalog = catalog

    def read(self, product: str, summary: Mapping[str, Any]) -> FoundProduct | None:
        """The product behind an id and its row of a list; None where it is not ours."""
        details = self._details(product)
        key = self._hint(details) or self.tagged(product)
        return self._found(product, summary, key, details) if key is not None else None

    def read_tagged(self, product: str, summary: Mapping[str, Any]) -> FoundProduct | None:
        """The same, where nothing but the tag is believed."""
        key = self.tagged(product)
        return self._found(product, summary, key, self._details(product)) if key is not None else None

    def tagged(self, product: str) -> str | None:
        """The key in a product's ownership tag; None where it has none of this catalog."""
        return self.described(product)[0]

    def described(self, product: str) -> tuple[str | None, frozenset[tuple[str, str]]]:
        """The same, and its tag options: one call tells both."""
        described: Any = self._client.describe_product_as_admin(Id=product)
        tags = {tag["Key"]: tag["Value"] for tag in described.get("Tags", [])}
        return ownership.key_of(self._catalog, tags.get(ownership.PRODUCT_TAG, "")), read_options(described)

    def hint(self, product: str) -> str | None:
        """The key that its versions name; None where they do not agree, or name none of this catalog."""
        return self._hint(self._details(product))

    def _details(self, product: str) -> list[Any]:
        return list(
            read_pages(self._client.list_provisioning_artifacts, "ProvisioningArtifactDetails", ProductId=product)
        )

    def _hint(self, details: list[Any]) -> str | None:
        owners = [ownership.read_version(detail.get("Description", "")) for detail in details]
        named = {owner[0] if owner is not None else None for owner in owners}
        return ownership.key_of(self._catalog, named.pop() or "") if len(named) == 1 else None

    def _found(self, product: str, summary: Mapping[str, Any], key: str, details: list[Any]) -> FoundProduct:
        support = (summary.get(f"Support{name}") or None for name in ("Email", "Url", "Description"))
        state = ProductState(
            key,
            summary["Name"],
            summary.get("Owner", ""),
            summary.get("ShortDescription", ""),
            summary.get("Distributor", ""),
            Support(*support),
            {detail["Name"]: self._version(product, key, detail) for detail in details},
        )
        return FoundProduct(product, state, tuple((detail["Name"], detail["Id"]) for detail in details))

    def _version(self, product: str, key: str, detail: Mapping[str, Any]) -> VersionState:
        version = VersionState(detail["Name"], None, detail.get("Active", True), detail.get("Guidance", "DEFAULT"))
        said = ownership.read_version(detail.get("Description", ""))
        if said is not None and ownership.key_of(self._catalog, said[0]) == key:
            return replace(version, digest=said[1])
        return replace(version, digest=stored_body(self._client, product, detail["Id"]), described=False)


def stored_body(client: ServiceCatalogClient, product: str, version: str) -> Digest | None:
    """The digest of the body that Service Catalog has stored; None where it gives none."""
    found = client.describe_provisioning_artifact(ProductId=product, ProvisioningArtifactId=version, Verbose=True)
    text = found.get("Info", {}).get("CloudFormationTemplate")
    return Digest.of(text) if text is not None else None
