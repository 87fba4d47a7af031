"""Who is behind an access key, and which policies he has: read from moto's IAM at every request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.sessions import Session, Sessions, lasting_keys
from embedded_aws.service import Caller, Keys
from generator.iam.evaluate import NamedPolicy

PARTITION = "aws"
NOTHING = '{"Version": "2012-10-17", "Statement": []}'
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Principal:
    """The caller: `session` holds what his credentials carry; long-term credentials are a session without an end."""

    session: Session
    name: str = ""
    """The user's or role's name."""
    tags: Mapping[str, str] = field(default_factory=dict)
    long_term: bool = False

    @property
    def account(self) -> str:
        """The account that the credentials belong to."""
        return self.session.account

    @property
    def arn(self) -> str:
        """What GetCallerIdentity says."""
        return self.session.arn

    @property
    def caller(self) -> Caller:
        """As services see it."""
        held = self.session
        via = held.via[-1] if held.via else None
        return Caller(held.account, held.arn, held.kind, held.user_id, held.role_arn, held.session_name, via)


@dataclass(frozen=True)
class Held:
    """The policies of a principal, by layer."""

    identity: tuple[NamedPolicy, ...] = ()
    boundary: NamedPolicy | None = None
    session: tuple[NamedPolicy, ...] = ()


def named_policy(name: str, text: Any) -> NamedPolicy:
    """A policy that moto keeps as text, as bytes (buckets) or as a mapping."""
    text = text.decode() if isinstance(text, bytes) else text
    return load_policy(name, text if isinstance(text, str) else json.dumps(text))


def load_document(text: Any) -> Mapping[str, Any]:
    """A policy's JSON, parsed once for each text."""
    return _parsed(text) if isinstance(text, str) else dict(text)


@lru_cache(4096)
def load_policy(name: str, text: str) -> NamedPolicy:
    """A policy from its text; the same object for the same text, since the evaluator keeps its compiled form there."""
    return NamedPolicy(name, _parsed(text))


@lru_cache(4096)
def _parsed(text: str) -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(text)
    return document


def find_principal(access_key: str, sessions: Sessions, accounts: tuple[str, ...]) -> Principal | None:
    """The principal of an access key; None where nobody has it."""
    session = sessions.find(access_key)
    if session is not None:
        return _of_session(session)
    for account in accounts:
        keys = lasting_keys("root", account)
        if keys.access_key == access_key:
            arn = f"arn:{PARTITION}:iam::{account}:root"
            return Principal(Session(keys, account, "root", arn, account, FOREVER), long_term=True)
    return _of_user_key(access_key)


def _of_session(session: Session) -> Principal:
    if session.kind == "role" and session.role_arn:
        role = find_role(session.role_arn)
        own = read_tags(role.tags) if role is not None else {}
        return Principal(session, session.role_arn.rsplit("/", 1)[-1], {**own, **session.tags})
    if session.kind == "user":
        user = _user(session.account, session.arn.rsplit("/", 1)[-1])
        own = read_tags(user.tags) if user is not None else {}
        return Principal(session, session.arn.rsplit("/", 1)[-1], {**own, **session.tags})
    return Principal(session)


def _of_user_key(access_key: str) -> Principal | None:
    for account in list(iam_backends):
        for user in list(iam_backends[account][PARTITION].users.values()):
            for key in user.access_keys:
                if key.access_key_id == access_key and key.status == "Active":
                    keys = Keys(access_key, key.secret_access_key)
                    session = Session(keys, account, "user", user.arn, user.id, FOREVER)
                    return Principal(session, user.name, read_tags(user.tags), long_term=True)
    return None


def find_role(arn: str) -> Any | None:
    """moto's role of an ARN; None where there is none."""
    parts = arn.split(":")
    if len(parts) != 6 or not parts[5].startswith("role/") or parts[4] not in iam_backends:
        return None
    name = parts[5].rsplit("/", 1)[-1]
    roles = iam_backends[parts[4]][PARTITION].roles.values()
    return next((role for role in list(roles) if role.name == name and role.arn == arn), None)


def _user(account: str, name: str) -> Any | None:
    return iam_backends[account][PARTITION].users.get(name)


def read_tags(tags: Any) -> dict[str, str]:
    """moto keeps tags as a list of Key and Value, or as a mapping of either."""
    if not tags:
        return {}
    if isinstance(tags, Mapping):
        return {
            key: str(value.get("Value", "") if isinstance(value, Mapping) else value) for key, value in tags.items()
        }
    return {str(tag.get("Key", tag.get("TagKey"))): str(tag.get("Value", tag.get("TagValue", ""))) for tag in tags}


def read_policies(principal: Principal) -> Held | None:
    """The layers of a principal; None for an account's root, to whom identity policies do not apply."""
    held = principal.session
    if held.kind == "root":
        return None
    session = tuple(load_policy(f"session policy {n}", text) for n, text in enumerate(held.policies, 1))
    owner = find_role(held.role_arn) if held.role_arn else _user(held.account, principal.name)
    if owner is None:
        return Held(session=session)
    return Held(tuple(_identity(owner, held)), _boundary(owner), session)


def _identity(owner: Any, held: Session) -> Iterator[NamedPolicy]:
    yield from _policies_of(owner)
    if held.kind == "user":
        for group in iam_backends[held.account][PARTITION].get_groups_for_user(owner.name):
            yield from _policies_of(group)


def _policies_of(owner: Any) -> Iterator[NamedPolicy]:
    for name, text in list(owner.policies.items()):
        yield named_policy(f"{owner.name}/{name}", text)
    for policy in list(owner.managed_policies.values()):
        yield named_policy(policy.arn, default_document(policy))


def _boundary(owner: Any) -> NamedPolicy | None:
    arn = getattr(owner, "permissions_boundary_arn", None)
    if not arn:
        return None
    policy = iam_backends[owner.account_id][PARTITION].managed_policies.get(arn)
    return named_policy(arn, default_document(policy)) if policy else load_policy(arn, NOTHING)


def default_document(policy: Any) -> Any:
    """The document of a managed policy's default version; moto keeps all versions and names the default one."""
    return next(version.document for version in policy.versions if version.version_id == policy.default_version_id)
