"""What applying needs of AWS; `generator.aws` implements it.

Every method waits until AWS shows what it did, retries what may be retried, and raises `AwsRefused` for the rest.
Creating methods take the write as plain data: the same write gets the same idempotency token, so that a killed run
that is started again finds what it made and makes no second one. Deleting methods note first what goes, so that it can
be made again under another token.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from generator.model import Address, Digest
from generator.model.share import Share
from generator.planning import Plan, Step
from generator.planning.action_steps import DeleteAction, PutAction
from generator.planning.documents import PutDocument
from generator.planning.steps import (
    CreateProduct,
    CreateVersion,
    DeleteConstraint,
    DeletePortfolio,
    DeleteVersion,
    MarkVersion,
    PutConstraint,
    PutLaunchRole,
    PutPortfolio,
    PutSpokeRoles,
    SetVersion,
    UpdateProduct,
)


@dataclass(frozen=True)
class Result:
    """What a run did: its steps, those that are done first, in the order in which they were; and why it stopped."""

    steps: tuple[Step, ...]
    done: int
    stopped: str | None
    people: frozenset[str]
    """Keys of the portfolios that somebody can reach, or can soon."""
    ids: Mapping[Address, str]


class CatalogWriter(Protocol):
    """The writes; ids are Service Catalog's own. Steps of several products may be carried out at the same time."""

    def open(self) -> None:
        """Make ready what all writes rest on: the artifact bucket, with every property as it should be."""
        ...

    def check(self) -> None:
        """Raise AwsRefused where another publisher may be writing by now."""
        ...

    def upload(self, digest: Digest, path: str) -> None:
        """Put a template's body under its hash, unless it is there."""
        ...

    def put_launch_role(self, write: PutLaunchRole) -> None:
        """Create or update the stack of a launch role, whatever a killed run left of it."""
        ...

    def delete_launch_role(self, name: str) -> None:
        """Delete the stack of a launch role, if it is there."""
        ...

    def put_spoke_roles(self, write: PutSpokeRoles) -> None:
        """Put the roles that launch what is shared into every account that gets it."""
        ...

    def delete_spoke_roles(self, name: str) -> None:
        """Take them out of every account, if they are there."""
        ...

    def create_portfolio(self, write: PutPortfolio) -> str:
        """Create a portfolio with our ownership tag; returns its id."""
        ...

    def update_portfolio(self, portfolio: str, write: PutPortfolio) -> None:
        """Change its fields and tags in place."""
        ...

    def delete_portfolio(self, portfolio: str, write: DeletePortfolio) -> None:
        """Delete an empty portfolio."""
        ...

    def create_product(self, write: CreateProduct) -> tuple[str, str]:
        """Create a product with our ownership tag and its first version; returns both ids."""
        ...

    def update_product(self, product: str, write: UpdateProduct) -> None:
        """Change its words in place."""
        ...

    def create_version(self, product: str, write: CreateVersion) -> str:
        """Create a version and wait until it is available; returns its id."""
        ...

    def set_version(self, product: str, version: str, write: SetVersion) -> None:
        """Set whether it is active, and its guidance."""
        ...

    def mark_version(self, product: str, version: str, write: MarkVersion) -> None:
        """Say in its description whose it is and what it holds."""
        ...

    def delete_version(self, product: str, version: str, write: DeleteVersion) -> None:
        """Delete it."""
        ...

    def associate(self, portfolio: str, product: str) -> None:
        """Put a product into a portfolio."""
        ...

    def disassociate(self, portfolio: str, product: str) -> None:
        """Take it out again."""
        ...

    def create_constraint(self, portfolio: str, product: str, write: PutConstraint) -> str:
        """Create a constraint; returns its id."""
        ...

    def update_constraint(self, constraint: str, write: PutConstraint) -> None:
        """Change its parameters in place."""
        ...

    def delete_constraint(self, constraint: str, write: DeleteConstraint) -> None:
        """Delete it."""
        ...

    def grant(self, portfolio: str, arn: str, kind: str) -> None:
        """Let a principal launch from a portfolio."""
        ...

    def revoke(self, portfolio: str, arn: str, kind: str) -> None:
        """Take that away; `kind` must be the one it was granted with."""
        ...

    def put_share(self, portfolio: str, share: Share, *, create: bool) -> None:
        """Share a portfolio, or change what is shared besides its products."""
        ...

    def end_share(self, portfolio: str, share: Share) -> None:
        """Withdraw a share."""
        ...

    def add_tag_option(self, holder: str, key: str, value: str) -> None:
        """Attach a tag option to a portfolio or a product, creating it where it does not exist."""
        ...

    def remove_tag_option(self, holder: str, key: str, value: str) -> None:
        """Detach it."""
        ...

    def create_action(self, write: PutAction) -> str:
        """Create a service action that says whose it is; returns its id."""
        ...

    def update_action(self, action: str, write: PutAction) -> None:
        """Change its words and definition in place."""
        ...

    def delete_action(self, action: str, write: DeleteAction) -> None:
        """Delete one that no version has."""
        ...

    def attach_action(self, action: str, product: str, version: str) -> None:
        """Put it on a version; again is no error."""
        ...

    def detach_action(self, action: str, product: str, version: str) -> None:
        """Take it off again."""
        ...

    def put_document(self, write: PutDocument) -> None:
        """Make the document of a service action, unless it is there."""
        ...

    def delete_document(self, name: str) -> None:
        """Delete one that no action names, if it is there."""
        ...

    def record(self, plan: Plan, result: Result) -> None:
        """Note what this run did so far."""
        ...

    def halt(self) -> None:
        """Let whatever is under way in other threads end at its next call."""
        ...
