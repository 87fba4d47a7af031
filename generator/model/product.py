"""A product (one folder under `products/`), its frozen releases, and the files that travel with a template."""

from __future__ import annotations

from dataclasses import dataclass, field

from generator.model.action import Action
from generator.model.catalog import Support, TagOptions
from generator.model.identity import Digest, Version
from generator.model.launch_role import GivenRole, LaunchRole


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
    launch_role: GivenRole | None = None
    distributor: str | None = None
    owner_parameter: str | None = None
    """The parameter that takes the name of the launching person's session."""
    environment_parameter: str | None = None
    """The parameter that a portfolio pins to its environment; None for a product that lives in an account."""
    own_role: LaunchRole | None = None
    """What `launch-role.yaml` says."""
    actions: tuple[Action, ...] = ()
    tag_options: TagOptions = ()


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
    launch_role: tuple[str, Digest] | None = None
    """The policy of its own launch role, `dist/<product>/<version>/launch-role.json`, and its digest."""
    permissions: tuple[str, Digest] | None = None
    """What its policies allow, in words, `dist/<product>/<version>/permissions.txt`; None of releases before 1.1.0."""


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
