"""Which single operations, and which whole services, are carried out here and not by moto."""

from __future__ import annotations

from collections.abc import Iterable

from embedded_aws.gateway.gateway import EmbeddedGateway
from embedded_aws.service import Service
from embedded_aws.services import (
    automations,
    client_ids,
    dashboards,
    grants,
    jobs,
    key_states,
    log_keys,
    log_policies,
    notebooks,
    sagemaker_tags,
    scalable_targets,
    subscriptions,
    table_reports,
)
from embedded_aws.services.codeartifact import CodeArtifact
from embedded_aws.services.codecommit import CodeCommit
from embedded_aws.services.endpoint_services import EndpointServices
from embedded_aws.services.endpoint_updates import EndpointUpdates
from embedded_aws.services.model_packages import GroupDeletion, PackageDeletion, PackageUpdates
from embedded_aws.services.quotas import ServiceQuotas
from embedded_aws.services.resolver import Resolver
from embedded_aws.services.simulation import Simulation
from embedded_aws.services.trail_events import TrailEvents


def add_operations(gateway: EmbeddedGateway) -> None:
    """Give the gateway what moto lacks or does wrongly."""
    for service, operations, carrier in _several(gateway):
        for operation in operations:
            gateway.operations[service, operation] = carrier
    gateway.operations["ec2", "DescribeVpcEndpointServices"] = EndpointServices()
    gateway.operations["iam", "SimulatePrincipalPolicy"] = Simulation()
    gateway.operations["cloudtrail", "LookupEvents"] = TrailEvents(gateway.audit)
    gateway.operations["sagemaker", "UpdateEndpoint"] = EndpointUpdates()
    gateway.operations["sagemaker", "UpdateModelPackage"] = PackageUpdates()
    gateway.operations["sagemaker", "DeleteModelPackage"] = PackageDeletion()
    gateway.operations["sagemaker", "DeleteModelPackageGroup"] = GroupDeletion()
    gateway.services["codeartifact"] = CodeArtifact()
    gateway.services["codecommit"] = CodeCommit()
    gateway.services["route53resolver"] = Resolver()
    gateway.services["service-quotas"] = ServiceQuotas()


def _several(gateway: EmbeddedGateway) -> tuple[tuple[str, Iterable[str], Service], ...]:
    """What carries out several operations of a service."""
    return (
        ("application-autoscaling", scalable_targets.OPERATIONS, scalable_targets.ScalableTargets()),
        ("cloudwatch", dashboards.OPERATIONS, dashboards.DashboardTags()),
        ("dynamodb", table_reports.OPERATIONS, table_reports.TableReports()),
        ("iam", client_ids.OPERATIONS, client_ids.ClientIds()),
        ("kms", grants.OPERATIONS, grants.Grants()),
        ("kms", key_states.OPERATIONS, key_states.KeyStates()),
        ("logs", log_keys.OPERATIONS, log_keys.LogKeys()),
        ("logs", log_policies.OPERATIONS, log_policies.LogPolicies()),
        ("sagemaker", notebooks.OPERATIONS, gateway.notebooks),
        ("sagemaker", jobs.OPERATIONS, gateway.jobs),
        ("sagemaker", sagemaker_tags.OPERATIONS, gateway.sagemaker_tags),
        ("sns", subscriptions.OPERATIONS, subscriptions.Subscriptions()),
        ("ssm", automations.OPERATIONS, automations.Automations(gateway)),
    )
