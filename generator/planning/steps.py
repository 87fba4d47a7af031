"""The steps that a plan is made of: one frozen dataclass for each kind of write, with its address and its risk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from generator.model import Address, Digest, Support
from generator.planning import sharing
from generator.planning.action_steps import AttachAction, DeleteAction, DetachAction, PutAction
from generator.planning.catalog import (
    ConstraintState,
    ConstraintType,
    Principal,
    constraint_address,
    portfolio_address,
    product_address,
    role_address,
    version_address,
)
from generator.planning.documents import DeleteDocument, PutDocument
from generator.planning.option_steps import AddProductOption, RemoveProductOption
from generator.planning.risk import Risk


class Why(Enum):
    """Why a version is set: its place in the safe order depends on it."""

    HOLD = "hold"
    ACTIVATE = "activate"
    GUIDE = "guide"
    RETIRE = "retire"


@dataclass(frozen=True)
class _ProductFields:
    key: str
    title: str
    owner: str
    description: str
    distributor: str
    support: Support


@dataclass(frozen=True)
class _OfVersion:
    product: str
    version: str


@dataclass(frozen=True)
class _OfOffer:
    portfolio: str
    product: str


@dataclass(frozen=True)
class _OfPrincipal:
    portfolio: str
    principal: Principal


@dataclass(frozen=True)
class _OfTagOption:
    portfolio: str
    key: str
    value: str


@dataclass(frozen=True)
class Upload:
    """Put a template's body, or a file that its launches read, under its hash."""

    digest: Digest
    path: str


@dataclass(frozen=True)
class PutPortfolio:
    """Create a portfolio, or update its fields and tags in place."""

    key: str
    name: str
    provider: str
    description: str
    tags: frozenset[tuple[str, str]]
    removed_tags: frozenset[str] = frozenset()
    create: bool = True
    changed: tuple[str, ...] = ()
    """Each change in words, old → new."""


@dataclass(frozen=True)
class CreateProduct(_ProductFields):
    """Create a product with its first version, which is active at once."""

    version: str
    digest: Digest


@dataclass(frozen=True)
class UpdateProduct(_ProductFields):
    """Update a product's fields in place."""

    changed: tuple[str, ...]
    """Each change in words, old → new."""


@dataclass(frozen=True)
class CreateVersion(_OfVersion):
    """Create a version of a product; one in flight per product."""

    digest: Digest


@dataclass(frozen=True)
class SetVersion(_OfVersion):
    """Hold, activate, deprecate or undeprecate a version."""

    active: bool
    guidance: str
    why: Why


@dataclass(frozen=True)
class MarkVersion(_OfVersion):
    """Say again in a version's description whose it is and what it holds, after somebody edited it."""

    digest: Digest


class DeleteVersion(_OfVersion):
    """Delete a version that no offer names and nothing runs on."""


@dataclass(frozen=True)
class PutLaunchRole:
    """Create the stack of a launch role (or of the boundary of all), or update it; `text` is its template."""

    name: str
    product: str
    digest: str
    text: str
    create: bool = True
    gained: int = 0
    lost: int = 0
    """Statements."""


@dataclass(frozen=True)
class DeleteLaunchRole:
    """Delete the stack of a launch role."""

    name: str
    product: str


class Associate(_OfOffer):
    """Put a product into a portfolio."""


class Disassociate(_OfOffer):
    """Take a product out of a portfolio."""


@dataclass(frozen=True)
class PutConstraint(_OfOffer):
    """Create a constraint, or change its parameters in place."""

    constraint: ConstraintState
    create: bool = True
    changes: tuple[str, ...] = ()
    """What people may answer, `VolumeSize: from 5 to 100 → from 5 to 200`, where that was read."""


@dataclass(frozen=True)
class DeleteConstraint(_OfOffer):
    """Remove a constraint."""

    type: ConstraintType
    changes: tuple[str, ...] = ()


class Grant(_OfPrincipal):
    """Let a principal launch from a portfolio."""


class Revoke(_OfPrincipal):
    """Take a principal's access to a portfolio away."""


PutShare = sharing.PutShare
EndShare = sharing.EndShare
PutSpokeRoles = sharing.PutSpokeRoles
DeleteSpokeRoles = sharing.DeleteSpokeRoles


class AddTagOption(_OfTagOption):
    """Attach a tag option to a portfolio, creating it where it does not exist."""


class RemoveTagOption(_OfTagOption):
    """Detach a tag option from a portfolio."""


@dataclass(frozen=True)
class DeletePortfolio:
    """Delete an empty portfolio."""

    key: str


Write = (
    Upload
    | PutLaunchRole
    | DeleteLaunchRole
    | PutPortfolio
    | CreateProduct
    | UpdateProduct
    | CreateVersion
    | SetVersion
    | MarkVersion
    | DeleteVersion
    | Associate
    | Disassociate
    | PutConstraint
    | DeleteConstraint
    | Grant
    | Revoke
    | sharing.PutShare
    | sharing.EndShare
    | sharing.PutSpokeRoles
    | sharing.DeleteSpokeRoles
    | AddTagOption
    | RemoveTagOption
    | AddProductOption
    | RemoveProductOption
    | PutAction
    | DeleteAction
    | AttachAction
    | DetachAction
    | PutDocument
    | DeleteDocument
    | DeletePortfolio
)


@dataclass(frozen=True)
class Step:
    """A write and what it may do to people."""

    write: Write
    risk: Risk = Risk.ROUTINE
    also: tuple[Risk, ...] = ()
    """What it may do to people besides: one narrowing may widen one parameter and tighten another."""

    @property
    def risks(self) -> tuple[Risk, ...]:
        """All of them, the gravest last; routine stands alone."""
        return tuple(sorted({self.risk, *self.also}))

    @property
    def address(self) -> Address:
        """Where in the catalog this step works."""
        return write_address(self.write)


def write_address(write: Write) -> Address:
    """The address of the object that a write is about."""
    match write:
        case Upload():
            return Address.of("body", write.digest.short)
        case PutLaunchRole() | DeleteLaunchRole() | PutSpokeRoles() | DeleteSpokeRoles():
            return role_address(write.name)
        case PutPortfolio() | DeletePortfolio():
            return portfolio_address(write.key)
        case CreateProduct() | UpdateProduct():
            return product_address(write.key)
        case CreateVersion() | SetVersion() | MarkVersion() | DeleteVersion():
            return version_address(write.product, write.version)
        case Associate() | Disassociate():
            return portfolio_address(write.portfolio).child(write.product)
        case PutConstraint():
            return constraint_address(write.portfolio, write.product, write.constraint.type)
        case DeleteConstraint():
            return constraint_address(write.portfolio, write.product, write.type)
        case Grant() | Revoke():
            return portfolio_address(write.portfolio).child(write.principal.arn)
        case PutShare() | EndShare():
            return portfolio_address(write.portfolio).child("share").child(write.share.receiver)
        case PutAction() | DeleteAction() | AttachAction() | DetachAction() | PutDocument() | DeleteDocument():
            return write.address
        case AddProductOption() | RemoveProductOption():
            return write.address
        case AddTagOption() | RemoveTagOption():
            return portfolio_address(write.portfolio).child(f"{write.key}={write.value}")
