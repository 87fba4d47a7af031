"""Files that travel with a template."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.model.identity import Digest


@dataclass(frozen=True)
class Asset:
    """A zip, named by the digest of its content."""

    name: str
    digest: Digest
    content: bytes = field(repr=False)

    @property
    def path(self) -> str:
        """Where it is kept, relative to the project; it is uploaded as the same path without `dist/`."""
        return f"dist/assets/{self.digest}.zip"
