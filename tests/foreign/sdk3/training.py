"""Training with one's own script in a framework's image, and with a built-in algorithm; waits and shows the log."""

import pathlib
import sys

from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, Networking, SourceCode

session = Session()
pathlib.Path("train.csv").write_text("1,2\n3,4\n")
pathlib.Path("source").mkdir(exist_ok=True)
pathlib.Path("source/train.py").write_text("print('hello')\n")
data = session.upload_data("train.csv", key_prefix="churn/train")
compute = Compute(instance_type="ml.m5.large", instance_count=1)
# What the SDK's defaults file cannot say in this major: the README has the line.
encrypted = Networking(enable_inter_container_traffic_encryption=True)
script = SourceCode(source_dir="source", entry_script="train.py")


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
    trainer = ModelTrainer(compute=compute, networking=encrypted, base_job_name=f"churn-{name}", **MADE[name]())
    trainer.train(input_data_config=[InputData(channel_name="train", data_source=data)], wait=True, logs=True)
    job = trainer._latest_training_job
    job.refresh()
    print(name, "made", job.model_artifacts.s3_model_artifacts)
