"""Role 3, notebook execution: what a person's code can do. Its own data, guarded jobs, no way out and no way up.

What it makes is called as the SageMaker SDK pleases and is known by the tag `ds:environment`, which the SDK's defaults
file sets: made only with it, and followed, stopped and deleted only where it is. Nothing else can set the tag, since
`AddTags` is allowed only while something is made.
"""

from __future__ import annotations

from awacs.aws import ConditionElement, Statement
from troposphere import Ref, Split, Sub

from generator.iam import guardrails, keys, machines
from generator.iam.conditions import (
    absent,
    arn_like,
    arn_not_like,
    bool_,
    more_than,
    string_equals,
    string_not_equals,
)
from generator.iam.statements import allow, deny, only_if
from products.environment.estate import Estate, When
from products.environment.names import arn, bucket_arn, role_arn
from products.environment.places import (
    CAPTURE,
    CURRENT_PARAMETERS,
    JOB_LOGS,
    NOTEBOOK_LOGS,
    NOTEBOOKS,
    OUR_METRICS,
    OURS,
    PARAMETERS,
    SAGEMAKER,
    actions,
    any_name,
    sagemaker,
    via,
)
from products.environment.roles.experiments import KINDS as TRIAL_KINDS
from products.environment.roles.experiments import MADE as TRIALS_MADE
from products.environment.roles.experiments import experiments, never_others_experiments
from products.environment.roles.limits import LONGEST_RUN_SECONDS
from products.environment.roles.shared import (
    OBJECT_READS,
    OBJECT_WRITES,
    add_tags_while,
    data_key,
    images,
    interfaces,
    never_what_is_served,
    read_bucket,
)

_RUNS = ("hyper-parameter-tuning-job", "processing-job", "training-job")
_KINDS = (*_RUNS, "transform-job", "model")
_RUNNING = actions(("Create",), ("HyperParameterTuningJob", "ProcessingJob", "TrainingJob"))
_MADE = [*_RUNNING, *actions(("Create",), ("TransformJob", "Model"))]
_JOBS = ("HyperParameterTuningJob", "ProcessingJob", "TrainingJob", "TransformJob")
_KEPT = [
    *actions(("Describe", "Stop"), _JOBS),
    *actions(("Delete",), _JOBS[:3]),
    *actions(("Delete", "Describe"), ("Model",)),
    "sagemaker:ListTags",
    "sagemaker:ListTrainingJobsForHyperParameterTuningJob",
    "sagemaker:UpdateTrainingJob",
]
_NEVER = [
    "sagemaker:CreatePresigned*",
    "sagemaker:DeleteTags",
    *actions(("Create", "Delete", "Start", "Update"), ("NotebookInstance",)),
    *actions(("Create", "Delete", "Update"), ("NotebookInstanceLifecycleConfig", "Endpoint")),
    "sagemaker:CreateEndpointConfig",
    "sagemaker:UpdateEndpointWeightsAndCapacities",
]
_PIPELINES = [*actions(("Create", "Update"), ("Pipeline",)), *actions(("Retry", "Start"), ("PipelineExecution",))]


def execution_jobs(estate: Estate) -> list[Statement]:
    """Jobs and models in our network and under our keys."""
    return [*_jobs(estate), _pass()]


def execution_data(estate: Estate) -> list[Statement]:
    """The project's data, and what SageMaker needs to run beside it."""
    return [*_data(estate), *data_key(estate), *interfaces(estate), *_telemetry(), *images()]


def execution_tools(estate: Estate) -> list[Statement]:
    """What becomes of jobs, experiments, code, packages, parameters, and the notebook's own stop."""
    return [*_following(), *experiments(), *_tools(estate)]


def execution_refusals(estate: Estate) -> list[Statement]:
    """What a notebook never does, whatever else is attached."""
    return [
        deny("NeverNotebooksOrEndpoints", _NEVER, "*"),
        # A pipeline's steps run under the role that it is given, without the guards of whoever starts it.
        deny("NeverPipelines", _PIPELINES, "*"),
        *machines.machine_guard(_machines()),
        deny("NeverLonger", _RUNNING, "*", more_than(keys.MAX_RUNTIME, str(LONGEST_RUN_SECONDS))),
        # The SDK sends none for processing, which then ends after a day (API Reference, ProcessingStoppingCondition).
        deny("NeverWithoutEnd", [_RUNNING[0], _RUNNING[2]], "*", absent(keys.MAX_RUNTIME)),
        deny(
            "NeverOthersModels",
            "sagemaker:CreateTransformJob",
            "*",
            arn_like(keys.MODEL_ARN, arn("sagemaker", "model/ds-*")),
            arn_not_like(keys.MODEL_ARN, *sagemaker("model")),
        ),
        *never_others_experiments(),
        deny("NeverCaptures", OBJECT_READS, bucket_arn("models", CAPTURE)),
        never_what_is_served(),
        _only_from_inside(estate),
    ]


