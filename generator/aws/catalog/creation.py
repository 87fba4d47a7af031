"""Creates that are sure: under a token that is the same in every run, and repeated until the object shows.

AWS quirk: a create may return an id whose object never appears (terraform-provider-aws issues 37956 and 29889).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.catalog.tombstones import Tombstones
from generator.aws.errors import code_of
from generator.aws.waiting import poll
from generator.diagnostics import AwsRefused
from generator.model import Address
from generator.planning.record import digest_of, write_record
from generator.planning.steps import Write, write_address

ATTEMPTS = 3
"""How often a create is tried whose object never shows, or fails: each under a token of its own."""
OLD = timedelta(minutes=10)
"""What was made longer ago shows, or has gone. More than the five minutes by which AWS lets a clock be wrong."""

Undo = Callable[[str], Any]


class CreationFailed(Exception):
    """What was made exists, and failed for good."""


@dataclass(frozen=True)
class Made:
    """The answer of a create: an id, and when AWS made it, where it says so."""

    id: str
    since: datetime | None = None

    @property
    def is_old(self) -> bool:
        """Whether the token gave something back that an earlier run made."""
        return self.since is not None and datetime.now(UTC) - self.since > OLD


@dataclass(frozen=True)
class Creator:
    """Makes objects of one catalog; `scope` and the parents' ids are part of each token."""

    tombstones: Tombstones
    seen: Callable[[Address], str | None]
    """The id that an earlier run saw at an address."""
    scope: tuple[str, ...]

    def create(
        self,
        write: Write,
        create: Callable[[str], Made],
        is_there: Callable[[str], bool],
        undo: Undo | None = None,
        parents: tuple[str, ...] = (),
    ) -> str:
        """Create and wait until the object shows; returns its id. Raises AwsRefused where it never does.

        `create` takes a token; `is_there` says whether the object shows, or raises CreationFailed. Tokens are made of
        the scope, the `parents`' ids, the write and its address's generation, so that a killed run that is started
        again finds what it made. What failed, what never showed and what has gone meanwhile is given a tombstone, so
        that the next token is another; `undo` deletes what failed once something is in its place.
        """
        address, content = write_address(write), [*parents, write_record(write)]
        failed: list[str] = []
        what = f"{address} was accepted {ATTEMPTS} times, and what was made never showed"
        for _ in range(ATTEMPTS):
            made = create(self._token(address, content))
            try:
                known = made.is_old or made.id == self.seen(address)
                if _shows(made.id, is_there, known=known):
                    _clear(failed, undo)
                    return made.id
            except CreationFailed as error:
                failed.append(made.id)
                what = str(error)
            self.tombstones.bury(address, made.id)
        _clear(failed, undo)
        raise AwsRefused(f"servicecatalog: create {address}", what, try_this="run the same command again")

    def _token(self, address: Address, content: object) -> str:
        return digest_of([*self.scope, str(address), content, self.tombstones.generation(address)]).hex


def _clear(failed: list[str], undo: Undo | None) -> None:
    if undo is None:
        return
    for identity in failed:
        with suppress(ClientError):
            undo(identity)


def _shows(identity: str, is_there: Callable[[str], bool], *, known: bool) -> bool:
    """Whether it shows: what was there before is there now or has gone, what is new may need a while."""
    return bool(_seen(is_there, identity) if known else poll(lambda: _seen(is_there, identity)))


def _seen(is_there: Callable[[str], bool], identity: str) -> bool | None:
    try:
        return True if is_there(identity) else None
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        return None
