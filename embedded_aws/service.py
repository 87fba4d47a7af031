"""The seam between the gateway and the services that we emulate ourselves (CloudFormation, Service Catalog, …).

The gateway verifies SigV4, decides IAM and parses the request by botocore's service model; a `Service` takes the parsed
parameters and returns what botocore's serializer needs, or raises `ServiceError`. Whatever a service does to other
services it does through boto3, with a session that the gateway hands out, so that least privilege holds. Each request
is decided and kept in the audit log, and answered without a socket (`gateway/within.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from embedded_aws.organization import Organization


PARTITION = "aws"
"""The only one that there is here."""


class ServiceError(Exception):
    """An answer that AWS would give: error code, message and HTTP status; of S3 also the elements beside them."""

    def __init__(self, code: str, message: str, status: int = 400, details: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.message = message
        self.status = status
        self.details = details or {}
        super().__init__(message)


@dataclass(frozen=True)
class Keys:
    """Credentials: an access key, its secret and, for a session, its token."""

    access_key: str
    secret_key: str
    token: str | None = None


NO_KEYS = Keys("", "")
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Caller:
    """Who calls, with what his credentials carry. `arn` is what GetCallerIdentity says; `role_arn` is a session's role.

    Long-term credentials are a caller without an end. The sessions that STS issued are kept as callers too.
    """

    account: str
    arn: str
    kind: str
    """`root`, `user`, `role` or `service`."""
    user_id: str
    role_arn: str | None = None
    session_name: str | None = None
    name: str = ""
    """The user's or the role's name."""
    keys: Keys = NO_KEYS
    expires: datetime = FOREVER
    long_term: bool = False
    tags: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Principal tags: those of the user or role, and of the session."""
    session_tags: Mapping[str, str] = field(default_factory=dict, hash=False)
    transitive_tags: tuple[str, ...] = ()
    session_policies: tuple[str, ...] = ()
    """As JSON text."""
    source_identity: str | None = None
    mfa_at: datetime | None = None
    called_via: tuple[str, ...] = ()
    """The services that act on the caller's behalf, such as `cloudformation.amazonaws.com`, the first one first."""

    @property
    def via(self) -> str | None:
        """The service that acts on the caller's behalf and made this call; None where he calls himself."""
        return self.called_via[-1] if self.called_via else None


@dataclass(frozen=True)
class VpcEndpoint:
    """A VPC endpoint through which a request came; `address` is its loopback address."""

    id: str
    vpc: str
    service: str
    """The service that it serves, by botocore's name, such as `s3`."""
    address: str
    source_ip: str
    account: str
    region: str
    policy: str | Mapping[str, Any] | None


