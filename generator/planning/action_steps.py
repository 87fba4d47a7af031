"""The steps that a plan makes of service actions."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model import Address
from generator.planning.action_states import ActionState, action_address


@dataclass(frozen=True)
class _OfAction:
    product: str
    name: str

    @property
    def address(self) -> Address:
        """The action's."""
        return action_address(self.product, self.name)


@dataclass(frozen=True)
class PutAction:
    """Create a service action, or change its words and definition in place."""

    action: ActionState
    create: bool = True
    changes: tuple[str, ...] = ()

    @property
    def address(self) -> Address:
        """The action's."""
        return action_address(self.action.product, self.action.name)


class DeleteAction(_OfAction):
    """Delete a service action that no version has."""


@dataclass(frozen=True)
class AttachAction(_OfAction):
    """Put a service action on a version."""

    version: str

    @property
    def address(self) -> Address:
        """The version's, below the action's."""
        return super().address.child(self.version)


@dataclass(frozen=True)
class DetachAction(_OfAction):
    """Take a service action off a version."""

    version: str

    @property
    def address(self) -> Address:
        """The version's, below the action's."""
        return super().address.child(self.version)
