"""Who is behind an access key, and which policies he has: read from moto's IAM at every request.

Temporary credentials are callers too, kept by access key; they are plain data, so that a snapshot keeps them.
"""

from __future__ import annotations

import json
import secrets
import string
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from moto.iam.models import iam_backends

from embedded_aws.gateway.propagation import PROPAGATION, Change
from embedded_aws.secret import Secret
from embedded_aws.service import PARTITION, Caller, Keys
from generator.iam.evaluate import NamedPolicy, PolicySet

LETTERS = string.ascii_uppercase + "234567"
NOTHING = '{"Version": "2012-10-17", "Statement": []}'
ROOT = NamedPolicy(
    "the account's root", {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)


class Sessions:
    """Every session that was issued, by access key."""

    def __init__(self) -> None:
        self.issued: dict[str, Caller] = {}
        self._forwards: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def find(self, access_key: str) -> Caller | None:
        """The session of an access key; None where there is none."""
        return self.issued.get(access_key)

    def issue(self, session: Caller) -> Caller:
        """Keep a session that `new_keys` was made for."""
        with self._lock:
            self.issued[session.keys.access_key] = session
        return session

    def forward(self, of: Caller, service: str) -> Caller:
        """A forward access session: the same principal, through `service`; the same one each time."""
        known = self.issued.get(self._forwards.get((of.keys.access_key, service), ""))
        if known is not None:
            return known
        made = self.issue(replace(of, keys=new_keys(), called_via=(*of.called_via, service), long_term=False))
        self._forwards[of.keys.access_key, service] = made.keys.access_key
        return made

    def dump(self) -> object:
        """Plain data for a snapshot; what has expired is left out."""
        now = datetime.now(UTC)
        return {key: session for key, session in list(self.issued.items()) if now < session.expires}

    def load(self, state: object) -> None:
        """Replace everything by what `dump` gave."""
        self.issued = dict(state) if isinstance(state, dict) else {}
        self._forwards = {}


def new_keys() -> Keys:
    """Fresh temporary credentials, recognizably of the embedded AWS."""
    access_key = "ASIALOCAL" + "".join(secrets.choice(LETTERS) for _ in range(11))
    return Keys(access_key, f"local-{secrets.token_urlsafe(24)}", f"local-session/{secrets.token_urlsafe(32)}")


def role_session(role: Any, name: str, seconds: int) -> Caller:
    """A session of moto's role, with new keys, for so many seconds; nobody keeps it yet."""
    return replace(_session(role, name), keys=new_keys(), expires=datetime.now(UTC) + timedelta(seconds=seconds))


def service_session(role: Any, principal: str) -> Caller:
    """What a service principal is while it works with moto's role; nothing of its calls ever travels."""
    return replace(_session(role, principal.partition(".")[0]), tags=read_tags(role.tags))


def _session(role: Any, name: str) -> Caller:
    return Caller(
        account=role.account_id,
        arn=f"arn:{PARTITION}:sts::{role.account_id}:assumed-role/{role.name}/{name}",
        kind="role",
        user_id=f"{role.id}:{name}",
        role_arn=role.arn,
        session_name=name,
        name=role.name,
    )


def find_caller(access_key: str, sessions: Sessions, accounts: tuple[str, ...], secret: Secret) -> Caller | None:
    """The caller that has an access key, with his tags as they are now; None where nobody has it."""
    session = sessions.issued.get(access_key)
    if session is not None:
        owner = _owner(session)
        own = read_tags(owner.tags) if owner is not None and owner.tags else {}
        tags = {**own, **session.session_tags}
        return session if tags == session.tags else replace(session, tags=tags)
    for account in accounts:
        keys = secret.keys("root", account)
        if keys.access_key == access_key:
            arn = f"arn:{PARTITION}:iam::{account}:root"
            return Caller(account, arn, "root", account, keys=keys, long_term=True)
    return _find_user(access_key)


def _find_user(access_key: str) -> Caller | None:
    for account in list(iam_backends):
        for user in list(iam_backends[account][PARTITION].users.values()):
            for key in user.access_keys:
                if key.access_key_id == access_key and key.status == "Active":
                    keys, tags = Keys(access_key, key.secret_access_key), read_tags(user.tags)
                    return Caller(
                        account, user.arn, "user", user.id, name=user.name, keys=keys, tags=tags, long_term=True
                    )
    return None


def find_role(arn: str) -> Any | None:
    """moto's role of an ARN; None where there is none."""
    parts = arn.split(":")
    if len(parts) != 6 or not parts[5].startswith("role/") or parts[4] not in iam_backends:
        return None
    for role in list(iam_backends[parts[4]][PARTITION].roles.values()):
        if role.arn == arn:
            return role
    return None


def find_seen_role(arn: str) -> Any | None:
    """As `find_role`, for who wants to use the role; None, too, while he does not see it yet."""
    return None if PROPAGATION.find(arn, Change.EXISTENCE) else find_role(arn)


def trust_of(role: Any) -> Any:
    """The trust policy of moto's role that counts: the one before, until a new one is seen."""
    late = PROPAGATION.find(role.arn, Change.TRUST)
    return late.before if late is not None else role.assume_role_policy_document


def _owner(caller: Caller) -> Any | None:
    """moto's role or user behind a caller; None for an account's root, and for one that is gone."""
    if caller.role_arn:
        return find_role(caller.role_arn)
    return iam_backends[caller.account][PARTITION].users.get(caller.name) if caller.kind == "user" else None


def read_tags(tags: Any) -> dict[str, str]:
    """moto keeps tags as a list of Key and Value, or as a mapping of either."""
    if not tags:
        return {}
    if isinstance(tags, Mapping):
        return {
            key: str(value.get("Value", "") if isinstance(value, Mapping) else value) for key, value in tags.items()
        }
    return {str(tag.get("Key", tag.get("TagKey"))): str(tag.get("Value", tag.get("TagValue", ""))) for tag in tags}


def policies_of(caller: Caller) -> PolicySet:
    """The caller's own policies, by layer; an account's root may do everything."""
    if caller.kind == "root":
        return PolicySet(identity=(ROOT,))
    session = _merged(caller.session_policies) if caller.session_policies else None
    owner = _owner(caller)
    if owner is None:
        return PolicySet(session=session)
    late = PROPAGATION.find(owner.arn, Change.POLICIES) if PROPAGATION.delays else None
    own: PolicySet = late.before if late is not None else own_policies(owner)
    identity = list(own.identity)
    if caller.kind == "user":
        for group in iam_backends[caller.account][PARTITION].get_groups_for_user(owner.name):
            identity += _policies_of(group)
    return replace(own, identity=tuple(identity), session=session)


def own_policies(owner: Any) -> PolicySet:
    """The policies and the boundary of moto's role or user, without those of its groups, as IAM has them now."""
    limit = getattr(owner, "permissions_boundary_arn", None)
    boundary = _boundary(limit, owner.account_id) if limit else None
    return PolicySet(identity=tuple(_policies_of(owner)), boundary=boundary)


def _policies_of(owner: Any) -> list[NamedPolicy]:
    policies: list[NamedPolicy] = []
    for name, text in list(owner.policies.items()):
        policies.append(named_policy(f"{owner.name}/{name}", text))
    for policy in list(owner.managed_policies.values()):
        policies.append(named_policy(policy.arn, default_document(policy)))
    return policies


def _boundary(arn: str, account: str) -> NamedPolicy:
    policy = iam_backends[account][PARTITION].managed_policies.get(arn)
    return named_policy(arn, default_document(policy)) if policy else load_policy(arn, NOTHING)


@lru_cache(1024)
def _merged(policies: tuple[str, ...]) -> NamedPolicy:
    """Several session policies allow what any of them allows, and deny what any of them denies."""
    statements: list[Any] = []
    for text in policies:
        held = json.loads(text).get("Statement", [])
        statements.extend(held if isinstance(held, list) else [held])
    return NamedPolicy("session policy", {"Version": "2012-10-17", "Statement": statements})


def default_document(policy: Any) -> Any:
    """The document of a managed policy's default version; moto keeps all versions and names the default one."""
    return next(version.document for version in policy.versions if version.version_id == policy.default_version_id)


def named_policy(name: str, text: Any) -> NamedPolicy:
    """A policy that moto keeps as text, as bytes (buckets) or as a mapping."""
    text = text.decode() if isinstance(text, bytes) else text
    return load_policy(name, text if isinstance(text, str) else json.dumps(text))


@lru_cache(4096)
def load_policy(name: str, text: str) -> NamedPolicy:
    """A policy from its text; the same object for the same text, since the evaluator keeps its compiled form there."""
    return NamedPolicy(name, load_document(text))


@lru_cache(4096)
def load_document(text: str) -> Mapping[str, Any]:
    """A policy's JSON, parsed once for each text."""
    document: Mapping[str, Any] = json.loads(text)
    return document
