"""Log groups: encrypted with our key, kept as long as asked, and never deleted with the stack."""

from __future__ import annotations

from troposphere import Ref, Retain, RetainExceptOnCreate, logs

from generator.blueprint import Canvas
from products.environment.estate import Keys, When
from products.environment.names import Value
from products.environment.tags import tags

_SAGEMAKER = (
    ("NotebookLogs", "NotebookInstances"),
    ("TrainingLogs", "TrainingJobs"),
    ("ProcessingLogs", "ProcessingJobs"),
    ("TransformLogs", "TransformJobs"),
)
"""SageMaker's fixed names. Endpoints have a group each, made with the endpoint, so none can be made ahead."""


def build_sagemaker_groups(canvas: Canvas, keys: Keys) -> None:
    """The account's groups of SageMaker: the names are fixed, so one environment of an account and region owns them."""
    with canvas.optional(When.OWN_SAGEMAKER_LOGS):
        for title, name in _SAGEMAKER:
            canvas.add(log_group(title, keys, name=f"/aws/sagemaker/{name}"))


def log_group(title: str, keys: Keys, *, name: Value | None = None) -> logs.LogGroup:
    """A group with our key; unless named, CloudFormation names it, so that a retained one is never in the way."""
    group = logs.LogGroup(
        title,
        KmsKeyId=keys.logs,
        RetentionInDays=Ref("LogRetentionDays"),
        Tags=tags(),
        DeletionPolicy=RetainExceptOnCreate,
        UpdateReplacePolicy=Retain,
    )
    if name is not None:
        group.LogGroupName = name
    return group
