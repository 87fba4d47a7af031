"""Who asks, and whom a Principal or NotPrincipal element means.

Sources: IAM User Guide, "AWS JSON policy elements: Principal" and "… NotPrincipal".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import lru_cache

from generator.iam.evaluate.arns import split_arn
from generator.iam.evaluate.errors import NotUnderstood

ANYONE = "*"
ACCOUNT_ID = re.compile(r"\d{12}")
UNIQUE_ID = re.compile(r"A[A-Z0-9]{15,127}")
KINDS = ("AWS", "Service", "Federated", "CanonicalUser")


class Kind(Enum):
    """What the caller is."""

    USER = "user"
    ROLE = "role"
    SESSION = "assumed-role"
    FEDERATED_USER = "federated-user"
    ROOT = "root"
    SERVICE = "service"
    """An AWS service or an identity provider: it has no policies of its own."""


class NamedBy(IntEnum):
    """How closely an element names the caller; a higher one is closer."""

    ACCOUNT = 1
    """Through its account: the account must then grant on its own."""
    ROLE = 2
    """A session through its role."""
    DIRECT = 3
    ANYONE = 4


@dataclass(frozen=True)
class Caller:
    """Who asks: `arn` as given (a service's name, or `*` for an anonymous caller), `account` where there is one."""

    arn: str
    kind: Kind
    partition: str = ""
    account: str | None = None
    role: str = ""
    """The name of a session's role, without the role's path, which the session's ARN does not hold."""

    @property
    def is_identity(self) -> bool:
        """Whether identity policies, boundaries and service control policies exist for such a caller."""
        return self.kind is not Kind.SERVICE


@dataclass(frozen=True)
class Principals:
    """A compiled Principal or NotPrincipal element."""

    named: frozenset[str]
    accounts: frozenset[str]
    anyone: bool
    excluded: bool
    """Whether the element is NotPrincipal."""

    def match(self, caller: Caller) -> NamedBy | None:
        """How the statement reaches the caller; None where it does not."""
        if self.excluded:
            return None if self._excludes(caller) else NamedBy.ANYONE
        if self.anyone:
            return NamedBy.ANYONE
        return self._named(caller)

    def _named(self, caller: Caller) -> NamedBy | None:
        if caller.arn in self.named:
            return NamedBy.DIRECT
        if self._names_role(caller):
            return NamedBy.ROLE
        if caller.account in self.accounts:
            return NamedBy.DIRECT if caller.kind is Kind.ROOT else NamedBy.ACCOUNT
        return None

    def _names_role(self, caller: Caller) -> bool:
        return caller.kind is Kind.SESSION and any(_is_role_of(name, caller) for name in self.named)

    def _excludes(self, caller: Caller) -> bool:
        """NotPrincipal spares a caller only where its account, and for a session its role, are listed as well.

        AWS checks the account first, then the role, then the session, and may deny at each.
        """
        if self.anyone or (caller.account is None and caller.arn in self.named):
            return True
        if caller.account not in self.accounts:
            return False
        if caller.kind is Kind.ROOT:
            return True
        return caller.arn in self.named and (caller.kind is not Kind.SESSION or self._names_role(caller))


@lru_cache(4096)
def read_caller(principal: str) -> Caller:
    """Read a request's principal: an ARN of IAM or STS, a service's name, or `*` for an anonymous caller.

    Raises ValueError for an ARN that cannot call, such as a bucket's.
    """
    if not principal.startswith("arn:"):
        return Caller(principal, Kind.SERVICE)
    fields = split_arn(principal)
    if fields is None:
        raise ValueError(f"{principal} is no principal: an ARN has six fields")
    _, partition, service, _, account, resource = fields
    kind, _, rest = resource.partition("/")
    match service, kind:
        case ("iam", "user" | "role" | "root") | ("sts", "federated-user"):
            return Caller(principal, Kind(kind), partition, account)
        case "sts", "assumed-role":
            return Caller(principal, Kind.SESSION, partition, account, rest.partition("/")[0])
        case "iam", "saml-provider" | "oidc-provider":
            return Caller(principal, Kind.SERVICE)
    raise ValueError(f"{principal} is no principal that can call")


def compile_principals(element: object, excluded: bool) -> Principals:
    """Compile the element's value; raises NotUnderstood."""
    if element == ANYONE:
        return Principals(frozenset(), frozenset(), True, excluded)
    if not isinstance(element, Mapping) or not element:
        raise NotUnderstood(f"the principal {element!r}")
    named = tuple((kind, name) for kind, names in element.items() for name in _names(kind, names))
    accounts = frozenset(account for kind, name in named if kind == "AWS" and (account := _account(name)))
    anyone = any(kind == "AWS" and name == ANYONE for kind, name in named)
    return Principals(frozenset(name for _, name in named), accounts, anyone, excluded)


def _names(kind: str, names: object) -> Iterator[str]:
    if kind not in KINDS:
        raise NotUnderstood(f"the kind of principal {kind!r}")
    listed: Iterable[object] = names if isinstance(names, (list, tuple)) else [names]
    for name in listed:
        if not isinstance(name, str) or not name:
            raise NotUnderstood(f"the {kind} principal {name!r}")
        if kind == "AWS":
            _check_aws(name)
        elif "*" in name or "?" in name:
            raise NotUnderstood(f"a wildcard in the {kind} principal {name!r}")
        yield name


def _check_aws(name: str) -> None:
    if name == ANYONE or ACCOUNT_ID.fullmatch(name) or UNIQUE_ID.fullmatch(name):
        return
    fields = split_arn(name)
    if fields is None or fields[2] not in ("iam", "sts"):
        raise NotUnderstood(f"the AWS principal {name!r}")
    if "*" in name or "?" in name:
        raise NotUnderstood(f"a wildcard in the AWS principal {name!r}; use a condition on aws:PrincipalArn")


def names_a_principal(name: str) -> bool:
    """Whether a text can name a principal of the kind AWS: `*`, an account, a unique id, or an ARN of IAM or STS."""
    try:
        _check_aws(name)
    except NotUnderstood:
        return False
    return True


def _account(name: str) -> str | None:
    if ACCOUNT_ID.fullmatch(name):
        return name
    fields = split_arn(name)
    return fields[4] if fields and fields[5] == "root" else None


@lru_cache(16384)
def _is_role_of(name: str, caller: Caller) -> bool:
    fields = split_arn(name)
    if fields is None or fields[5].partition("/")[0] != "role":
        return False
    same_account = fields[1:5] == (caller.partition, "iam", "", caller.account)
    return same_account and fields[5].rpartition("/")[2] == caller.role
