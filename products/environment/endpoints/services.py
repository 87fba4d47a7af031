"""Which services are reached from inside: their tier, why, and who writes their policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from awacs.aws import PolicyDocument

from products.environment.endpoints.policies import (
    code,
    containers,
    observability,
    sagemaker,
    security,
    self_service,
)
from products.environment.estate import Keys, When

Tier = Literal["core", "development", "containers", "self-service"]


@dataclass(frozen=True)
class Service:
    """One interface endpoint. `people` and `applications` say whose group is admitted besides the workload."""

    title: str
    name: str
    tier: Tier
    when: str
    why: str
    policy: Callable[[Keys], PolicyDocument]
    people: bool = False
    applications: bool = False


SERVICES: tuple[Service, ...] = (
    Service(
        "SageMakerApiEndpoint",
        "sagemaker.api",
        "core",
        When.OWN_ENDPOINTS,
        "jobs, models and endpoints from a notebook; presigned URLs",
        sagemaker.api,
        people=True,
    ),
    Service(
        "SageMakerRuntimeEndpoint",
        "sagemaker.runtime",
        "core",
        When.OWN_ENDPOINTS,
        "invoking endpoints",
        sagemaker.runtime,
        applications=True,
    ),
    Service(
        "SageMakerMetricsEndpoint",
        "sagemaker.metrics",
        "core",
        When.OWN_ENDPOINTS,
        "metrics of an experiment's runs",
        sagemaker.metrics,
    ),
    Service(
        "NotebookEndpoint",
        "notebook",
        "core",
        When.OWN_ENDPOINTS,
        "opening Jupyter over the private network",
        sagemaker.notebook,
        people=True,
    ),
    Service(
        "StsEndpoint",
        "sts",
        "core",
        When.OWN_ENDPOINTS,
        "who am I, and tokens; only the regional service is behind it",
        security.sts,
    ),
    Service(
        "LogsEndpoint",
        "logs",
        "core",
        When.OWN_ENDPOINTS,
        "following a job's log; without it the SDK shows Starting for ever",
        observability.logs,
    ),
    Service(
        "MonitoringEndpoint",
        "monitoring",
        "core",
        When.OWN_ENDPOINTS,
        "metrics of jobs and endpoints",
        observability.monitoring,
    ),
    Service(
        "GitCodeCommitEndpoint",
        "git-codecommit",
        "development",
        When.GIT_ENDPOINTS,
        "git pull and push",
        code.git,
    ),
    Service(
        "CodeCommitEndpoint",
        "codecommit",
        "development",
        When.GIT_ENDPOINTS,
        "pull requests and the credential helper",
        code.codecommit,
    ),
    Service(
        "CodeArtifactApiEndpoint",
        "codeartifact.api",
        "development",
        When.PACKAGE_ENDPOINTS,
        "the token that pip signs in with",
        code.codeartifact_api,
    ),
    Service(
        "CodeArtifactRepositoriesEndpoint",
        "codeartifact.repositories",
        "development",
        When.PACKAGE_ENDPOINTS,
        "pip's downloads",
        code.codeartifact_repositories,
    ),
    Service(
        "SsmEndpoint",
        "ssm",
        "development",
        When.DEVELOPMENT,
        "the environment's parameters",
        code.ssm,
    ),
    Service(
        "EcrApiEndpoint",
        "ecr.api",
        "containers",
        When.CONTAINERS,
        "finding an image and the token to pull it",
        containers.ecr_api,
    ),
    Service("EcrDockerEndpoint", "ecr.dkr", "containers", When.CONTAINERS, "pulling an image", containers.ecr_docker),
    Service(
        "ServiceCatalogEndpoint",
        "servicecatalog",
        "self-service",
        When.SELF_SERVICE,
        "launching products over the private network",
        self_service.servicecatalog,
        people=True,
    ),
    Service(
        "CloudFormationEndpoint",
        "cloudformation",
        "self-service",
        When.SELF_SERVICE,
        "following a launch",
        self_service.cloudformation,
        people=True,
    ),
    Service(
        "Ec2Endpoint",
        "ec2",
        "self-service",
        When.SELF_SERVICE,
        "describing subnets and groups",
        self_service.ec2,
        people=True,
    ),
)
