"""The lease: one publisher at a time writes to a catalog of an account and region.

One object in the artifact bucket, `catalogs/<catalog>/lease.json`, written under conditions: made where there is none
(`If-None-Match`), and changed by who has read it last (`If-Match`). S3 answers 412, or 409 where two came at the same
moment, to all but one. The holder renews it; who has not been able to for too long stops before its next write, sooner
than anybody else may take over. What was held by a process of this machine that has ended is free at once.

Times are S3's own (`Date` and `Last-Modified`), so that no clock of a publisher matters. Source: S3 User Guide, "How to
prevent object overwrites with conditional writes".
"""

from __future__ import annotations

import json
import os
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Event, Thread
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from generator.aws.artifacts import Artifacts
from generator.aws.errors import code_of, refusals
from generator.aws.session import Connection
from generator.aws.waiting import poll
from generator.diagnostics import AwsRefused, Finding, Refused

HELD = timedelta(seconds=60)
"""How long a lease lasts that nobody renews."""
SAFE_SECONDS = 40.0
"""How long its holder writes on after the last renewal: less than that, by more than a call takes."""
RENEW_SECONDS = 15.0
WAIT_SECONDS = 90.0
"""How long another publisher is waited for: longer than an abandoned lease lasts."""
_LOST = ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")


@dataclass(frozen=True)
class Before:
    """How the lease was at some moment: nobody held it, and whoever takes it finds it under this ETag, or none."""

    idle: bool
    etag: str | None


@dataclass(frozen=True)
class Held:
    """A lease as it was read."""

    etag: str
    holder: dict[str, Any]
    age: timedelta

    @property
    def is_given_back(self) -> bool:
        """Whether its holder came to an end that he knew of."""
        return bool(self.holder.get("released"))

    @property
    def by(self) -> str:
        """Who holds it, or held it last, in words."""
        return str(self.holder.get("by", "somebody"))

    @property
    def is_free(self) -> bool:
        """Given back, abandoned, or of a process of this machine that has ended."""
        if self.is_given_back or self.age > HELD:
            return True
        return self.holder.get("host") == socket.gethostname() and not _runs(int(self.holder.get("pid", 0)))


class Lease:
    """A lease that this process holds."""

    def __init__(self, artifacts: Artifacts, key: str, by: str) -> None:
        self._artifacts, self._key = artifacts, key
        self._holder = {"holder": uuid.uuid4().hex, "by": by, "host": socket.gethostname(), "pid": os.getpid()}
        self._etag = ""
        self._renewed = 0.0
        self._ended = Event()
        self._found: str | None = None

    def take(self) -> bool:
        """Take it, if it is free; returns whether it was."""
        found = read_lease(self._artifacts, self._key)
        if found is not None and not found.is_free:
            return False
        self._found = found.etag if found is not None else None
        condition = {"IfNoneMatch": "*"} if found is None else {"IfMatch": found.etag}
        return self._write(self._holder, condition)

    def look(self) -> Before:
        """How it is, before it is taken."""
        found = read_lease(self._artifacts, self._key)
        return Before(found is None or found.is_given_back, found.etag if found is not None else None)

    def follows(self, before: Before) -> bool:
        """Whether nobody held it between that moment and our taking it."""
        return before.idle and before.etag == self._found

    def renew(self) -> None:
        """Say that its holder lives."""
        self._write(self._holder, {"IfMatch": self._etag})

    def give_back(self) -> None:
        """Let the next one in at once."""
        self._ended.set()
        self._write({**self._holder, "released": True}, {"IfMatch": self._etag})

    def check(self) -> None:
        """Raise AwsRefused where it may be another's by now: called before each write."""
        if time.monotonic() - self._renewed > SAFE_SECONDS:
            said = "another publisher may have taken over: the lease of this one could not be renewed in time"
            raise AwsRefused("s3:PutObject", said, try_this="run the same command again")

    def keep(self) -> None:
        """Renew it until it is given back; what goes wrong shows by `check`."""
        while not self._ended.wait(RENEW_SECONDS):
            with suppress(ClientError, BotoCoreError, AwsRefused):
                self.renew()

    def holder(self) -> str:
        """Who holds it, in words."""
        found = read_lease(self._artifacts, self._key)
        return found.by if found is not None else "nobody"

    def _write(self, content: dict[str, Any], condition: dict[str, str]) -> bool:
        started = time.monotonic()
        try:
            self._etag = self._artifacts.write(self._key, json.dumps(content), **condition)
        except ClientError as error:
            if code_of(error) not in _LOST:
                raise
            return False
        self._renewed = started
        return True


@refusals("s3")
def look_at_lease(artifacts: Artifacts, catalog: str) -> Before:
    """How the lease of a catalog is: what is planned after this holds where nobody has held it since."""
    return Lease(artifacts, lease_key(catalog), "").look()


def lease_key(catalog: str) -> str:
    """The object that is a catalog's lease."""
    return f"catalogs/{catalog}/lease.json"


def read_lease(artifacts: Artifacts, key: str) -> Held | None:
    """A lease as it is now; None where nobody has had it."""
    answer = artifacts.find(key)
    if answer is None:
        return None
    now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    written: datetime = answer["LastModified"]
    try:
        holder: dict[str, Any] = json.loads(answer["Body"].read())
    except ValueError:
        holder = {}
    return Held(answer["ETag"], holder, now - written)


@contextmanager
def leased(connection: Connection, artifacts: Artifacts, catalog: str) -> Iterator[Lease]:
    """Hold the lease of a catalog; raises Refused (PLN614) where another publisher holds it for long."""
    by = f"{connection.identity[1]} on {socket.gethostname()}"
    lease = Lease(artifacts, lease_key(catalog), by)
    with refusals("s3"):
        artifacts.open()
        if not poll(lambda: lease.take() or None, WAIT_SECONDS):
            what = f"{lease.holder()} is publishing `{catalog}` in this account and region"
            raise Refused(Finding("PLN614", what, fix="wait until that run has ended, then run the same command again"))
    Thread(target=lease.keep, daemon=True).start()
    before, connection.guard = connection.guard, lease.check
    try:
        yield lease
    finally:
        connection.guard = before
        with refusals("s3"):
            lease.give_back()


def _runs(pid: int) -> bool:
    """Whether a process of this machine runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != 0
