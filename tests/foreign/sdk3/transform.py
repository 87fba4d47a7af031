"""Make a model from an artifact and transform a file in a batch."""

import pathlib

import ds_project
from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.resources import Model
from sagemaker.core.shapes import ContainerDefinition, VpcConfig
from sagemaker.core.transformer import Transformer

session = Session()
pathlib.Path("rows.csv").write_text("1,2\n")
pathlib.Path("model.tar.gz").write_bytes(b"model")
data = session.upload_data("rows.csv", key_prefix="churn/rows")
artifact = session.upload_data("model.tar.gz", key_prefix="churn/model")
image = image_uris.retrieve("sklearn", session.boto_region_name, "1.2-1", instance_type="ml.m5.large")
Model.create(
    model_name="churn-transform",
    primary_container=ContainerDefinition(image=image, model_data_url=artifact),
    execution_role_arn=ds_project.ROLE_TRAINING,
    enable_network_isolation=True,
    vpc_config=VpcConfig(subnets=ds_project.SUBNETS, security_group_ids=ds_project.SECURITY_GROUPS),
    tags=[{"key": "ds:environment", "value": ds_project.ENVIRONMENT}],
)
transformer = Transformer(model_name="churn-transform", instance_count=1, instance_type="ml.m5.large")
transformer.transform(data, content_type="text/csv", split_type="Line", wait=True, logs=True)
print("made", transformer.output_path)
