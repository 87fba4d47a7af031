"""The SageMaker Python SDK 2, in a launched notebook, as public examples use it."""

from __future__ import annotations

import pytest

from tests.behavior.deployed.site import Site
from tests.foreign.notebook import Done
from tests.foreign.sdk import MODELS, assert_explained, assert_first_cells, run_files

pytestmark = pytest.mark.slow
RUN = {
    "training.py sklearn": f"sklearn made {MODELS}candidates/sagemaker-scikit-learn-",
    "training.py xgboost": f"xgboost made {MODELS}candidates/sagemaker-xgboost-",
    "training.py pytorch": f"pytorch made {MODELS}candidates/pytorch-training-",
    "training.py builtin": f"builtin made {MODELS}candidates/linear/linear-learner-",
    "processing.py": f"made {MODELS}candidates/sagemaker-scikit-learn-",
    "tuning.py": "best churn-xgboost-tuning",
    "transform.py": f"made {MODELS}candidates/sagemaker-scikit-learn-",
    "experiment.py": "kept churn-depth first",
    "registry.py": "registered arn:aws:sagemaker:eu-west-1:111122223333:model-package/ds-churn-dev-churn/1",
}
"""What runs unchanged, and what it prints at its end."""
REFUSED = {
    "deploy": "AccessDeniedException) when calling the CreateEndpointConfig operation",
    "foreign_bucket": "AccessDenied) when calling the PutObject operation",
    "foreign_image": "Failed. Reason: ClientError: Cannot pull algorithm container",
    "without_network": "AccessDeniedException) when calling the CreateTrainingJob operation",
    "pipeline": "AccessDeniedException) when calling the CreatePipeline operation",
    "own_role": "is not authorized to perform: iam:PassRole",
    "open_model": "AccessDeniedException) when calling the CreateModel operation",
}
"""What is forbidden on purpose, and the words with which it ends."""


@pytest.fixture(scope="module")
def ended(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """How each file of a person's ended."""
    return run_files(site, tmp_path_factory.mktemp("machine"), "sdk2", RUN, REFUSED)


def test_the_first_cells_run(ended: dict[str, Done]) -> None:
    assert_first_cells(ended)


@pytest.mark.parametrize("call", RUN)
def test_it_runs_unchanged_and_waits_for_its_jobs(ended: dict[str, Done], call: str) -> None:
    assert RUN[call] in ended[call].well().text


def test_a_training_job_shows_its_log(ended: dict[str, Done]) -> None:
    assert "hello from the container" in ended["training.py sklearn"].text


def test_a_runs_metrics_arrive_through_their_own_endpoint(site: Site, ended: dict[str, Done]) -> None:
    """The SDK puts them in a thread of its own, whose errors it swallows."""
    ended["experiment.py"].well()
    calls = [one for one in site.ask("audit?limit=20000") if one["operation"] == "BatchPutMetrics"]
    assert calls
    assert {(one["service"], one["error"]) for one in calls} == {("sagemaker-metrics", None)}
    (endpoint,) = {one["vpc_endpoint"] for one in calls}
    found = site.aws.client("ec2").describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
    assert found[0]["ServiceName"].endswith(".sagemaker.metrics")


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_forbidden_is_refused_and_the_readme_says_so(ended: dict[str, Done], what: str) -> None:
    assert_explained(ended, what, REFUSED[what])
