"""A processing job with scikit-learn: input, script, output, log."""

import pathlib

import sagemaker
from sagemaker.processing import ProcessingInput, ProcessingOutput
from sagemaker.sklearn.processing import SKLearnProcessor

session = sagemaker.Session()
role = sagemaker.get_execution_role()
pathlib.Path("raw.csv").write_text("1,2\n")
pathlib.Path("prepare.py").write_text("print('prepared')\n")
data = session.upload_data("raw.csv", key_prefix="churn/raw")
processor = SKLearnProcessor(framework_version="1.2-1", role=role, instance_type="ml.m5.large", instance_count=1)
processor.run(
    code="prepare.py",
    inputs=[ProcessingInput(source=data, destination="/opt/ml/processing/input")],
    outputs=[ProcessingOutput(output_name="train", source="/opt/ml/processing/train")],
)
print("made", processor.jobs[-1].describe()["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]["S3Uri"])
