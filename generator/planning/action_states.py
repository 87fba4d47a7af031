"""A service action as it is wanted or observed."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model import Address


@dataclass(frozen=True)
class ActionState:
    """An action of a product, the fingerprint of its words and definition, and the versions that it is on.

    `definition` is JSON; None, with `words`, where it was only listed.
    """

    product: str
    name: str
    fingerprint: str
    words: str = ""
    definition: str | None = None
    versions: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """`notebook/stop`."""
        return f"{self.product}/{self.name}"

    @property
    def title(self) -> str:
        """What people see: Service Catalog takes letters, digits and hyphens."""
        return f"{self.product}-{self.name}"


def action_address(product: str, name: str) -> Address:
    """`action/notebook/stop`."""
    return Address.of("action", product, name)
