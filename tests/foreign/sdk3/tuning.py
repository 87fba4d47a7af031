"""Hyperparameter tuning of a built-in algorithm, by the resource: the SDK's tuner leaves keys and encryption out."""

import pathlib
import time

import ds_project
from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session, get_execution_role
from sagemaker.core.resources import HyperParameterTuningJob
from sagemaker.core.shapes import (
    Channel,
    ContinuousParameterRange,
    DataSource,
    HyperParameterAlgorithmSpecification,
    HyperParameterTrainingJobDefinition,
    HyperParameterTuningJobConfig,
    HyperParameterTuningJobObjective,
    OutputDataConfig,
    ParameterRanges,
    ResourceConfig,
    ResourceLimits,
    S3DataSource,
    StoppingCondition,
    VpcConfig,
)

session = Session()
pathlib.Path("train.csv").write_text("1,2\n")
data = session.upload_data("train.csv", key_prefix="churn/train")
source = DataSource(s3_data_source=S3DataSource(s3_data_type="S3Prefix", s3_uri=data))
key = ds_project.KEY_DATA
definition = HyperParameterTrainingJobDefinition(
    algorithm_specification=HyperParameterAlgorithmSpecification(
        training_image=image_uris.retrieve("xgboost", session.boto_region_name, "1.7-1", instance_type="ml.m5.large"),
        training_input_mode="File",
    ),
    role_arn=get_execution_role(),
    input_data_config=[
        Channel(channel_name=name, data_source=source, content_type="text/csv") for name in ("train", "validation")
    ],
    output_data_config=OutputDataConfig(
        s3_output_path=f"s3://{session.default_bucket()}/candidates/churn", kms_key_id=key
    ),
    resource_config=ResourceConfig(
        instance_type="ml.m5.large", instance_count=1, volume_size_in_gb=30, volume_kms_key_id=key
    ),
    vpc_config=VpcConfig(subnets=ds_project.SUBNETS, security_group_ids=ds_project.SECURITY_GROUPS),
    enable_inter_container_traffic_encryption=True,
    stopping_condition=StoppingCondition(max_runtime_in_seconds=3600),
    static_hyper_parameters={"num_round": "10"},
)
job = HyperParameterTuningJob.create(
    hyper_parameter_tuning_job_name=f"churn-{int(time.time())}",
    hyper_parameter_tuning_job_config=HyperParameterTuningJobConfig(
        strategy="Bayesian",
        hyper_parameter_tuning_job_objective=HyperParameterTuningJobObjective(
            type="Maximize", metric_name="validation:auc"
        ),
        resource_limits=ResourceLimits(max_number_of_training_jobs=2, max_parallel_training_jobs=1),
        parameter_ranges=ParameterRanges(
            continuous_parameter_ranges=[ContinuousParameterRange(name="eta", min_value="0.1", max_value="0.5")]
        ),
    ),
    training_job_definition=definition,
    tags=[{"key": "ds:environment", "value": ds_project.ENVIRONMENT}],
)
job.wait()
job.refresh()
print("best", job.best_training_job.training_job_name)
