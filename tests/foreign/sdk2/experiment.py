"""An experiment with a run that logs parameters and metrics."""

import sagemaker
from sagemaker.experiments.run import Run

session = sagemaker.Session()
with Run(experiment_name="churn-depth", run_name="first", sagemaker_session=session) as run:
    run.log_parameter("depth", 3)
    run.log_metric(name="auc", value=0.9, step=1)
with Run(experiment_name="churn-depth", run_name="first", sagemaker_session=session) as run:
    run.log_parameter("depth", 4)
print("kept", run.experiment_name, run.run_name)
