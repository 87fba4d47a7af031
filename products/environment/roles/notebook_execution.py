"""Role 3, notebook execution: what a person's code can do. Its own data, guarded jobs, no way out and no way up."""

from __future__ import annotations

from awacs.aws import ConditionElement, Statement
from troposphere import Sub

from generator.iam import guardrails, keys
from generator.iam.conditions import arn_like, at_most, bool_, string_equals
from generator.iam.statements import allow, deny, only_if
from products.environment.estate import Estate, When
from products.environment.names import role_arn
from products.environment.places import (
    CURRENT_PARAMETERS,
    NOTEBOOKS,
    PARAMETERS,
    SAGEMAKER,
    actions,
    sagemaker,
)
from products.environment.roles.limits import JOB_INSTANCES, LONGEST_RUN_SECONDS
from products.environment.roles.shared import (
    OBJECT_WRITES,
    add_tags_while,
    data_key,
    images,
    interfaces,
    read_bucket,
    telemetry,
)

_JOB_KINDS = ("hyper-parameter-tuning-job", "processing-job", "training-job")
_NETWORKED = actions(("Create",), ("HyperParameterTuningJob", "ProcessingJob", "TrainingJob"))
_TRIALS = ("Experiment", "Trial", "TrialComponent")
_TRIAL_KINDS = ("experiment", "experiment-trial", "experiment-trial-component")
_MADE = [*_NETWORKED, *actions(("Create",), ("TransformJob", "Model", *_TRIALS))]
_NEVER = [
    "sagemaker:CreatePresigned*",
    "sagemaker:DeleteTags",
    *actions(("Create", "Delete", "Start", "Update"), ("NotebookInstance",)),
    *actions(("Create", "Delete", "Update"), ("NotebookInstanceLifecycleConfig", "Endpoint")),
    "sagemaker:CreateEndpointConfig",
    "sagemaker:UpdateEndpointWeightsAndCapacities",
]


def execution_jobs(estate: Estate) -> list[Statement]:
    """Jobs and models in our network and under our keys, and what a notebook never does."""
    return [*_jobs(estate), _pass(), *_refusals()]


def execution_data(estate: Estate) -> list[Statement]:
    """The project's data, and what SageMaker needs to run beside it."""
    return [*_data(estate), *data_key(estate), *interfaces(estate), *telemetry(), *images()]


def execution_tools(estate: Estate) -> list[Statement]:
    """Jobs to follow, experiments, code, packages, parameters, and the notebook's own stop."""
    return [*_following(), *_tools(estate)]


def _jobs(estate: Estate) -> list[Statement]:
    network = estate.network
    ours = guardrails.our_network(network.subnets, [network.workload_group])
    return [
        allow(
            "RunGuardedJobs",
            _NETWORKED,
            sagemaker(*_JOB_KINDS),
            *ours,
            *_under_our_key(estate),
            bool_(keys.INTER_CONTAINER_ENCRYPTION, True),
            at_most(keys.MAX_RUNTIME, str(LONGEST_RUN_SECONDS)),
        ),
        allow(
            "TransformWithOurModels",
            "sagemaker:CreateTransformJob",
            sagemaker("transform-job"),
            arn_like(keys.MODEL_ARN, *sagemaker("model")),
            *_under_our_key(estate),
        ),
        allow(
            "MakeIsolatedModels",
            "sagemaker:CreateModel",
            sagemaker("model"),
            *ours,
            bool_(keys.NETWORK_ISOLATION, True),
        ),
    ]


def _under_our_key(estate: Estate) -> tuple[ConditionElement, ...]:
    return (
        *guardrails.our_volume_key(estate.keys.data),
        *guardrails.our_output_key(estate.keys.data),
        *guardrails.only_instances(*JOB_INSTANCES),
    )


def _following() -> list[Statement]:
    jobs = ("HyperParameterTuningJob", "ProcessingJob", "TrainingJob", "TransformJob")
    kinds = sagemaker(*_JOB_KINDS, "transform-job")
    return [
        allow("FollowAndStopJobs", actions(("Describe", "Stop"), jobs), kinds),
        allow("ReadAndDeleteModels", actions(("Delete", "Describe"), ("Model",)), sagemaker("model")),
        allow(
            "ListWork",
            actions(("List",), (*(f"{job}s" for job in jobs), "Models", *(f"{trial}s" for trial in _TRIALS))),
            "*",
        ),
        add_tags_while(_MADE, [*kinds, *sagemaker("model", *_TRIAL_KINDS)]),
    ]


def _pass() -> Statement:
    return guardrails.pass_role("PassTraining", role_arn("training"), SAGEMAKER)


def _refusals() -> list[Statement]:
    return [deny("NeverNotebooksOrEndpoints", _NEVER, "*")]


def _data(estate: Estate) -> list[Statement]:
    buckets = estate.buckets
    return [
        *read_bucket("Data", buckets.data),
        *read_bucket("Models", buckets.models),
        allow("WriteDataAndModels", OBJECT_WRITES, [buckets.data.objects, buckets.models.objects]),
    ]


def _tools(estate: Estate) -> list[Statement]:
    return [
        allow(
            "KeepExperiments",
            [
                *actions(("Create", "Delete", "Describe", "Update"), _TRIALS),
                "sagemaker:AssociateTrialComponent",
                "sagemaker:BatchPutMetrics",
                "sagemaker:DisassociateTrialComponent",
            ],
            sagemaker(*_TRIAL_KINDS),
        ),
        allow(
            "StopIdleNotebooks",
            [*actions(("Describe", "Stop"), ("NotebookInstance",)), "sagemaker:ListTags"],
            NOTEBOOKS,
        ),
        allow(
            "ReadParameters",
            ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
            [PARAMETERS, CURRENT_PARAMETERS],
        ),
        *_code(estate),
        *_packages(estate),
    ]


def _code(estate: Estate) -> list[Statement]:
    """AWS quirk: the first call of a push names no branch (CodeCommit User Guide, "Limit pushes and merges to
    branches"), so only a branch that is named can be refused."""
    repository = estate.sources.repository_arn
    return [
        only_if(
            When.OWN_REPOSITORY,
            allow("PullAndPush", ["codecommit:GetRepository", "codecommit:GitPull", "codecommit:GitPush"], repository),
        ),
        only_if(
            When.OWN_REPOSITORY,
            deny(
                "NeverPushToMain",
                "codecommit:GitPush",
                repository,
                string_equals(keys.GIT_REFERENCES, "refs/heads/main"),
            ),
        ),
    ]


def _packages(estate: Estate) -> list[Statement]:
    sources = estate.sources
    return [
        only_if(
            When.OWN_PACKAGES,
            allow(
                "ReadPackages",
                ["codeartifact:GetRepositoryEndpoint", "codeartifact:ReadFromRepository"],
                sources.package_repository_arn,
            ),
        ),
        only_if(
            When.OWN_PACKAGES,
            allow("SignInToPackages", "codeartifact:GetAuthorizationToken", sources.package_domain_arn),
        ),
        only_if(
            When.OWN_PACKAGES,
            allow(
                "TakePackageToken",
                "sts:GetServiceBearerToken",
                "*",
                string_equals(keys.BEARER_SERVICE, Sub("codeartifact.${AWS::URLSuffix}")),
            ),
        ),
    ]
