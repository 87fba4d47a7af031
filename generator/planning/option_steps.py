"""The writes to tag options of products, which hold wherever a product is offered."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model import Address


@dataclass(frozen=True)
class _OfProductOption:
    product: str
    key: str
    value: str

    @property
    def address(self) -> Address:
        """`product/notebook/tag-option/CostCenter=1001`."""
        return Address.of("product", self.product, "tag-option", f"{self.key}={self.value}")


class AddProductOption(_OfProductOption):
    """Attach a tag option to a product, creating it where it does not exist."""


class RemoveProductOption(_OfProductOption):
    """Detach a tag option from a product."""