@dataclass(frozen=True)
class Call:
    """One request for an operation: who calls, what for, and how the request came.

    A service is called with it once IAM has allowed it. `operation` is empty until the request was understood.
    """

    service: str
    operation: str
    account: str
    region: str
    caller: Caller
    keys: Keys
    request_id: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """As botocore's model shapes them."""
    action: str = ""
    """The IAM action of the operation, such as `s3:ListAllMyBuckets`."""
    resources: tuple[str, ...] = ()
    """The ARNs that the action works on; `*` for an action that works on none."""
    protocol: str = "rest-xml"
    model: Any = field(default=None, repr=False, hash=False)
    """botocore's model of the operation."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    source_ip: str = ""
    secure: bool = True
    user_agent: str = ""
    endpoint: VpcEndpoint | None = None
    signed_with: str = "AWS4-HMAC-SHA256"
    """As `s3:signatureversion` has it; `AWS` is version 2, and nothing is unsigned."""
    linked: bool = False
    """Whether the signature is in the query, as a presigned URL has it."""


class Service(Protocol):
    """An emulated service; its state is plain, picklable data, so that a snapshot survives a restart."""

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """Carry out `call.operation`; raises ServiceError."""
        ...

    def dump(self) -> Any:
        """The whole state, as data that pickle takes."""
        ...

    def load(self, state: Any) -> None:
        """Replace the state by what `dump` returned."""
        ...


@runtime_checkable
class Contextual(Protocol):
    """A service that knows condition keys of its requests that nobody else can tell; it need not be one."""

    def context(self, params: Mapping[str, Any], call: Call) -> Mapping[str, str | Sequence[str]]:
        """Condition keys for the decision about `call`, such as `servicecatalog:userLevel`; called before it."""
        ...


@runtime_checkable
class Described(Protocol):
    """A service that knows of what the resource of a request is made; it need not be one."""

    def properties(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """The properties of the resource under the names that its creation gives them; empty where there is none."""
        ...


@runtime_checkable
class Selective(Protocol):
    """A service that carries out some requests of its operations and leaves the others to moto; it need not be one."""

    def claims(self, params: Mapping[str, Any]) -> bool:
        """Whether the request is one of its own."""
        ...


@runtime_checkable
class Tagged(Protocol):
    """A service whose resources have tags that conditions may look at; it need not be one."""

    def tags_of(self, arn: str) -> Mapping[str, str]:
        """The tags of a resource; empty where there is none."""
        ...


@runtime_checkable
class Located(Protocol):
    """A service whose ARNs follow from its own state and not from a request's parameters; it need not be one."""

    def arns(self, call: Call) -> tuple[str, ...]:
        """What IAM is asked about; `*` where the request names nothing."""
        ...


@runtime_checkable
class Following(Protocol):
    """A service that does something when accounts join, move or leave; it need not be one."""

    def follow(self, organization: Organization) -> None:
        """Take note of what an organization is now."""
        ...


@runtime_checkable
class Lasting(Protocol):
    """A service whose operations go on after their answer; it need not be one."""

    def wait(self, seconds: float) -> None:
        """Wait until nothing runs any more, but not much longer than `seconds`."""
        ...


@runtime_checkable
class Faulty(Protocol):
    """A service that supports fault injection of its own; it need not be one."""

    def take_faults(self, wanted: Mapping[str, Any]) -> None:
        """Replace the faults that it injects, given as plain data; raises ValueError for an unknown name or value."""
        ...


class Running(Protocol):
    """What runs functions."""

    @property
    def busy(self) -> bool:
        """Whether a function runs, or is about to."""
        ...


@runtime_checkable
class Answered(Protocol):
    """A service that hands out URLs to which others put answers, without a signature; it need not be one."""

    def take_answer(self, token: str, body: bytes) -> bool:
        """Take what came to the URL of a token; False where there is no such token."""
        ...


class Gateway(Protocol):
    """What the gateway offers to a service."""

    @property
    def functions(self) -> Running | None:
        """What runs functions; None where the embedded AWS runs none."""
        ...

    @property
    def endpoint(self) -> str:
        """The loopback URL of the embedded AWS."""
        ...

    def client(self, keys: Keys, service: str, region: str, vpc: str | None = None) -> Any:
        """A boto3 client with these credentials, without retries; cached.

        With `vpc` it goes through that VPC's endpoint for the service, where there is one.
        """
        ...

    def assume(self, role_arn: str, service: str, session_name: str, source: Mapping[str, str] | None = None) -> Keys:
        """A session of a role for a service principal; raises ServiceError where the role's trust policy says no.

        `service` is such as `servicecatalog.amazonaws.com`; `source` holds further context keys of the request to the
        trust policy, such as `aws:SourceArn`. As on AWS, a session of a service role does not carry `aws:ViaAWSService`
        and `aws:CalledVia`; calls on somebody's behalf do, through `forward`.
        """
        ...

    def forward(self, keys: Keys, service: str) -> Keys:
        """Credentials for calls that `service` makes on behalf of the holder of `keys` (a forward access session)."""
        ...

    def has_role(self, role_arn: str) -> bool:
        """Whether there is a role of this ARN."""
        ...

    def organization(self, account: str) -> Organization | None:
        """The organization of an account, as it is now; None where it is in none."""
        ...
