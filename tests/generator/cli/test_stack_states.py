"""Nobody works on a stack where somebody is at work; the end-to-end tests cannot hold a stack in such a state."""

from __future__ import annotations

import pytest

from generator.cli.publish.stack_states import require_deployable, require_still
from generator.diagnostics import Refused

STACK = "ds-churn-dev"


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS"])
def test_a_stack_at_which_somebody_is_at_work_is_left_alone(status: str) -> None:
    for wanted, refuse in (
        ("./build.py deploy churn-dev", lambda: require_deployable(STACK, status, "churn-dev")),
        (
            "./build.py destroy churn-dev --yes",
            lambda: require_still(STACK, status, "./build.py destroy churn-dev --yes"),
        ),
    ):
        with pytest.raises(Refused) as caught:
            refuse()
        finding = caught.value.finding
        assert finding.code == "PLN622"
        assert f"{STACK} is in {status}: somebody is at work" in finding.message
        assert finding.fix == f"wait until it ends, then: {wanted}"


@pytest.mark.parametrize("status", [None, "REVIEW_IN_PROGRESS", "CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
def test_any_other_may_be_deployed(status: str | None) -> None:
    require_deployable(STACK, status, "churn-dev")
