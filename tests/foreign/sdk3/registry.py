"""Register a model in its group, where it waits for its approval."""

import pathlib

from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session, get_execution_role
from sagemaker.serve import ModelBuilder

session = Session()
pathlib.Path("model.tar.gz").write_bytes(b"model")
artifact = session.upload_data("model.tar.gz", key_prefix="churn/model")
builder = ModelBuilder(
    image_uri=image_uris.retrieve("sklearn", session.boto_region_name, "1.2-1", instance_type="ml.m5.large"),
    s3_model_data_url=artifact,
    role_arn=get_execution_role(),
    sagemaker_session=session,
)
package = builder.register(
    model_package_group_name="ds-churn-dev-churn3",
    content_types=["text/csv"],
    response_types=["text/csv"],
    inference_instances=["ml.m5.large"],
    transform_instances=["ml.m5.large"],
    approval_status="PendingManualApproval",
)
print("registered", package)
