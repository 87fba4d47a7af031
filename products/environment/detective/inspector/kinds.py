"""Each kind of resource: how it is described, how it is stopped, and when there is nothing left to stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Describe = Callable[[Any, str], Mapping[str, Any]]
Stop = Callable[[Any, str], Any]

_JOB_OVER = frozenset({"Completed", "DeleteFailed", "Deleting", "Failed", "Stopped", "Stopping"})
_NOTEBOOK_OVER = frozenset({"Deleting", "Failed", "Stopped", "Stopping"})
_ENDPOINT_OVER = frozenset({"Deleting", "Failed"})


@dataclass(frozen=True)
class Kind:
    """`stop` is None for what runs nothing; `status` is then empty, too."""

    describe: Describe
    status: str = ""
    over: frozenset[str] = frozenset()
    stop: Stop | None = None

    def is_over(self, description: Mapping[str, Any]) -> bool:
        """Whether it runs no more."""
        return description.get(self.status) in self.over


KINDS: Mapping[str, Kind] = {
    "automl-job": Kind(
        lambda client, name: client.describe_auto_ml_job_v2(AutoMLJobName=name),
        "AutoMLJobStatus",
        _JOB_OVER,
        lambda client, name: client.stop_auto_ml_job(AutoMLJobName=name),
    ),
    "endpoint": Kind(
        lambda client, name: client.describe_endpoint(EndpointName=name),
        "EndpointStatus",
        _ENDPOINT_OVER,
        lambda client, name: client.delete_endpoint(EndpointName=name),
    ),
    "endpoint-config": Kind(lambda client, name: client.describe_endpoint_config(EndpointConfigName=name)),
    "hyper-parameter-tuning-job": Kind(
        lambda client, name: client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=name),
        "HyperParameterTuningJobStatus",
        _JOB_OVER,
        lambda client, name: client.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName=name),
    ),
    "model": Kind(lambda client, name: client.describe_model(ModelName=name)),
    "notebook-instance": Kind(
        lambda client, name: client.describe_notebook_instance(NotebookInstanceName=name),
        "NotebookInstanceStatus",
        _NOTEBOOK_OVER,
        lambda client, name: client.stop_notebook_instance(NotebookInstanceName=name),
    ),
    "processing-job": Kind(
        lambda client, name: client.describe_processing_job(ProcessingJobName=name),
        "ProcessingJobStatus",
        _JOB_OVER,
        lambda client, name: client.stop_processing_job(ProcessingJobName=name),
    ),
    "training-job": Kind(
        lambda client, name: client.describe_training_job(TrainingJobName=name),
        "TrainingJobStatus",
        _JOB_OVER,
        lambda client, name: client.stop_training_job(TrainingJobName=name),
    ),
    "transform-job": Kind(
        lambda client, name: client.describe_transform_job(TransformJobName=name),
        "TransformJobStatus",
        _JOB_OVER,
        lambda client, name: client.stop_transform_job(TransformJobName=name),
    ),
}
