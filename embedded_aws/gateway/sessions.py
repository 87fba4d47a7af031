"""Temporary credentials: issued, found, expired. Plain data, so that a snapshot keeps them."""

from __future__ import annotations

import hashlib
import secrets
import string
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from embedded_aws.service import Keys

LETTERS = string.ascii_uppercase + "234567"


@dataclass(frozen=True)
class Session:
    """A role's session, a user's session with MFA, or one that a service holds to act on somebody's behalf."""

    keys: Keys
    account: str
    kind: str
    """`root`, `user` or `role`."""
    arn: str
    user_id: str
    expires: datetime
    role_arn: str | None = None
    session_name: str | None = None
    policies: tuple[str, ...] = ()
    """Session policies, as JSON text."""
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: tuple[str, ...] = ()
    source_identity: str | None = None
    mfa_at: datetime | None = None
    via: tuple[str, ...] = ()
    """The services that act on the principal's behalf, the first one first."""
    assumed_by: str | None = None
    """The service that assumed the role itself, such as `sagemaker.amazonaws.com`."""

    def is_over(self, now: datetime) -> bool:
        """Whether the session has expired."""
        return now >= self.expires


class Sessions:
    """Every session that was issued, by access key."""

    def __init__(self) -> None:
        self._held: dict[str, Session] = {}
        self._forwards: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def find(self, access_key: str) -> Session | None:
        """The session of an access key; None where there is none."""
        return self._held.get(access_key)

    def issue(self, session: Session) -> Session:
        """Keep a session that `new_keys` was made for."""
        with self._lock:
            self._held[session.keys.access_key] = session
        return session

    def forward(self, of: Session, service: str) -> Session:
        """A forward access session: the same principal, through `service`; the same one each time."""
        known = self._held.get(self._forwards.get((of.keys.access_key, service), ""))
        if known is not None:
            return known
        made = self.issue(replace(of, keys=new_keys(), via=(*of.via, service)))
        self._forwards[of.keys.access_key, service] = made.keys.access_key
        return made

    def dump(self) -> object:
        """Plain data for a snapshot; what has expired is left out."""
        now = datetime.now(UTC)
        return {key: session for key, session in list(self._held.items()) if not session.is_over(now)}

    def load(self, state: object) -> None:
        """Replace everything by what `dump` gave."""
        self._held = dict(state) if isinstance(state, dict) else {}
        self._forwards = {}


def new_keys() -> Keys:
    """Fresh temporary credentials, recognizably of the embedded AWS."""
    access_key = "ASIALOCAL" + "".join(secrets.choice(LETTERS) for _ in range(11))
    return Keys(access_key, f"local-{secrets.token_urlsafe(24)}", f"local-session/{secrets.token_urlsafe(32)}")


def lasting(seconds: int) -> datetime:
    """The moment when a session of so many seconds ends."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


def lasting_keys(kind: str, account: str) -> Keys:
    """Deterministic long-term credentials, obviously not AWS's: `AKIAROOT111122223333`."""
    name = f"{kind.upper():X<4.4}"
    digest = hashlib.sha256(f"{kind}/{account}".encode()).hexdigest()[:20]
    return Keys(f"AKIA{name}{account}", f"local-{kind}-{digest}")
