"""Who runs what was launched."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """A provisioned product and whose it is: the ARN of the session that launched it, or owns it by now."""

    name: str
    owner: str
    status: str
    since: str

    @property
    def words(self) -> str:
        """`exploration of arn:…/dana`."""
        return f"{self.name} of {self.owner}"
