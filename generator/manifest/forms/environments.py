"""Where: targets, and the base environments in them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from generator.manifest.forms.addresses import (
    AccessCidr,
    Cidr,
    EndpointId,
    PrefixListId,
    RouteTableId,
    SecurityGroupId,
    SubnetId,
    VpcCidr,
    VpcId,
    Zones,
)
from generator.manifest.forms.domains import Domain
from generator.manifest.forms.form import Form, distinct, invalid
from generator.manifest.forms.identities import (
    Account,
    BucketName,
    JobInstance,
    KeyArn,
    ManagedPolicy,
    Organization,
    PermissionSet,
    Principal,
    Region,
    RolePath,
    SamlProvider,
    TrustedPrincipal,
)
from generator.manifest.forms.names import Key, ProfileName, Project, Stage
from generator.manifest.forms.sources import Git, Proxy
from generator.manifest.forms.texts import Email, VersionText
from generator.model.environment import (
    JOB_INSTANCES,
    EndpointTier,
    FirewallMode,
    InvokeMode,
    OwnerMode,
    PresignMode,
    TrustMode,
)

_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,128}", re.ASCII)
RETENTION = (90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
"""Numbers of days that CloudWatch Logs takes (PutRetentionPolicy, "retentionInDays"), from the shortest useful one."""


class TargetForm(Form):
    """One account and one region."""

    account: Annotated[Account, Field(description="The AWS account: twelve digits, in quotes.")]
    region: Annotated[Region, Field(description="The region, such as eu-west-1.")]
    ring: Annotated[int, Field(ge=0, le=99, description="Order of promotion, lowest first: 0 for development.")] = 0
    profile: Annotated[
        ProfileName | None, Field(description="The AWS profile that reaches it; `--profile` goes before it.")
    ] = None


class NetworkForm(Form):
    """A VPC of its own, or an existing one."""

    cidr: Annotated[
        VpcCidr | None, Field(description="The VPC's block, /16 to /24; default: 10.0.0.0/16. With `vpc`: its block.")
    ] = None
    zones: Annotated[Zones, Field(description="How many Availability Zones, 2 or 3; or their names.")] = 2
    endpoints: Annotated[list[EndpointTier], AfterValidator(distinct("endpoints", empty=True))] = Field(
        default_factory=list, description="Tiers of endpoints besides `core`: development, containers, self-service."
    )
    access_cidr: Annotated[
        AccessCidr | None, Field(description="From where people reach the endpoints, over VPN or Direct Connect.")
    ] = None
    access_group: Annotated[
        SecurityGroupId | None, Field(description="Or: members of this security group reach the endpoints.")
    ] = None
    proxy: Annotated[
        Proxy | None,
        Field(description="A forward proxy, 10.1.2.3:3128: the one way out for git and, without an index, pip."),
    ] = None
    network_acls: Annotated[bool, Field(description="Add network ACLs as a second line.")] = False
    vpc: Annotated[VpcId | None, Field(description="An existing VPC, instead of one of its own.")] = None
    vpc_owner: Annotated[
        Account | None, Field(description="With `vpc`: the account that shares it, where it is another one.")
    ] = None
    subnets: Annotated[list[SubnetId], AfterValidator(distinct("subnets", empty=True))] = Field(
        default_factory=list, description="With `vpc`: its private subnets, as many as `zones`, each in another zone."
    )
    route_tables: Annotated[list[RouteTableId], AfterValidator(distinct("route tables", empty=True))] = Field(
        default_factory=list, description="With `vpc`: the route tables of these subnets, for the S3 endpoint."
    )
    existing_endpoints: Annotated[list[EndpointId], AfterValidator(distinct("endpoints", empty=True))] = Field(
        default_factory=list,
        description="With `vpc`: its endpoints for s3, sagemaker.api, sagemaker.runtime and notebook, in this order.",
    )
    shared_endpoints: Annotated[
        list[Literal["codecommit", "codeartifact"]], AfterValidator(distinct("services", empty=True))
    ] = Field(
        default_factory=list,
        description="With `vpc-owner`: the services whose endpoints that account has made: codecommit, codeartifact.",
    )
    dns_firewall: Annotated[
        FirewallMode,
        Field(description="Answer allowed names only. own: in a VPC of its own; existing: in `vpc`, too; none."),
    ] = "own"
    allowed_domains: Annotated[list[Domain], AfterValidator(distinct("domains", empty=True))] = Field(
        default_factory=list, description="Domains that are answered besides AWS's and the VPC's own."
    )
    s3_prefix_list: Annotated[
        PrefixListId | None, Field(description="The region's S3 prefix list, where the template does not know it.")
    ] = None

    @property
    def zone_count(self) -> int:
        """How many zones."""
        return self.zones if isinstance(self.zones, int) else len(self.zones)


class TrustForm(Form):
    """Who may become the data scientist."""

    trust: Annotated[
        TrustMode,
        Field(
            description="mfa: IAM users of the account, with MFA. saml: by `saml-provider`. identity-center: its roles."
        ),
    ]
    principals: Annotated[list[TrustedPrincipal], AfterValidator(distinct("principals"))] = Field(
        default_factory=list, description="ARNs of the account's IAM users (mfa), or of Identity Center's roles."
    )
    saml_provider: Annotated[
        SamlProvider | None,
        Field(description="With `trust: saml`: the provider's ARN; its RoleSessionName is the person's name."),
    ] = None
    permission_set: Annotated[
        PermissionSet | None,
        Field(description="With `trust: identity-center`: the permission set that has role 1's policies itself."),
    ] = None


class PeopleForm(Form):
    """The people of an environment."""

    scientists: Annotated[TrustForm, Field(description="Who may become the data scientist, and how.")]
    approvers: Annotated[list[Principal], AfterValidator(distinct("approvers", empty=True))] = Field(
        default_factory=list,
        description="ARNs of the account's users (with MFA) or roles that approve models; nobody at work here.",
    )


def _retention(value: int) -> int:
    if value in RETENTION:
        return value
    near = min(RETENTION, key=lambda days: (abs(days - value), days))
    raise invalid(
        "number",
        f"logs cannot be kept for {value} days: the choices are {', '.join(map(str, RETENTION))}",
        str(near),
        f"nearest: {near}",
    )


def _external_id(value: str) -> str:
    if _EXTERNAL_ID.fullmatch(value):
        return value
    raise invalid("identifier", "an external id has 2 to 128 letters, digits and `+=,.@:/-_`", "such as churn-app-7f3a")


Retention = Annotated[int, AfterValidator(_retention), WithJsonSchema({"type": "integer", "enum": list(RETENTION)})]
ExternalId = Annotated[
    str, AfterValidator(_external_id), WithJsonSchema({"type": "string", "minLength": 2, "maxLength": 128})
]


class OptionsForm(Form):
    """Switches of one environment; every default is the safe one."""

    current: Annotated[bool, Field(description="Products launched without an environment go here; one per target.")] = (
        False
    )
    git: Annotated[
        Git,
        Field(
            description="codecommit, none, or the https address of a repository that `proxy` or an endpoint leads to."
        ),
    ] = "codecommit"
    packages: Annotated[
        Literal["codeartifact", "none"], Field(description="Where pip finds packages: codeartifact, or none.")
    ] = "none"
    alarms: Annotated[Email | None, Field(description="The e-mail address that alarms go to.")] = None
    trail: Annotated[
        Literal["own", "account", "organization"] | None,
        Field(description="own; account or organization where such a trail is there. Default: own where none is."),
    ] = None
    sagemaker_log_groups: Annotated[
        bool | None,
        Field(description="Own the account's /aws/sagemaker/ log groups; one per target does. Default: the first."),
    ] = None
    presign: Annotated[
        PresignMode, Field(description="From where presigned URLs work: any, cidr (`presign-cidr`), endpoint.")
    ] = "any"
    presign_cidr: Annotated[Cidr | None, Field(description="With `presign: cidr`: the block of your network.")] = None
    owner: Annotated[
        OwnerMode | None,
        Field(
            description="By what a notebook's owner is known: owner-tag, or provisioning-principal. Unsaid: as the "
            "environment has it, and owner-tag for a new one."
        ),
    ] = None
    detective: Annotated[
        Literal["off", "report", "stop"], Field(description="What happens to resources that do not comply.")
    ] = "report"
    organization: Annotated[
        Organization | None, Field(description="The organization's id (o-…), for the data perimeter.")
    ] = None
    log_retention_days: Annotated[Retention, Field(description="How many days logs are kept.")] = 365
    job_instances: Annotated[list[JobInstance], AfterValidator(distinct("machines"))] = Field(
        default_factory=lambda: list(JOB_INSTANCES),
        description="Instance types of jobs; a family is written ml.m5.*.",
    )
    data_principals: Annotated[list[Principal], AfterValidator(distinct("principals", empty=True))] = Field(
        default_factory=list, description="ARNs of roles that reach the data buckets from outside the S3 endpoint."
    )
    pipeline_principals: Annotated[list[Principal], AfterValidator(distinct("principals", empty=True))] = Field(
        default_factory=list, description="ARNs of the pipeline's roles: they may become the endpoint creator."
    )
    application_principals: Annotated[list[Principal], AfterValidator(distinct("principals", empty=True))] = Field(
        default_factory=list, description="ARNs of applications' roles: they may become the endpoint invoker."
    )
    application_cidr: Annotated[
        AccessCidr | None, Field(description="From where applications reach the SageMaker runtime endpoint.")
    ] = None
    application_group: Annotated[
        SecurityGroupId | None, Field(description="Or: members of this security group reach it.")
    ] = None
    external_id: Annotated[
        ExternalId | None, Field(description="What applications of other accounts must present.")
    ] = None
    invoke: Annotated[
        InvokeMode, Field(description="From where endpoints are invoked: any, endpoint (the environment's own).")
    ] = "any"


class RolesForm(Form):
    """What the organization prescribes for roles."""

    path: Annotated[
        RolePath, Field(description="The IAM path of roles and managed policies; it cannot be changed later.")
    ] = "/"
    boundary: Annotated[
        ManagedPolicy | None,
        Field(description="ARN of the managed policy that is every role's permissions boundary, instead of ours."),
    ] = None
    made: Annotated[
        Literal["own", "given"],
        Field(description="own: by the stack. given: by somebody who may make roles, from what `roles` prints."),
    ] = "own"


class ExistingForm(Form):
    """What an environment takes instead of making its own; its policies are its owner's."""

    data_key: Annotated[KeyArn | None, Field(description="ARN of the key for data, models, code and packages.")] = None
    notebook_key: Annotated[KeyArn | None, Field(description="ARN of the key for notebook volumes.")] = None
    logs_key: Annotated[KeyArn | None, Field(description="ARN of the key for logs and the trail.")] = None
    log_bucket: Annotated[
        BucketName | None, Field(description="The bucket, of this account and region, for access logs and the trail.")
    ] = None


class EnvironmentForm(Form):
    """One base environment; its key is `<project>-<stage>`."""

    target: Annotated[Key, Field(description="A key of `targets`.")]
    project: Annotated[Project, Field(description="The project: 2 to 16 lower-case letters, digits, single hyphens.")]
    stage: Annotated[Stage, Field(description="The stage: 2 to 8 lower-case letters and digits, such as dev.")]
    version: Annotated[VersionText, Field(description="The released version of products/environment, in quotes.")]
    launched: Annotated[
        bool, Field(description="A project administrator launched it from a portfolio: `deploy` leaves it alone.")
    ] = False
    network: Annotated[NetworkForm, Field(description="A VPC of its own, or an existing one.")] = NetworkForm()
    people: Annotated[PeopleForm, Field(description="Who may become what.")]
    options: Annotated[OptionsForm, Field(description="Switches; every default is the safe one.")] = OptionsForm()
    existing: Annotated[ExistingForm, Field(description="Keys and a log bucket that are there already.")] = (
        ExistingForm()
    )
    roles: Annotated[RolesForm, Field(description="What the organization prescribes for roles.")] = RolesForm()
