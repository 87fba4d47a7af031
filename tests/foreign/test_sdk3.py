"""The SageMaker Python SDK 3, in a launched notebook, with what its README says where the defaults do not reach."""

from __future__ import annotations

import pytest

from tests.behavior.deployed.site import ROOT, Site
from tests.foreign.environments import python_of
from tests.foreign.notebook import Done, started

pytestmark = pytest.mark.slow
NAME = "ds-churn-dev-danas"
MODELS = "s3://ds-churn-dev-models-111122223333-eu-west-1/"
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
    notebook = started(site, NAME, tmp_path_factory.mktemp("machine"))
    refused = (f"refused.py {what}" for what in REFUSED)
    return notebook.run(python_of("sdk3"), "sdk3", "first_cells.py", *RUN, *refused)


def test_the_first_cells_run(ended: dict[str, Done]) -> None:
    done = ended["first_cells.py"].well()
    assert "role arn:aws:iam::111122223333:role/ds-churn-dev-training" in done.text
    assert "bucket ds-churn-dev-models" in done.text
    assert "/candidates/churn/train/train.csv" in done.text


@pytest.mark.parametrize("call", RUN)
def test_it_runs_and_waits_for_its_jobs(ended: dict[str, Done], call: str) -> None:
    assert RUN[call] in ended[call].well().text


def test_a_training_job_shows_its_log(ended: dict[str, Done]) -> None:
    assert "hello from the container" in ended["training.py sklearn"].text


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_is_explained_in_the_readme(ended: dict[str, Done], what: str) -> None:
    ended[f"refused.py {what}"].refused(REFUSED[what])
    readme = (ROOT / "products/notebook/README.md").read_text(encoding="utf-8")
    assert f"<!-- {what} -->" in readme
