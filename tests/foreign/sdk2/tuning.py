"""Hyperparameter tuning of a built-in algorithm."""

import pathlib

import sagemaker
from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.tuner import ContinuousParameter, HyperparameterTuner

session = sagemaker.Session()
role = sagemaker.get_execution_role()
pathlib.Path("train.csv").write_text("1,2\n")
data = session.upload_data("train.csv", key_prefix="churn/train")
estimator = Estimator(
    image_uris.retrieve("xgboost", session.boto_region_name, "1.7-1"),
    role,
    1,
    "ml.m5.large",
    hyperparameters={"num_round": 10},
)
tuner = HyperparameterTuner(
    estimator,
    "validation:auc",
    {"eta": ContinuousParameter(0.1, 0.5)},
    max_jobs=2,
    max_parallel_jobs=1,
    base_tuning_job_name="churn-xgboost-tuning-of-eta",
)
inputs = TrainingInput(data, content_type="text/csv")
tuner.fit({"train": inputs, "validation": inputs})
tuner.wait()
print("best", tuner.best_training_job())
