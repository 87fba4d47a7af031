"""Register a trained model, which waits for its approval."""

import pathlib

import sagemaker
from sagemaker.sklearn.estimator import SKLearn

session = sagemaker.Session()
role = sagemaker.get_execution_role()
pathlib.Path("train.py").write_text("print('hello')\n")
pathlib.Path("train.csv").write_text("1,2\n")
data = session.upload_data("train.csv", key_prefix="churn/train")
estimator = SKLearn(
    entry_point="train.py", framework_version="1.2-1", role=role, instance_count=1, instance_type="ml.m5.large"
)
estimator.fit({"train": data})
package = estimator.register(
    content_types=["text/csv"],
    response_types=["text/csv"],
    inference_instances=["ml.m5.large"],
    transform_instances=["ml.m5.large"],
    model_package_group_name="ds-churn-dev-churn",
    approval_status="PendingManualApproval",
)
print("registered", package.model_package_arn)
