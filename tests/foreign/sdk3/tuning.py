"""Hyperparameter tuning of a built-in algorithm."""

import pathlib

from sagemaker.core import image_uris
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.parameter import ContinuousParameter
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, InputData, Networking
from sagemaker.train.tuner import HyperparameterTuner

session = Session()
pathlib.Path("train.csv").write_text("1,2\n")
data = session.upload_data("train.csv", key_prefix="churn/train")
trainer = ModelTrainer(
    training_image=image_uris.retrieve("xgboost", session.boto_region_name, "1.7-1", instance_type="ml.m5.large"),
    compute=Compute(instance_type="ml.m5.large", instance_count=1),
    networking=Networking(enable_inter_container_traffic_encryption=True),
    hyperparameters={"num_round": "10"},
    base_job_name="churn",
)
tuner = HyperparameterTuner(
    trainer,
    "validation:auc",
    {"eta": ContinuousParameter(0.1, 0.5)},
    max_jobs=2,
    max_parallel_jobs=1,
)
channels = [InputData(channel_name=name, data_source=data) for name in ("train", "validation")]
tuner.tune(inputs=channels, wait=True)
print("best", tuner.best_training_job())