def _jobs(estate: Estate) -> list[Statement]:
    network = estate.network
    ours = guardrails.our_network(network.subnets, [network.workload_group])
    return [
        allow(
            "RunGuardedJobs",
            _RUNNING,
            any_name(*_RUNS),
            _marked(),
            *ours,
            *_under_our_key(estate),
            bool_(keys.INTER_CONTAINER_ENCRYPTION, True),
        ),
        allow(
            "TransformInBatches",
            "sagemaker:CreateTransformJob",
            any_name("transform-job"),
            _marked(),
            arn_like(keys.MODEL_ARN, *any_name("model")),
            *_under_our_key(estate),
        ),
        allow(
            "MakeIsolatedModels",
            "sagemaker:CreateModel",
            any_name("model"),
            _marked(),
            *ours,
            bool_(keys.NETWORK_ISOLATION, True),
        ),
    ]


def _marked() -> ConditionElement:
    return string_equals(keys.request_tag(keys.ENVIRONMENT_TAG), OURS)


def _under_our_key(estate: Estate) -> tuple[ConditionElement, ...]:
    return (*guardrails.our_volume_key(estate.keys.data), *guardrails.our_output_key(estate.keys.data))


def _machines() -> Split:
    return Split(",", Ref("JobInstances"))


def _following() -> list[Statement]:
    lists = (*(f"{job}s" for job in _JOBS), "Models")
    return [
        allow(
            "FollowOurs",
            _KEPT,
            any_name(*_KINDS),
            string_equals(keys.resource_tag(keys.ENVIRONMENT_TAG), OURS),
        ),
        allow("ListWork", actions(("List",), lists), "*"),
        add_tags_while([*_MADE, *TRIALS_MADE], any_name(*_KINDS, *TRIAL_KINDS)),
    ]


def _pass() -> Statement:
    return guardrails.pass_role("PassTraining", role_arn("training"), SAGEMAKER)


def _only_from_inside(estate: Estate) -> Statement:
    """Credentials that were taken away call none of these. SageMaker itself uses the role from its own network for
    interfaces, images, keys and logs, which therefore are not among them."""
    return deny(
        "NeverFromElsewhere",
        ["codeartifact:*", "codecommit:*", "sagemaker:*", "ssm:*"],
        "*",
        string_not_equals(keys.SOURCE_VPC, estate.network.vpc),
        bool_(keys.VIA_AWS_SERVICE, False),
    )


def _data(estate: Estate) -> list[Statement]:
    """Public examples choose a prefix of their own below the SDK's default bucket; what is served is written by nobody
    here (`never_what_is_served`): role 5 takes candidates there."""
    buckets = estate.buckets
    return [
        *read_bucket("Data", buckets.data),
        *read_bucket("Models", buckets.models),
        allow("WriteDataAndCandidates", OBJECT_WRITES, [buckets.data.objects, buckets.models.objects]),
    ]


def _telemetry() -> list[Statement]:
    return [
        guardrails.write_logs(*NOTEBOOK_LOGS),
        allow("ReadJobLogs", ["logs:DescribeLogStreams", "logs:GetLogEvents"], JOB_LOGS),
        guardrails.write_metrics(*OUR_METRICS),
    ]


def _tools(estate: Estate) -> list[Statement]:
    return [
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
    """Pull and push. CodeCommit uses the repository's key for its caller (CodeCommit User Guide, "AWS KMS and
    encryption"; aws/git-remote-codecommit#55).

    AWS quirk: the first call of a push names no branch (CodeCommit User Guide, "Limit pushes and merges to branches"),
    so only a branch that is named can be refused.
    """
    repository = estate.sources.repository_arn
    return [
        only_if(
            When.OWN_REPOSITORY,
            allow("PullAndPush", ["codecommit:GetRepository", "codecommit:GitPull", "codecommit:GitPush"], repository),
        ),
        only_if(
            When.OWN_REPOSITORY,
            guardrails.use_key("UseKeyOfCode", estate.keys.data, via("codecommit")),
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
