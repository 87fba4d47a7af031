"""Training with one's own script in a framework's image, and with a built-in algorithm; waits and shows the log."""

import logging
import pathlib
import sys

import ds_project
from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, OutputDataConfig, SourceCode

# This major writes what a container says into Python's log.
logging.basicConfig(level=logging.INFO)
session = Session()
pathlib.Path("train.csv").write_text("1,2\n3,4\n")
pathlib.Path("source").mkdir(exist_ok=True)
pathlib.Path("source/train.py").write_text("print('hello')\n")
data = session.upload_data("train.csv", key_prefix="churn/train")
script = SourceCode(source_dir="source", entry_script="train.py")
# What this class takes from no defaults file: the README has it.
ours = {
    "compute": Compute(instance_type="ml.m5.large", instance_count=1, volume_kms_key_id=ds_project.KEY_DATA),
    "output_data_config": OutputDataConfig(kms_key_id=ds_project.KEY_DATA),
    "tags": [{"key": "ds:environment", "value": ds_project.ENVIRONMENT}],
}


def image(framework, version, **more):
    return image_uris.retrieve(
        framework, session.boto_region_name, version, instance_type="ml.m5.large", image_scope="training", **more
    )


MADE = {
    "sklearn": lambda: {"training_image": image("sklearn", "1.2-1"), "source_code": script},
    "xgboost": lambda: {"training_image": image("xgboost", "1.7-1"), "source_code": script},
    "pytorch": lambda: {"training_image": image("pytorch", "2.2", py_version="py310"), "source_code": script},
    "builtin": lambda: {
        "training_image": image("linear-learner", "1"),
        "hyperparameters": {"predictor_type": "regressor"},
    },
}
for name in sys.argv[1:]:
    trainer = ModelTrainer(base_job_name=f"churn-{name}", **ours, **MADE[name]())
    trainer.train(input_data_config=[InputData(channel_name="train", data_source=data)], wait=True, logs=True)
    job = trainer._latest_training_job
    job.refresh()
    print(name, "made", job.model_artifacts.s3_model_artifacts)
