"""Register a model in its group, where it waits for its approval."""

import pathlib

import ds_project
from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.resources import ModelPackage, ModelPackageGroup
from sagemaker.core.shapes import InferenceSpecification, ModelPackageContainerDefinition

session = Session()
pathlib.Path("model.tar.gz").write_bytes(b"model")
artifact = session.upload_data("model.tar.gz", key_prefix="churn/model")
image = image_uris.retrieve("sklearn", session.boto_region_name, "1.2-1", instance_type="ml.m5.large")
tags = [{"key": "ds:environment", "value": ds_project.ENVIRONMENT}]
group = "ds-churn-dev-churn3"
ModelPackageGroup.create(model_package_group_name=group, tags=tags)
package = ModelPackage.create(
    model_package_group_name=group,
    model_approval_status="PendingManualApproval",
    inference_specification=InferenceSpecification(
        containers=[ModelPackageContainerDefinition(image=image, model_data_url=artifact)],
        supported_content_types=["text/csv"],
        supported_response_mime_types=["text/csv"],
    ),
)
print("registered", package.model_package_arn)
