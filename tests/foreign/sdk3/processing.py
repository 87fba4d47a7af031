"""A processing job with a script in scikit-learn's image."""

import pathlib

from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session, get_execution_role
from sagemaker.core.processing import ScriptProcessor
from sagemaker.core.shapes import ProcessingInput, ProcessingOutput, ProcessingS3Input, ProcessingS3Output

session = Session()
pathlib.Path("raw.csv").write_text("1,2\n")
pathlib.Path("prepare.py").write_text("print('prepared')\n")
data = session.upload_data("raw.csv", key_prefix="churn/raw")
processor = ScriptProcessor(
    image_uri=image_uris.retrieve("sklearn", session.boto_region_name, "1.2-1", instance_type="ml.m5.large"),
    role=get_execution_role(),
    command=["python3"],
    instance_type="ml.m5.large",
    instance_count=1,
)
bucket = session.default_bucket()
processor.run(
    code="prepare.py",
    inputs=[
        ProcessingInput(
            input_name="raw",
            s3_input=ProcessingS3Input(
                s3_uri=data, local_path="/opt/ml/processing/input", s3_data_type="S3Prefix", s3_input_mode="File"
            ),
        )
    ],
    outputs=[
        ProcessingOutput(
            output_name="train",
            s3_output=ProcessingS3Output(
                s3_uri=f"s3://{bucket}/candidates/churn/prepared",
                local_path="/opt/ml/processing/train",
                s3_upload_mode="EndOfJob",
            ),
        )
    ],
)
print("made", processor.latest_job.processing_output_config.outputs[0].s3_output.s3_uri)
