"""Training with frameworks, with XGBoost as a framework and with a built-in algorithm; each waits and shows its log."""

import pathlib
import sys

import sagemaker
from sagemaker import image_uris
from sagemaker.estimator import Estimator
from sagemaker.inputs import TrainingInput
from sagemaker.pytorch import PyTorch
from sagemaker.sklearn.estimator import SKLearn
from sagemaker.xgboost.estimator import XGBoost

session = sagemaker.Session()
role = sagemaker.get_execution_role()
pathlib.Path("train.csv").write_text("1,2\n3,4\n")
pathlib.Path("train.py").write_text("print('hello')\n")
data = session.upload_data("train.csv", key_prefix="churn/train")
machine = {"role": role, "instance_count": 1, "instance_type": "ml.m5.large"}
script = {**machine, "entry_point": "train.py"}

MADE = {
    "sklearn": lambda: SKLearn(framework_version="1.2-1", hyperparameters={"depth": 3}, **script),
    "xgboost": lambda: XGBoost(framework_version="1.7-1", **script),
    "pytorch": lambda: PyTorch(framework_version="2.2", py_version="py310", **script),
    "builtin": lambda: Estimator(
        image_uris.retrieve("linear-learner", session.boto_region_name),
        output_path=f"s3://{session.default_bucket()}/candidates/linear",
        hyperparameters={"predictor_type": "regressor"},
        **machine,
    ),
}
for name in sys.argv[1:]:
    estimator = MADE[name]()
    estimator.fit({"train": TrainingInput(data, content_type="text/csv")}, wait=True, logs="All")
    print(name, "made", estimator.model_data)
