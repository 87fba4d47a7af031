"""Tasks of a team's work in an environment: notebooks, jobs, models, endpoints."""

from __future__ import annotations

from generator.verify.matrix.task import ANYHOW, OUTSIDE, Known, Situation, Task, through

_SAGEMAKER = "arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:"
_NAME = "ds-${Project}-${Stage}"
_MINE, _ANOTHERS = f"{_SAGEMAKER}notebook-instance/{_NAME}-mine", f"{_SAGEMAKER}notebook-instance/{_NAME}-elis"
_JOB = f"{_SAGEMAKER}training-job/pytorch-1"
_PROCESSING = f"{_SAGEMAKER}processing-job/sklearn-1"
_TUNING = f"{_SAGEMAKER}hyper-parameter-tuning-job/tuning-1"
_PRINCIPAL = "aws:ResourceTag/aws:servicecatalog:provisioningPrincipalArn"
_OWNER = "aws:ResourceTag/ds:owner"

_NETWORK: Known = {
    "sagemaker:VpcSubnets": ("$FirstSubnet", "$SecondSubnet"),
    "sagemaker:VpcSecurityGroupIds": ("$WorkloadGroup",),
}
_NO_NETWORK: Known = {"sagemaker:VpcSubnets": None, "sagemaker:VpcSecurityGroupIds": None}
_OTHER_NETWORK: Known = {
    "sagemaker:VpcSubnets": ("subnet-0a1b2c3d",),
    "sagemaker:VpcSecurityGroupIds": ("sg-0a1b2c3d",),
}
_KEYS: Known = {"sagemaker:VolumeKmsKey": "$DataKey", "sagemaker:OutputKmsKey": "$DataKey"}
_NO_KEYS: Known = {
    **dict.fromkeys(_KEYS, None),
    "sagemaker:VolumeKmsKeyArn": None,
    "sagemaker:OutputKmsKeyArn": None,
}
_OTHER_KEYS: Known = dict.fromkeys(_KEYS, "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/another")
_TAG: Known = {"aws:RequestTag/ds:environment": "${Project}-${Stage}"}
_ORDINARY: Known = {
    "sagemaker:InterContainerTrafficEncryption": "true",
    "sagemaker:InstanceTypes": ("ml.m5.xlarge",),
    "sagemaker:MaxRuntimeInSeconds": "3600",
}
_API = (through("SageMakerApiEndpoint"), OUTSIDE)
_INSIDE = (through("SageMakerApiEndpoint"),)
_LAUNCHED = f"arn:${{AWS::Partition}}:sts::${{AWS::AccountId}}:assumed-role/{_NAME}-data-scientist"
_OWN = Situation(
    "as the owner",
    {_PRINCIPAL: f"{_LAUNCHED}/dana", _OWNER: "dana", "aws:userid": "AROA:dana", "aws:SourceIdentity": "dana"},
)
_ELSE = Situation(
    "as somebody else",
    {_PRINCIPAL: f"{_LAUNCHED}/eli", _OWNER: "eli", "aws:userid": "AROA:dana", "aws:SourceIdentity": "dana"},
)

