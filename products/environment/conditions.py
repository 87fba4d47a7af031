"""The template's conditions: every answer that changes what is made, under one name."""

from __future__ import annotations

from collections.abc import Sequence

from troposphere import And, AWSHelperFn, Condition, Equals, Join, Not, Or, Ref, Region, Select, Split

from generator.blueprint import Canvas
from generator.model.sources import WITHOUT_CODEARTIFACT, WITHOUT_CODECOMMIT
from products.environment.estate import When
from products.environment.names import OWN_PATH
from products.environment.regions import (
    PREFIX_LISTS,
    WITHOUT_DNS_FIREWALL,
)


def build_conditions(canvas: Canvas) -> None:
    """Name every condition; the names are in `estate.When`."""
    _network(canvas)
    _tiers(canvas)
    _people(canvas)
    _sources(canvas)
    _audit(canvas)
    _organization(canvas)


def _network(canvas: Canvas) -> None:
    canvas.condition(When.OWN_VPC, _empty("ExistingVpc"))
    canvas.condition(When.THREE_ZONES, _is("Zones", "3"))
    canvas.condition(When.OWN_THREE_ZONES, _all(When.OWN_VPC, When.THREE_ZONES))
    canvas.condition(When.GIVEN_VPC, Not(Condition(When.OWN_VPC)))
    canvas.condition(When.GIVEN_THREE_ZONES, _all(When.GIVEN_VPC, When.THREE_ZONES))
    canvas.condition(When.GIVEN_ZONES, _given("ZoneNames"))
    canvas.condition(When.SHARED_VPC, _given("VpcOwner"))
    canvas.condition(When.WHOLE_VPC, Not(Condition(When.SHARED_VPC)))
    canvas.condition(When.GIVEN_WHOLE_VPC, _all(When.GIVEN_VPC, When.WHOLE_VPC))
    canvas.condition(When.GIVEN_WHOLE_THREE_ZONES, _all(When.GIVEN_THREE_ZONES, When.WHOLE_VPC))
    canvas.condition(When.OWN_ENDPOINTS, _empty("ExistingEndpoints"))
    canvas.condition(When.GIVEN_ENDPOINTS, Not(Condition(When.OWN_ENDPOINTS)))
    canvas.condition(When.WIDE_BLOCK, _any_of(_prefix_length("VpcCidr"), ("16", "17", "18", "19", "20")))
    canvas.condition(When.GIVEN_PREFIX_LIST, _given("S3PrefixList"))
    canvas.condition(When.KNOWN_PREFIX_LIST, _any_of(Region, tuple(PREFIX_LISTS)))
    canvas.condition(When.ACCESS_BY_CIDR, _given("AccessCidr"))
    canvas.condition(When.ACCESS_BY_GROUP, _given("AccessGroup"))
    canvas.condition(When.HUMAN_ACCESS, Or(Condition(When.ACCESS_BY_CIDR), Condition(When.ACCESS_BY_GROUP)))
    _names(canvas)
    canvas.condition(When.WITH_PROXY, _given("Proxy"))
    canvas.condition(When.NETWORK_ACLS, And(_is("NetworkAcls", "yes"), Condition(When.OWN_VPC)))
    canvas.condition(When.NETWORK_ACLS_THREE_ZONES, _all(When.NETWORK_ACLS, When.THREE_ZONES))
    canvas.condition(When.APPLICATIONS_BY_CIDR, _given("ApplicationCidr"))
    canvas.condition(When.APPLICATIONS_BY_GROUP, _given("ApplicationGroup"))
    canvas.condition(
        When.APPLICATION_ACCESS, Or(Condition(When.APPLICATIONS_BY_CIDR), Condition(When.APPLICATIONS_BY_GROUP))
    )
    canvas.condition(When.NETWORK_ACLS_APPLICATIONS, _all(When.NETWORK_ACLS, When.APPLICATIONS_BY_CIDR))
    canvas.condition(When.NETWORK_ACLS_PROXY, _all(When.NETWORK_ACLS, When.WITH_PROXY))
    canvas.condition(When.NETWORK_ACLS_ACCESS, _all(When.NETWORK_ACLS, When.ACCESS_BY_CIDR))


def _names(canvas: Canvas) -> None:
    here = Not(_any_of(Region, WITHOUT_DNS_FIREWALL))
    own = And(_is("DnsFirewall", "own"), Condition(When.OWN_VPC))
    given = And(_is("DnsFirewall", "existing"), Condition(When.GIVEN_VPC))
    canvas.condition(When.DNS_FIREWALL, And(here, Or(own, given)))
    canvas.condition(When.DOMAINS_GIVEN, And(_given("AllowedDomains"), Condition(When.DNS_FIREWALL)))
    canvas.condition(When.DNS_ALARMS, And(Condition(When.DNS_FIREWALL), _given("AlarmEmail")))


def _tiers(canvas: Canvas) -> None:
    canvas.condition(When.DEVELOPMENT, And(_is("EndpointsDevelopment", "yes"), Condition(When.WHOLE_VPC)))
    canvas.condition(When.CONTAINERS, And(_is("EndpointsContainers", "yes"), Condition(When.WHOLE_VPC)))
    canvas.condition(When.SELF_SERVICE, And(_is("EndpointsSelfService", "yes"), Condition(When.WHOLE_VPC)))
    canvas.condition(When.CODECOMMIT_REGION, Not(_any_of(Region, WITHOUT_CODECOMMIT)))
    canvas.condition(When.CODEARTIFACT_REGION, Not(_any_of(Region, WITHOUT_CODEARTIFACT)))


