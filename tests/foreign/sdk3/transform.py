"""Make a model from an artifact and transform a file in a batch, by the resource: the SDK's `Transformer` breaks on any
defaults file that names keys for transform jobs."""

import pathlib

import ds_project
from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.resources import Model, TransformJob
from sagemaker.core.shapes import (
    ContainerDefinition,
    TransformDataSource,
    TransformInput,
    TransformOutput,
    TransformResources,
    TransformS3DataSource,
    VpcConfig,
)

session = Session()
pathlib.Path("rows.csv").write_text("1,2\n")
pathlib.Path("model.tar.gz").write_bytes(b"model")
data = session.upload_data("rows.csv", key_prefix="churn/rows")
artifact = session.upload_data("model.tar.gz", key_prefix="churn/model")
image = image_uris.retrieve("sklearn", session.boto_region_name, "1.2-1", instance_type="ml.m5.large")
key = ds_project.KEY_DATA
tags = [{"key": "ds:environment", "value": ds_project.ENVIRONMENT}]
Model.create(
    model_name="churn-transform",
    primary_container=ContainerDefinition(image=image, model_data_url=artifact),
    execution_role_arn=ds_project.ROLE_TRAINING,
    enable_network_isolation=True,
    vpc_config=VpcConfig(subnets=ds_project.SUBNETS, security_group_ids=ds_project.SECURITY_GROUPS),
    tags=tags,
)
source = TransformDataSource(s3_data_source=TransformS3DataSource(s3_data_type="S3Prefix", s3_uri=data))
job = TransformJob.create(
    transform_job_name="churn-transform",
    model_name="churn-transform",
    transform_input=TransformInput(data_source=source, content_type="text/csv", split_type="Line"),
    transform_output=TransformOutput(
        s3_output_path=f"s3://{session.default_bucket()}/candidates/churn/scored", kms_key_id=key
    ),
    transform_resources=TransformResources(instance_type="ml.m5.large", instance_count=1, volume_kms_key_id=key),
    tags=tags,
)
job.wait(logs=True)
print("made", job.transform_output.s3_output_path)
