"""An environment of `portfolio.yaml`: its network, its people, its options, and what the organization prescribes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from generator.model.allowed_values import AllowedValues
from generator.model.identity import Version

EndpointTier = Literal["development", "containers", "self-service"]
TrustMode = Literal["mfa", "saml", "identity-center"]
PresignMode = Literal["any", "cidr", "endpoint"]
FirewallMode = Literal["own", "existing", "none"]
InvokeMode = Literal["any", "endpoint"]
JOB_INSTANCES = ("ml.m5.*", "ml.m6i.*", "ml.c5.*", "ml.c6i.*", "ml.r5.*")
"""Machines of jobs where portfolio.yaml names none: those with GPUs are asked for."""
CURRENT = "current"
"""The name by which the account's current environment goes besides its own."""
OwnerMode = Literal["owner-tag", "provisioning-principal"]


@dataclass(frozen=True)
class Network:
    """A VPC of our own (`cidr`, `zones`) or an existing one (`vpc`, `subnets`, `s3_endpoint`, …)."""

    cidr: str | None = "10.0.0.0/16"
    zones: int = 2
    zone_names: tuple[str, ...] = ()
    """The zones by name; empty takes the region's first."""
    endpoints: tuple[EndpointTier, ...] = ()
    """Tiers besides `core`, which is always there."""
    access_cidr: str | None = None
    """From where people reach the api and notebook endpoints, over VPN or Direct Connect."""
    access_group: str | None = None
    """Or: members of this security group."""
    proxy: str | None = None
    """`10.1.2.3:3128`: the private address and port of a forward proxy, by which packets may leave."""
    network_acls: bool = False
    vpc: str | None = None
    vpc_owner: str | None = None
    """The account that shares the existing VPC, where it is not this one."""
    subnets: tuple[str, ...] = ()
    route_tables: tuple[str, ...] = ()
    existing_endpoints: tuple[str, ...] = ()
    """Of an existing VPC: s3 (gateway), sagemaker.api, sagemaker.runtime and notebook, in this order."""
    dns_firewall: FirewallMode = "own"
    """Of which VPC the resolver answers allowed names only: one that is made here, an existing one, too, or none."""
    allowed_domains: tuple[str, ...] = ()
    """What it answers besides AWS's names and the VPC's own."""
    s3_prefix_list: str | None = None
    """Only in regions whose S3 prefix list the template does not know."""


@dataclass(frozen=True)
class Trust:
    """Who may become the data scientist: principals with MFA, a SAML provider, or Identity Center's roles.

    Whoever has the permission set is one already: it carries the data scientist's policies.
    """

    mode: TrustMode
    principals: tuple[str, ...] = ()
    saml_provider: str | None = None
    permission_set: str | None = None

    @property
    def reserved_roles(self) -> str | None:
        """The permission set's roles as the end of an ARN, with and without a region in their path.

        AWS quirk: there is none where Identity Center is in us-east-1 (issue 7 of
        thoughtbot/cloudformation-terraform-state-backend); what follows the name is a hash that nobody knows ahead.
        """
        if self.permission_set is None:
            return None
        return f"role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_{self.permission_set}_*"


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
    trail: str | None = None
    """`own`, or `account` and `organization` where such a trail is there; None leaves it to what the account has."""
    sagemaker_log_groups: bool | None = None
    """Whether this environment owns the account-wide `/aws/sagemaker/*` log groups (one per account and region); None
    leaves it to whether another stack has them."""
    presign: PresignMode = "any"
    presign_cidr: str | None = None
    """From where presigned URLs work, with `presign: cidr`."""
    owner: OwnerMode | None = None
    detective: Literal["off", "report", "stop"] = "report"
    organization: str | None = None
    """The organization's id (`o-…`), for the data perimeter."""
    log_retention_days: int = 365
    job_instances: tuple[str, ...] = JOB_INSTANCES
    """Instance types of jobs; a family is `ml.m5.*`."""
    data_principals: tuple[str, ...] = ()
    """Roles that reach the data buckets from outside the S3 endpoint."""
    pipeline_principals: tuple[str, ...] = ()
    application_principals: tuple[str, ...] = ()
    application_cidr: str | None = None
    """From where applications reach the runtime endpoint."""
    application_group: str | None = None
    """Or: members of this security group."""
    external_id: str | None = None
    invoke: InvokeMode = "any"
    """From where endpoints are invoked: wherever the application runs, or only through the runtime endpoint."""


@dataclass(frozen=True)
class Roles:
    """What the organization prescribes for the environment's roles."""

    path: str = "/"
    boundary: str | None = None
    """The ARN of the managed policy that is every role's permissions boundary, instead of ours."""
    made: Literal["own", "given"] = "own"
    """By the environment's stack, or by somebody who may, from what `./build.py roles` prints."""


@dataclass(frozen=True)
class Existing:
    """What an environment takes instead of making its own: ARNs of keys, and the name of a log bucket."""

    data_key: str | None = None
    notebook_key: str | None = None
    logs_key: str | None = None
    log_bucket: str | None = None


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
    approvers: tuple[str, ...] = ()
    """Users and roles that approve registered models."""
    roles: Roles = field(default_factory=Roles)
    launched: bool = False
    """Whether somebody launched it from a portfolio, with the same answers; its roles are where launches make them."""
    existing: Existing = field(default_factory=Existing)

    @property
    def pin(self) -> AllowedValues:
        """What a portfolio pins of it: its name; also `current`, where it is the account's current one."""
        if self.options.current:
            return AllowedValues((self.name, CURRENT))
        return AllowedValues((self.name,), pinned=True)

    @property
    def prefix(self) -> str:
        """`ds-<project>-<stage>`, the first part of every physical name."""
        return f"ds-{self.name}"

    def role(self, local_name: str) -> str:
        """The IAM role name behind a local one: `notebook-creation` → `ds-churn-dev-notebook-creation`."""
        return f"{self.prefix}-{local_name}"

    def role_arn(self, local_name: str, account: str, partition: str) -> str:
        """The ARN of a role of the environment, its path in it."""
        return f"arn:{partition}:iam::{account}:role{self.roles.path}{self.role(local_name)}"
