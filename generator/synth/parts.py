"""What rendering passes on: a rendered product, and the error for a value that cannot be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from generator.diagnostics import Span
from generator.model import Asset, Digest, Product

POLICY_FILE = "launch-role.json"
PERMISSIONS_FILE = "permissions.txt"


@dataclass(frozen=True)
class Rendered:
    """A product's template: its text, that text's digest, the same as data, and where an author made each part."""

    product: Product
    text: str
    digest: Digest
    document: Mapping[str, Any]
    sources: Mapping[tuple[str, str], Span]
    assets: tuple[Asset, ...] = ()
    source: str = ""
    """The file of a written template, which is `text` byte for byte; empty where Python draws it."""
    launch_policy: str = ""
    """The policy of the product's own launch role, in canonical JSON; empty where it has none."""
    statements: Mapping[tuple[str, ...], Span] = field(default_factory=dict)
    """Where Python makes each statement of a policy, by its path; `synth.statement_places` reads it."""

    @property
    def path(self) -> str:
        """Where the template is kept, relative to the project."""
        ending = "json" if self.source.endswith(".json") else "yaml"
        return f"dist/{self.product.name}/{self.product.version}/template.{ending}"

    @property
    def permissions_path(self) -> str:
        """Where what its policies allow is kept, in words."""
        return f"dist/{self.product.name}/{self.product.version}/{PERMISSIONS_FILE}"

    @property
    def author(self) -> str:
        """The author's file, whoever draws."""
        return self.source or f"{self.product.folder}/template.py"

    @property
    def frozen_role(self) -> tuple[str, Digest] | None:
        """Where the policy of its own launch role is kept, and its digest."""
        if not self.launch_policy:
            return None
        return f"dist/{self.product.name}/{self.product.version}/{POLICY_FILE}", Digest.of(self.launch_policy)


class NotPlain(TypeError):
    """A document holds a value that is neither text, number, switch, list nor dictionary, or that has no order."""

    def __init__(self, path: tuple[str, ...], kind: str) -> None:
        self.path = path
        self.kind = kind
        super().__init__(f"{'/'.join(path)} is a {kind}")
