"""What the start script and the idle stop need of the notebook's role, and no more of other people's notebooks."""

from __future__ import annotations

import pytest

from tests.behavior.permissions.environment import Environment, deployed

OURS = "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/ds-churn-dev-exploration"
THEIRS = "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/ds-fraud-dev-exploration"
NEEDED = ("sagemaker:ListTags", "sagemaker:StopNotebookInstance", "sagemaker:DescribeNotebookInstance")


@pytest.fixture(scope="module")
def environment() -> Environment:
    return deployed()


@pytest.mark.parametrize("action", NEEDED)
def test_a_notebook_reads_its_own_tags_and_stops_itself(environment: Environment, action: str) -> None:
    assert environment.decide("notebook-execution", action, OURS, {}).allowed


@pytest.mark.parametrize("action", NEEDED)
def test_another_projects_notebook_is_out_of_reach(environment: Environment, action: str) -> None:
    assert not environment.decide("notebook-execution", action, THEIRS, {}).allowed


@pytest.mark.parametrize("action", ["sagemaker:AddTags", "sagemaker:DeleteTags", "sagemaker:UpdateNotebookInstance"])
def test_a_notebook_cannot_change_the_values_that_it_reads(environment: Environment, action: str) -> None:
    assert not environment.decide("notebook-execution", action, OURS, {}).allowed
