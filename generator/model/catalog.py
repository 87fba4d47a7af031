"""What `portfolio.yaml` says: targets, environments, portfolios, offers and who may launch them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.model.allowed_values import AllowedValues
from generator.model.identity import Version

EndpointTier = Literal["development", "containers", "self-service"]
TrustMode = Literal["mfa", "saml", "identity-center"]
PresignMode = Literal["any", "cidr", "endpoint"]
InvokeMode = Literal["any", "endpoint"]
OwnerMode = Literal["owner-tag", "provisioning-principal"]


@dataclass(frozen=True)
class Target:
    """One account and one region; `ring` orders promotion, lowest first."""

    name: str
    account: str
    region: str
    ring: int = 0


@dataclass(frozen=True)
class Network:
    """A VPC of our own (`cidr`, `zones`) or an existing one (`vpc`, `subnets`, `s3_endpoint`, …)."""

    cidr: str | None = "10.0.0.0/16"
    zones: int = 2
    endpoints: tuple[EndpointTier, ...] = ()
    """Tiers besides `core`, which is always there."""
    access_cidr: str | None = None
    """From where people reach the api and notebook endpoints, over VPN or Direct Connect."""
    access_group: str | None = None
    """Or: members of this security group."""
    network_acls: bool = False
    vpc: str | None = None
    subnets: tuple[str, ...] = ()
    route_tables: tuple[str, ...] = ()
    existing_endpoints: tuple[str, ...] = ()
    """Of an existing VPC: s3 (gateway), sagemaker.api, sagemaker.runtime and notebook, in this order."""
    s3_prefix_list: str | None = None
    """Only in regions whose S3 prefix list the template does not know."""


@dataclass(frozen=True)
class Trust:
    """Who may become the data scientist: principals with MFA, a SAML provider, or Identity Center's roles."""

    mode: TrustMode
    principals: tuple[str, ...] = ()
    saml_provider: str | None = None


@dataclass(frozen=True)
class Options:
    """Switches of one environment; every default is the safe one."""

    current: bool = False
    """Also publish the parameters below `/ds/current/`, so that products can be launched without naming it."""
    git: str = "codecommit"
    """`codecommit`, `none`, or the https URL of an existing repository."""
    packages: str = "none"
    """`codeartifact` or `none`."""
    alarms: str | None = None
    """The e-mail address that alarms go to."""
    trail: str = "own"
    """`own`, or `organization` where the organization's trail covers the account."""
    sagemaker_log_groups: bool = True
    """Whether this environment owns the account-wide `/aws/sagemaker/*` log groups (one per account and region)."""
    presign: PresignMode = "any"
    presign_cidr: str | None = None
    """From where presigned URLs work, with `presign: cidr`."""
    owner: OwnerMode = "owner-tag"
    detective: Literal["off", "report", "stop"] = "report"
    organization: str | None = None
    """The organization's id (`o-…`), for the data perimeter."""
    log_retention_days: int = 365
    pipeline_principals: tuple[str, ...] = ()
    application_principals: tuple[str, ...] = ()
    external_id: str | None = None
    invoke: InvokeMode = "any"
    """From where endpoints are invoked: wherever the application runs, or only through the runtime endpoint."""


@dataclass(frozen=True)
class Environment:
    """One base environment. Its name is `<project>-<stage>`, and everything in it is called `ds-<name>-…`."""

    name: str
    target: str
    project: str
    stage: str
    version: Version
    network: Network
    scientists: Trust
    options: Options = field(default_factory=Options)

    @property
    def prefix(self) -> str:
        """`ds-<project>-<stage>`, the first part of every physical name."""
        return f"ds-{self.name}"

    def role(self, local_name: str) -> str:
        """The IAM role name behind a local one: `notebook-creation` → `ds-churn-dev-notebook-creation`."""
        return f"{self.prefix}-{local_name}"


@dataclass(frozen=True)
class Offer:
    """A product in a portfolio: which versions, under which launch role, narrowed how."""

    product: str
    current: tuple[Version, ...]
    deprecated: tuple[Version, ...] = ()
    launch_role: str | None = None
    narrow: tuple[tuple[str, AllowedValues], ...] = ()
    """Parameter → what it allows of it."""

    @property
    def versions(self) -> tuple[Version, ...]:
        """Every version on offer, oldest first."""
        return tuple(sorted({*self.current, *self.deprecated}))


@dataclass(frozen=True)
class Support:
    """Whom to ask."""

    email: str | None = None
    url: str | None = None
    description: str | None = None


@dataclass(frozen=True)
class Access:
    """Who may launch: exactly one of a role of the environment, an IAM principal's ARN, or a pattern."""

    environment_role: str | None = None
    principal: str | None = None
    pattern: str | None = None


@dataclass(frozen=True)
class Portfolio:
    """One Service Catalog portfolio: the products of one environment, and who may launch them."""

    key: str
    name: str
    provider: str
    environment: str
    offers: tuple[Offer, ...]
    access: tuple[Access, ...] = ()
    description: str | None = None
    support: Support = field(default_factory=Support)
    tags: tuple[tuple[str, str], ...] = ()
    tag_options: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Catalog:
    """Everything that `portfolio.yaml` says; `key` is in each ownership tag of what is published, and never changes."""

    key: str
    targets: Mapping[str, Target]
    environments: Mapping[str, Environment]
    portfolios: Mapping[str, Portfolio]

    def target_of(self, portfolio: Portfolio) -> Target:
        """The account and region that a portfolio is published in: its environment's."""
        return self.targets[self.environments[portfolio.environment].target]