def _people(canvas: Canvas) -> None:
    canvas.condition(When.IS_CURRENT, _is("Current", "yes"))
    canvas.condition(When.TRUST_MFA, _is("TrustMode", "mfa"))
    canvas.condition(When.TRUST_SAML, _is("TrustMode", "saml"))
    canvas.condition(When.TRUST_IDENTITY_CENTER, _is("TrustMode", "identity-center"))
    canvas.condition(When.HAS_PRINCIPALS, _given("TrustedPrincipals"))
    canvas.condition(When.PRESIGN_ENDPOINT, _is("Presign", "endpoint"))
    canvas.condition(When.PRESIGN_CIDR, _is("Presign", "cidr"))
    canvas.condition(When.OWNER_TAG, _is("OwnerMode", "owner-tag"))
    canvas.condition(When.HAS_ORGANIZATION, _given("Organization"))
    canvas.condition(When.HAS_APPROVERS, _given("ModelApprovers"))
    canvas.condition(When.HAS_PIPELINES, _given("PipelinePrincipals"))
    canvas.condition(When.HAS_APPLICATIONS, _given("ApplicationPrincipals"))
    canvas.condition(When.HAS_DATA_PRINCIPALS, _given("DataPrincipals"))
    canvas.condition(When.HAS_EXTERNAL_ID, _given("ExternalId"))
    canvas.condition(When.INVOKE_THROUGH_ENDPOINT, _is("InvokeFrom", "endpoint"))


def _sources(canvas: Canvas) -> None:
    canvas.condition(When.OWN_REPOSITORY, And(_is("Git", "codecommit"), Condition(When.CODECOMMIT_REGION)))
    canvas.condition(When.GIVEN_REPOSITORY, Not(Or(_is("Git", "codecommit"), _is("Git", "none"))))
    canvas.condition(When.OWN_PACKAGES, And(_is("Packages", "codeartifact"), Condition(When.CODEARTIFACT_REGION)))
    canvas.condition(
        When.GIT_ENDPOINTS,
        And(
            Or(Condition(When.DEVELOPMENT), Condition(When.OWN_REPOSITORY)),
            Condition(When.CODECOMMIT_REGION),
            Condition(When.WHOLE_VPC),
        ),
    )
    canvas.condition(
        When.PACKAGE_ENDPOINTS,
        And(
            Or(Condition(When.DEVELOPMENT), Condition(When.OWN_PACKAGES)),
            Condition(When.CODEARTIFACT_REGION),
            Condition(When.WHOLE_VPC),
        ),
    )


def _audit(canvas: Canvas) -> None:
    canvas.condition(When.WITH_ALARMS, _given("AlarmEmail"))
    canvas.condition(When.OWN_TRAIL, _is("Trail", "own"))
    canvas.condition(When.TRAIL_ALARMS, _all(When.OWN_TRAIL, When.WITH_ALARMS))
    canvas.condition(When.COMMERCIAL, Equals(Ref("AWS::Partition"), "aws"))
    canvas.condition(When.OWN_SAGEMAKER_LOGS, _is("SageMakerLogGroups", "yes"))
    canvas.condition(When.DETECTIVE_ON, Not(_is("Detective", "off")))
    canvas.condition(When.GIVEN_DETECTIVE_BUCKET, _given("DetectiveBucket"))
    canvas.condition(When.GIVEN_DETECTIVE_KEY, _given("DetectiveKey"))
    canvas.condition(When.DETECTIVE_STOPS, _is("Detective", "stop"))
    canvas.condition(When.DETECTIVE_ALARMS, _all(When.DETECTIVE_ON, When.WITH_ALARMS))


def _organization(canvas: Canvas) -> None:
    canvas.condition(OWN_PATH, Not(_is("RolePath", "/")))
    canvas.condition(When.OWN_DATA_KEY, _empty("DataKeyArn"))
    canvas.condition(When.OWN_NOTEBOOK_KEY, _empty("NotebookKeyArn"))
    canvas.condition(When.OWN_LOGS_KEY, _empty("LogsKeyArn"))
    canvas.condition(When.OWN_LOG_BUCKET, _empty("LogBucket"))
    canvas.condition(When.OWN_ROLES, _is("Roles", "own"))
    canvas.condition(When.OWN_BOUNDARY, _empty("PermissionsBoundary"))
    canvas.condition(When.GIVEN_BOUNDARY, Not(Condition(When.OWN_BOUNDARY)))


def _prefix_length(block: str) -> Select:
    """What follows the slash; another slash is added, so that an empty answer has something after one, too."""
    return Select(1, Split("/", Join("/", [Ref(block), ""])))


def _is(parameter: str, value: str) -> Equals:
    return Equals(Ref(parameter), value)


def _empty(parameter: str) -> Equals:
    return _is(parameter, "")


def _given(parameter: str) -> Not:
    return Not(_empty(parameter))


def _all(*names: str) -> And:
    return And(*(Condition(name) for name in names))


def _any_of(value: AWSHelperFn, values: Sequence[str]) -> AWSHelperFn:
    """One `Or` takes two to ten conditions (CloudFormation User Guide, "Condition functions"), so they nest."""
    tests: list[AWSHelperFn] = [Equals(value, each) for each in values]
    while len(tests) > 1:
        groups = [tests[start : start + 10] for start in range(0, len(tests), 10)]
        tests = [Or(*group) if len(group) > 1 else group[0] for group in groups]
    return tests[0]