_NOTEBOOKS = (
    Task("Open my own notebook", "sagemaker:CreatePresignedNotebookInstanceUrl", _MINE, (_OWN,)),
    Task("Open another's notebook", "sagemaker:CreatePresignedNotebookInstanceUrl", _ANOTHERS, (_ELSE,)),
    Task("Start my own notebook", "sagemaker:StartNotebookInstance", _MINE, (_OWN,)),
    Task("Start another's notebook", "sagemaker:StartNotebookInstance", _ANOTHERS, (_ELSE,)),
    Task("Stop my own notebook", "sagemaker:StopNotebookInstance", _MINE, (_OWN,)),
    Task("Make a notebook", "sagemaker:CreateNotebookInstance", _MINE),
    Task("Change a notebook", "sagemaker:UpdateNotebookInstance", _MINE),
    Task("Delete a notebook", "sagemaker:DeleteNotebookInstance", _MINE),
    Task("Say that a notebook is mine", "sagemaker:AddTags", _ANOTHERS),
)
_JOBS = (
    Task(
        "Train in our network, with our key",
        "sagemaker:CreateTrainingJob",
        _JOB,
        _API,
        {**_NETWORK, **_KEYS, **_TAG, **_ORDINARY},
    ),
    Task(
        "Train outside any network",
        "sagemaker:CreateTrainingJob",
        _JOB,
        _INSIDE,
        {**_NO_NETWORK, **_KEYS, **_TAG, **_ORDINARY},
    ),
    Task(
        "Train in another network",
        "sagemaker:CreateTrainingJob",
        _JOB,
        _INSIDE,
        {**_OTHER_NETWORK, **_KEYS, **_TAG, **_ORDINARY},
    ),
    Task(
        "Train without a key",
        "sagemaker:CreateTrainingJob",
        _JOB,
        _INSIDE,
        {**_NETWORK, **_NO_KEYS, **_TAG, **_ORDINARY},
    ),
    Task(
        "Train with another key",
        "sagemaker:CreateTrainingJob",
        _JOB,
        _INSIDE,
        {**_NETWORK, **_OTHER_KEYS, **_TAG, **_ORDINARY},
    ),
    Task(
        "Train without our tag",
        "sagemaker:CreateTrainingJob",
        _JOB,
        _INSIDE,
        {**_NETWORK, **_KEYS, **_ORDINARY, "aws:RequestTag/ds:environment": None},
    ),
    Task(
        "Train with plain traffic between machines",
        "sagemaker:CreateTrainingJob",
        _JOB,
        _INSIDE,
        {**_NETWORK, **_KEYS, **_TAG, **_ORDINARY, "sagemaker:InterContainerTrafficEncryption": "false"},
    ),
    Task(
        "Process in our network",
        "sagemaker:CreateProcessingJob",
        _PROCESSING,
        _API,
        {**_NETWORK, **_KEYS, **_TAG, **_ORDINARY},
    ),
    Task(
        "Process outside any network",
        "sagemaker:CreateProcessingJob",
        _PROCESSING,
        _INSIDE,
        {**_NO_NETWORK, **_KEYS, **_TAG, **_ORDINARY},
    ),
    Task(
        "Tune in our network",
        "sagemaker:CreateHyperParameterTuningJob",
        _TUNING,
        _API,
        {**_NETWORK, **_KEYS, **_TAG, **_ORDINARY},
    ),
    Task(
        "Stop a job of ours",
        "sagemaker:StopTrainingJob",
        _JOB,
        _INSIDE,
        {"aws:ResourceTag/ds:environment": "${Project}-${Stage}"},
    ),
    Task(
        "Stop a job of another environment",
        "sagemaker:StopTrainingJob",
        _JOB,
        _INSIDE,
        {"aws:ResourceTag/ds:environment": "other-dev"},
    ),
    Task("Start a pipeline", "sagemaker:StartPipelineExecution", f"{_SAGEMAKER}pipeline/{_NAME}-1", _INSIDE),
)
_PACKAGE = f"{_SAGEMAKER}model-package/{_NAME}-retention/1"
_WAITING: Known = {"sagemaker:ModelApprovalStatus": "PendingManualApproval"}
_APPROVED: Known = {"sagemaker:ModelApprovalStatus": "Approved"}
_SERVING = (
    Task("Register a model that waits", "sagemaker:CreateModelPackage", _PACKAGE, _INSIDE, _WAITING),
    Task("Register a model as approved", "sagemaker:CreateModelPackage", _PACKAGE, _INSIDE, _APPROVED),
    Task("Approve a model", "sagemaker:UpdateModelPackage", _PACKAGE, (ANYHOW,), _APPROVED),
    Task("Make a model", "sagemaker:CreateModel", f"{_SAGEMAKER}model/{_NAME}-1"),
    Task("Describe an endpoint's settings", "sagemaker:CreateEndpointConfig", f"{_SAGEMAKER}endpoint-config/{_NAME}-1"),
    Task("Put up an endpoint", "sagemaker:CreateEndpoint", f"{_SAGEMAKER}endpoint/{_NAME}-1"),
    Task("Delete an endpoint", "sagemaker:DeleteEndpoint", f"{_SAGEMAKER}endpoint/{_NAME}-1"),
    Task(
        "Ask an endpoint",
        "sagemaker:InvokeEndpoint",
        f"{_SAGEMAKER}endpoint/{_NAME}-1",
        (through("SageMakerRuntimeEndpoint"), OUTSIDE),
    ),
    Task(
        "Ask another environment's endpoint",
        "sagemaker:InvokeEndpoint",
        f"{_SAGEMAKER}endpoint/ds-other-dev-1",
        (through("SageMakerRuntimeEndpoint"), OUTSIDE),
    ),
)
WORK: tuple[Task, ...] = (*_NOTEBOOKS, *_JOBS, *_SERVING)
