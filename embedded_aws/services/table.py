"""Which single operations, and which whole services, are carried out here and not by moto."""

from __future__ import annotations

from embedded_aws.gateway.gateway import EmbeddedGateway
from embedded_aws.services import (
    automations,
    client_ids,
    jobs,
    key_states,
    log_keys,
    log_policies,
    notebooks,
    sagemaker_tags,
    scalable_targets,
)
from embedded_aws.services.codeartifact import CodeArtifact
from embedded_aws.services.codecommit import CodeCommit
from embedded_aws.services.endpoint_services import EndpointServices
from embedded_aws.services.endpoint_updates import EndpointUpdates
from embedded_aws.services.model_packages import PackageUpdates
from embedded_aws.services.quotas import ServiceQuotas
from embedded_aws.services.resolver import Resolver
from embedded_aws.services.simulation import Simulation
from embedded_aws.services.trail_events import TrailEvents


def add_operations(gateway: EmbeddedGateway) -> None:
    """Give the gateway what moto lacks or does wrongly."""
    for operation in notebooks.OPERATIONS:
        gateway.operations["sagemaker", operation] = gateway.notebooks
    for operation in jobs.OPERATIONS:
        gateway.operations["sagemaker", operation] = gateway.jobs
    for operation in sagemaker_tags.OPERATIONS:
        gateway.operations["sagemaker", operation] = gateway.sagemaker_tags
    keys = log_keys.LogKeys()
    for operation in log_keys.OPERATIONS:
        gateway.operations["logs", operation] = keys
    states = key_states.KeyStates()
    for operation in key_states.OPERATIONS:
        gateway.operations["kms", operation] = states
    gateway.operations["ec2", "DescribeVpcEndpointServices"] = EndpointServices()
    policies = log_policies.LogPolicies()
    for operation in log_policies.OPERATIONS:
        gateway.operations["logs", operation] = policies
    targets = scalable_targets.ScalableTargets()
    for operation in scalable_targets.OPERATIONS:
        gateway.operations["application-autoscaling", operation] = targets
    running = automations.Automations(gateway)
    for operation in automations.OPERATIONS:
        gateway.operations["ssm", operation] = running
    audiences = client_ids.ClientIds()
    for operation in client_ids.OPERATIONS:
        gateway.operations["iam", operation] = audiences
    gateway.operations["iam", "SimulatePrincipalPolicy"] = Simulation()
    gateway.operations["cloudtrail", "LookupEvents"] = TrailEvents(gateway.audit)
    gateway.operations["sagemaker", "UpdateEndpoint"] = EndpointUpdates()
    gateway.operations["sagemaker", "UpdateModelPackage"] = PackageUpdates()
    gateway.services["codeartifact"] = CodeArtifact()
    gateway.services["codecommit"] = CodeCommit()
    gateway.services["route53resolver"] = Resolver()
    gateway.services["service-quotas"] = ServiceQuotas()
