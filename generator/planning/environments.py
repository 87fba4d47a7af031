"""An environment of portfolio.yaml → the stack that makes it: its name, its template and its parameters.

The names of the parameters are the contract between portfolio.yaml and `products/environment`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.manifest.forms.regions import partition_of
from generator.model import Environment, Release, Target
from generator.planning.artifacts import artifact_bucket, artifact_key

PRODUCT = "environment"


@dataclass(frozen=True)
class Deployment:
    """One stack to create or update."""

    stack: str
    target: Target
    release: Release
    parameters: Mapping[str, str]
    tags: Mapping[str, str]


def plan_deployment(environment: Environment, target: Target, release: Release) -> Deployment:
    """The stack of an environment at its released version."""
    return Deployment(
        environment.prefix,
        target,
        release,
        {
            **_network(environment),
            **_people(environment, target),
            **_options(environment),
            **_organization(environment),
            **_assets(target, release),
        },
        {"Project": environment.project, "Stage": environment.stage},
    )


def _network(environment: Environment) -> dict[str, str]:
    network = environment.network
    return {
        "Project": environment.project,
        "Stage": environment.stage,
        "VpcCidr": network.cidr or "",
        "Zones": str(network.zones),
        "ZoneNames": _list(network.zone_names),
        "EndpointsDevelopment": _switch("development" in network.endpoints),
        "EndpointsContainers": _switch("containers" in network.endpoints),
        "EndpointsSelfService": _switch("self-service" in network.endpoints),
        "AccessCidr": network.access_cidr or "",
        "AccessGroup": network.access_group or "",
        "Proxy": network.proxy or "",
        "NetworkAcls": _switch(network.network_acls),
        "DnsFirewall": network.dns_firewall,
        "AllowedDomains": _list(network.allowed_domains),
        "S3PrefixList": network.s3_prefix_list or "",
        "ExistingVpc": network.vpc or "",
        "VpcOwner": network.vpc_owner or "",
        "ExistingSubnets": _list(network.subnets),
        "ExistingRouteTables": _list(network.route_tables),
        "ExistingEndpoints": _list(network.existing_endpoints),
    }


def _people(environment: Environment, target: Target) -> dict[str, str]:
    trust, options = environment.scientists, environment.options
    reserved = (f"arn:{partition_of(target.region)}:iam::{target.account}:{trust.reserved_roles}",)
    return {
        "TrustMode": trust.mode,
        "TrustedPrincipals": _list(reserved if trust.permission_set else trust.principals),
        "SamlProvider": trust.saml_provider or "",
        "ModelApprovers": _list(environment.approvers),
        "JobInstances": _list(options.job_instances),
        "DataPrincipals": _list(options.data_principals),
        "PipelinePrincipals": _list(options.pipeline_principals),
        "ApplicationPrincipals": _list(options.application_principals),
        "ExternalId": options.external_id or "",
        "InvokeFrom": options.invoke,
        "ApplicationCidr": options.application_cidr or "",
        "ApplicationGroup": options.application_group or "",
    }


def _options(environment: Environment) -> dict[str, str]:
    options = environment.options
    return {
        "Current": _switch(options.current),
        "Git": options.git,
        "Packages": options.packages,
        "AlarmEmail": options.alarms or "",
        "Presign": options.presign,
        "PresignCidr": options.presign_cidr or "",
        "Detective": options.detective,
        "Organization": options.organization or "",
        "LogRetentionDays": str(options.log_retention_days),
        **_of_the_account(environment),
    }


def _of_the_account(environment: Environment) -> dict[str, str]:
    """What an account has once; unsaid, it is settled by what is there (`generator.aws.account.settle`)."""
    options = environment.options
    said = {"OwnerMode": options.owner, "Trail": options.trail, "SageMakerLogGroups": options.sagemaker_log_groups}
    return {
        name: _switch(value) if isinstance(value, bool) else value for name, value in said.items() if value is not None
    }


def _organization(environment: Environment) -> dict[str, str]:
    roles, existing = environment.roles, environment.existing
    return {
        "RolePath": roles.path,
        "PermissionsBoundary": roles.boundary or "",
        "Roles": roles.made,
        "DataKeyArn": existing.data_key or "",
        "NotebookKeyArn": existing.notebook_key or "",
        "LogsKeyArn": existing.logs_key or "",
        "LogBucket": existing.log_bucket or "",
    }


def _assets(target: Target, release: Release) -> dict[str, str]:
    """Where the function's code lies: the environment has one asset, and it is addressed by its content."""
    if not release.assets:
        return {}
    _, digest = release.assets[0]
    return {
        "DetectiveBucket": artifact_bucket(target.account, target.region),
        "DetectiveKey": artifact_key(digest, ".zip"),
    }


def _switch(on: bool) -> str:
    return "yes" if on else "no"


def _list(items: Iterable[str]) -> str:
    return ",".join(items)
