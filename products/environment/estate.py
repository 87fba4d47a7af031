"""What the roles need to know of the rest of the environment: references, and the names of conditions."""

from __future__ import annotations

from dataclasses import dataclass

from products.environment.names import OWN_LOG_BUCKET, OWN_ROLES, Value


@dataclass(frozen=True)
class Keys:
    """The ARNs of the three customer-managed keys."""

    data: Value
    notebook: Value
    logs: Value


@dataclass(frozen=True)
class Bucket:
    """One bucket: its name, its ARN, and the ARN of everything in it (made from names, so free of cycles)."""

    name: Value
    arn: Value
    objects: Value

    @property
    def whole(self) -> list[Value]:
        """The bucket and everything in it, as resources of a statement."""
        return [self.arn, self.objects]


@dataclass(frozen=True)
class Buckets:
    """The data lake, the models and artifacts, and the logs."""

    data: Bucket
    models: Bucket
    logs: Bucket


@dataclass(frozen=True)
class Endpoints:
    """The ids of the endpoints that policies name, whether made here or given."""

    s3: Value
    api: Value
    runtime: Value
    notebook: Value


@dataclass(frozen=True)
class Network:
    """VPC, subnets and groups. `subnets` always has three entries: with two zones the third repeats the first."""

    vpc: Value
    vpc_arn: Value
    subnets: tuple[Value, Value, Value]
    workload_group: Value
    endpoints_group: Value


@dataclass(frozen=True)
class Sources:
    """Where code and packages come from; ARNs are made from names and hold where the condition of the same kind does.

    The repository exists under condition `OwnRepository`, domain and package repository under `OwnPackages`.
    """

    repository_arn: Value
    package_domain_arn: Value
    package_repository_arn: Value
    packages_arn: Value
    """`arn:…:package/<domain>/<repository>/*`."""


class When:
    """The names of the template's conditions, for `If`, `canvas.optional` and `Condition=`."""

    OWN_VPC = "OwnVpc"
    THREE_ZONES = "ThreeZones"
    OWN_THREE_ZONES = "OwnThreeZones"
    OWN_ENDPOINTS = "OwnEndpoints"
    GIVEN_VPC = "GivenVpc"
    GIVEN_THREE_ZONES = "GivenThreeZones"
    GIVEN_ENDPOINTS = "GivenEndpoints"
    GIVEN_ZONES = "GivenZones"
    SHARED_VPC = "SharedVpc"
    WHOLE_VPC = "WholeVpc"
    GIVEN_WHOLE_VPC = "GivenWholeVpc"
    GIVEN_WHOLE_THREE_ZONES = "GivenWholeThreeZones"
    WIDE_BLOCK = "WideBlock"
    GIVEN_PREFIX_LIST = "GivenPrefixList"
    KNOWN_PREFIX_LIST = "KnownPrefixList"
    NETWORK_ACLS_THREE_ZONES = "NetworkAclsInThreeZones"
    NETWORK_ACLS_ACCESS = "NetworkAclsAdmitPeople"
    CODECOMMIT_REGION = "CodeCommitIsHere"
    CODEARTIFACT_REGION = "CodeArtifactIsHere"
    GIT_ENDPOINTS = "GitEndpoints"
    PACKAGE_ENDPOINTS = "PackageEndpoints"
    TRAIL_ALARMS = "TrailAlarms"
    DNS_FIREWALL = "WithDnsFirewall"
    DNS_ALARMS = "DnsFirewallAlarms"
    DOMAINS_GIVEN = "DomainsAreGiven"
    DETECTIVE_ALARMS = "DetectiveAlarms"
    COMMERCIAL = "CommercialPartition"
    DEVELOPMENT = "DevelopmentEndpoints"
    CONTAINERS = "ContainerEndpoints"
    SELF_SERVICE = "SelfServiceEndpoints"
    HUMAN_ACCESS = "HumanAccess"
    NETWORK_ACLS = "WithNetworkAcls"
    ACCESS_BY_CIDR = "AccessByCidr"
    ACCESS_BY_GROUP = "AccessByGroup"
    WITH_PROXY = "WithProxy"
    NETWORK_ACLS_PROXY = "NetworkAclsAdmitProxy"
    IS_CURRENT = "IsCurrent"
    OWN_REPOSITORY = "OwnRepository"
    GIVEN_REPOSITORY = "GivenRepository"
    OWN_PACKAGES = "OwnPackages"
    WITH_ALARMS = "WithAlarms"
    OWN_TRAIL = "OwnTrail"
    OWN_SAGEMAKER_LOGS = "OwnSageMakerLogs"
    GIVEN_DETECTIVE_BUCKET = "GivenDetectiveBucket"
    GIVEN_DETECTIVE_KEY = "GivenDetectiveKey"
    DETECTIVE_ON = "DetectiveOn"
    DETECTIVE_STOPS = "DetectiveStops"
    HAS_ORGANIZATION = "HasOrganization"
    TRUST_MFA = "TrustMfa"
    TRUST_SAML = "TrustSaml"
    TRUST_IDENTITY_CENTER = "TrustIdentityCenter"
    HAS_PRINCIPALS = "HasPrincipals"
    PRESIGN_ENDPOINT = "PresignByEndpoint"
    PRESIGN_CIDR = "PresignByCidr"
    OWNER_TAG = "OwnerByTag"
    HAS_APPROVERS = "HasApprovers"
    HAS_PIPELINES = "HasPipelines"
    HAS_APPLICATIONS = "HasApplications"
    HAS_DATA_PRINCIPALS = "HasDataPrincipals"
    HAS_EXTERNAL_ID = "HasExternalId"
    INVOKE_THROUGH_ENDPOINT = "InvokeThroughEndpoint"
    APPLICATIONS_BY_CIDR = "ApplicationsByCidr"
    APPLICATIONS_BY_GROUP = "ApplicationsByGroup"
    APPLICATION_ACCESS = "ApplicationAccess"
    NETWORK_ACLS_APPLICATIONS = "NetworkAclsAdmitApplications"
    OWN_ROLES = OWN_ROLES
    OWN_DATA_KEY = "OwnDataKey"
    OWN_NOTEBOOK_KEY = "OwnNotebookKey"
    OWN_LOGS_KEY = "OwnLogsKey"
    OWN_LOG_BUCKET = OWN_LOG_BUCKET
    OWN_BOUNDARY = "OwnBoundary"
    GIVEN_BOUNDARY = "GivenBoundary"


@dataclass(frozen=True)
class Estate:
    """Everything that `build_roles(canvas, estate)` may refer to.

    `project`, `stage` and `prefix` are values; inside a `Sub` write `${Project}`, `${Stage}`, `ds-${Project}-${Stage}`
    (see `products.environment.names`). Lists that a person gave (`TrustedPrincipals`, `PipelinePrincipals`,
    `ApplicationPrincipals`) are strings with commas: `Split(",", Ref(name))`. Empty answers are "".
    """

    project: Value
    stage: Value
    prefix: Value
    network: Network
    endpoints: Endpoints
    keys: Keys
    buckets: Buckets
    sources: Sources
