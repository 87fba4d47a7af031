"""A product (one folder under `products/`) and its frozen releases."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.model.catalog import Support
from generator.model.identity import Digest, Version


@dataclass(frozen=True)
class Product:
    """What `product.yaml` says. `folder` is relative to the project; `version` is what `release` would freeze next."""

    name: str
    folder: str
    title: str
    summary: str
    owner: str
    version: Version
    support: Support = field(default_factory=Support)
    launch_role: str | None = None
    distributor: str | None = None


@dataclass(frozen=True, order=True)
class Release:
    """One row of `dist/ledger.json`: these bytes are this version, for ever."""

    product: str
    version: Version
    digest: Digest
    template: str
    """Path of the template relative to the project, `dist/<product>/<version>/template.yaml`."""
    assets: tuple[tuple[str, Digest], ...] = ()
    """Files that travel with the template, as (path relative to the project, digest)."""
