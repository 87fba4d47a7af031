"""Train, then transform a file in a batch."""

import pathlib

import sagemaker
from sagemaker.sklearn.estimator import SKLearn

session = sagemaker.Session()
role = sagemaker.get_execution_role()
pathlib.Path("train.csv").write_text("1,2\n")
pathlib.Path("train.py").write_text("print('hello')\n")
data = session.upload_data("train.csv", key_prefix="churn/train")
estimator = SKLearn(
    entry_point="train.py", framework_version="1.2-1", role=role, instance_count=1, instance_type="ml.m5.large"
)
estimator.fit({"train": data})
# A trained estimator gives its own isolation to the model, whatever the SDK's defaults file says: the README has it.
transformer = estimator.transformer(instance_count=1, instance_type="ml.m5.large", enable_network_isolation=True)
transformer.transform(data, content_type="text/csv", split_type="Line", wait=True, logs=True)
print("made", transformer.output_path)
