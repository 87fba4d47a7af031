"""The SageMaker Python SDK 3, in a launched notebook, with what its README says where the defaults do not reach."""

from __future__ import annotations

import pytest

from tests.behavior.deployed.site import Site
from tests.foreign.notebook import Done
from tests.foreign.sdk import MODELS, assert_explained, assert_first_cells, run_files

pytestmark = pytest.mark.slow
RUN = {
    "training.py sklearn": f"sklearn made {MODELS}candidates/churn-sklearn/churn-sklearn-",
    "training.py xgboost": f"xgboost made {MODELS}candidates/churn-xgboost/churn-xgboost-",
    "training.py pytorch": f"pytorch made {MODELS}candidates/churn-pytorch/churn-pytorch-",
    "training.py builtin": f"builtin made {MODELS}candidates/churn-builtin/churn-builtin-",
    "processing.py": f"made {MODELS}candidates/churn/prepared",
    "tuning.py": "best churn-",
    "transform.py": f"made {MODELS}candidates/churn/scored",
    "registry.py": "registered arn:aws:sagemaker:eu-west-1:111122223333:model-package/ds-churn-dev-churn3/1",
}
"""What runs, and what it prints at its end."""
TRAINING = "AccessDeniedException) when calling the CreateTrainingJob operation"
REFUSED = {
    "deploy": "AccessDeniedException) when calling the CreateEndpointConfig operation",
    "foreign_bucket": "AccessDenied) when calling the PutObject operation",
    "foreign_image": "Cannot pull algorithm container",
    "without_network": TRAINING,
    "plain_traffic": TRAINING,
    "bare_trainer": TRAINING,
    "own_role": "is not authorized to perform: iam:PassRole",
    "tuner": "AccessDeniedException) when calling the CreateHyperParameterTuningJob operation",
    "transformer": "validation error for TransformOutput",
    "model_package": "KeyError: 'ModelPackageName'",
    "open_model": "AccessDeniedException) when calling the CreateModel operation",
    "pipeline": "AccessDeniedException) when calling the CreatePipeline operation",
}
"""What ends otherwise, on purpose or by the SDK's own fault, and the words with which it does."""


@pytest.fixture(scope="module")
def ended(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """How each file of a person's ended."""
    return run_files(site, tmp_path_factory.mktemp("machine"), "sdk3", RUN, REFUSED)


def test_the_first_cells_run(ended: dict[str, Done]) -> None:
    assert_first_cells(ended)


@pytest.mark.parametrize("call", RUN)
def test_it_runs_and_waits_for_its_jobs(ended: dict[str, Done], call: str) -> None:
    assert RUN[call] in ended[call].well().text


def test_a_training_job_shows_its_log(ended: dict[str, Done]) -> None:
    assert "hello from the container" in ended["training.py sklearn"].text


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_explained_in_the_readme(ended: dict[str, Done], what: str) -> None:
    assert_explained(ended, what, REFUSED[what])
