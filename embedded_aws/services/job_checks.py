"""SageMaker jobs and models: the role that they run under must trust SageMaker for just this kind of work."""

from __future__ import annotations

from collections.abc import Mapping

from embedded_aws.gateway.authorization.arns import find_texts
from embedded_aws.service import Call
from embedded_aws.services.notebook_network import check_role

SOURCES: Mapping[str, tuple[str, str]] = {
    "CreateTrainingJob": ("training-job", "TrainingJobName"),
    "CreateProcessingJob": ("processing-job", "ProcessingJobName"),
    "CreateHyperParameterTuningJob": ("hyper-parameter-tuning-job", "HyperParameterTuningJobName"),
    "CreateModel": ("model", "ModelName"),
}
"""What `aws:SourceArn` names ("Cross-service confused deputy prevention", SageMaker AI Developer Guide)."""
_ROLES = ("RoleArn", "ExecutionRoleArn", "TrainingJobDefinition.RoleArn")


def check_job(call: Call) -> None:
    """Raise ServiceError where the role is not there or does not trust SageMaker for this."""
    kind, name = SOURCES[call.operation]
    source = f"arn:aws:sagemaker:{call.region}:{call.account}:{kind}/{call.params[name]}"
    for path in _ROLES:
        for role in find_texts(call.params, path):
            check_role(role, {"aws:SourceArn": source})
