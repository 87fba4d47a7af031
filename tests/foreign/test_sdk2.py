"""The SageMaker Python SDK 2, in a launched notebook, as public examples use it."""

from __future__ import annotations

import pytest

from tests.behavior.deployed.site import ROOT, Site
from tests.foreign.environments import python_of
from tests.foreign.notebook import Done, started

pytestmark = pytest.mark.slow
NAME = "ds-churn-dev-danas"
MODELS = "s3://ds-churn-dev-models-111122223333-eu-west-1/"
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
    notebook = started(site, NAME, tmp_path_factory.mktemp("machine"))
    refused = (f"refused.py {what}" for what in REFUSED)
    return notebook.run(python_of("sdk2"), "sdk2", "first_cells.py", *RUN, *refused)


def test_the_first_cells_run(ended: dict[str, Done]) -> None:
    done = ended["first_cells.py"].well()
    assert "role arn:aws:iam::111122223333:role/ds-churn-dev-training" in done.text
    assert "bucket ds-churn-dev-models" in done.text
    assert "/candidates/churn/train/train.csv" in done.text


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
    ended[f"refused.py {what}"].refused(REFUSED[what])
    readme = (ROOT / "products/notebook/README.md").read_text(encoding="utf-8")
    assert f"<!-- {what} -->" in readme
