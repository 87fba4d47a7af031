"""Creates that are sure: under a token that is the same in every run, and repeated until the object shows.

AWS quirk: a create may return an id whose object never appears (terraform-provider-aws issues 37956 and 29889).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of
from generator.aws.waiting import poll
from generator.diagnostics import AwsRefused
from generator.model import Digest
from generator.planning.steps import Write

ATTEMPTS = 3
"""How often a create is tried whose object never shows, or fails: each under a token of its own."""

Undo = Callable[[str], Any]


class CreationFailed(Exception):
    """What was made exists, and failed for good."""


def create_and_wait(
    name: str, write: Write, create: Callable[[str], str], is_there: Callable[[str], bool], undo: Undo | None = None
) -> str:
    """Create and wait until the object shows; returns its id. Raises AwsRefused where it never does.

    `create` takes a token; `is_there` says whether the object shows, or raises CreationFailed. Tokens are made from
    `name`, so that a killed run that is started again finds what it made. What failed keeps its token for ever: it is
    made again under a token that nobody has used, and `undo` deletes what failed once something is in its place.
    """
    failed: list[str] = []
    what = f"{type(write).__name__} was accepted {ATTEMPTS} times, and what it made never showed"
    for attempt in range(ATTEMPTS):
        identity = create(uuid.uuid4().hex if failed else Digest.of(f"{name} {attempt}").hex)
        try:
            if poll(lambda identity=identity: _seen(is_there, identity)):  # type: ignore[misc] # a lambda with a default
                _clear(failed, undo)
                return identity
        except CreationFailed as error:
            failed.append(identity)
            what = str(error)
    _clear(failed[1:], undo)
    raise AwsRefused(f"servicecatalog:{type(write).__name__}", what, try_this="run the same command again")


def _clear(failed: list[str], undo: Undo | None) -> None:
    if undo is None:
        return
    for identity in failed:
        with suppress(ClientError):
            undo(identity)


def _seen(is_there: Callable[[str], bool], identity: str) -> bool | None:
    try:
        return True if is_there(identity) else None
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        return None
