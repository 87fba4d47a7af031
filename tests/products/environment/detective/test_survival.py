"""What must not trip the detective: denied calls, malformed events, throttling, and things that are gone or over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.environment.detective.inspector.asking import ATTEMPTS, Refused
from tests.products.environment.detective.account import NAMES, REPORTING, Watch, call_event, change_event

_NAME = NAMES["training-job"]
_CREATE = call_event("CreateTrainingJob", "TrainingJobName", _NAME)
_BUSY = ("ThrottlingException", "Rate exceeded")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["detail", "detail-type", "eventName", "requestParameters", "errorCode", "trainingJobName", "x"]
            ),
            inner | st.sampled_from(["AWS API Call via CloudTrail", "CreateTrainingJob", "UpdateEndpoint"]),
            max_size=5,
        )
    ),
    max_leaves=12,
)


def watch_of_a_job_without_a_network(settings: Any = None) -> Watch:
    watch = Watch(settings) if settings else Watch()
    watch.account.put("training-job", _NAME, VpcConfig=None)
    return watch


def test_a_denied_call_made_nothing() -> None:
    watch = Watch()
    event = call_event("CreateTrainingJob", "TrainingJobName", None, errorCode="AccessDenied", requestParameters=None)
    outcome = watch.see(event)
    assert (outcome.action, outcome.reason) == ("passed", "the call failed: AccessDenied")
    assert watch.account.calls == []


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        "event",
        {},
        {"detail-type": "AWS API Call via CloudTrail"},
        {"detail-type": "AWS API Call via CloudTrail", "detail": None},
        {"detail-type": "AWS API Call via CloudTrail", "detail": {"eventName": ["CreateTrainingJob"]}},
        call_event("CreateTrainingJob", "TrainingJobName", None),
        call_event("CreateTrainingJob", "TrainingJobName", _NAME, requestParameters=None),
        call_event("CreateTrainingJob", "TrainingJobName", _NAME, requestParameters=[_NAME]),
        call_event("DeleteTrainingJob", "TrainingJobName", _NAME),
        change_event("SageMaker Training Job State Change", "TrainingJobArn", _NAME),
        change_event("SageMaker Moon Phase State Change", "MoonName", "full"),
    ],
)
def test_an_event_that_says_nothing_is_noted_and_passed(event: object) -> None:
    watch = Watch()
    assert watch.see(event).action == "passed"
    assert watch.account.calls == []
    (line,) = watch.lines()
    assert line["reason"]


@given(_JSON)
def test_no_event_whatever_trips_it(event: object) -> None:
    watch = Watch()
    assert watch.see(event).action in ("gone", "passed")
    assert len(watch.lines()) == 1


def test_a_throttled_call_is_tried_again_with_growing_pauses() -> None:
    watch = watch_of_a_job_without_a_network()
    watch.account.failures = {"describe_training_job": [_BUSY, _BUSY], "stop_training_job": [_BUSY], "publish": [_BUSY]}
    assert watch.see(_CREATE).action == "stopped"
    assert watch.pauses == [1, 2, 1, 1]
    assert len(watch.account.messages) == 1


@pytest.mark.parametrize("method", ["describe_training_job", "stop_training_job", "publish"])
def test_a_service_that_stays_busy_is_raised_so_that_the_event_is_kept(method: str) -> None:
    watch = watch_of_a_job_without_a_network()
    watch.account.failures = {method: [_BUSY] * ATTEMPTS}
    with pytest.raises(Refused, match="ThrottlingException"):
        watch.see(_CREATE)
    assert len(watch.pauses) == ATTEMPTS - 1


def test_it_is_stopped_even_where_nobody_can_be_told() -> None:
    watch = watch_of_a_job_without_a_network()
    watch.account.failures = {"publish": [("AuthorizationError", "no")]}
    with pytest.raises(Refused):
        watch.see(_CREATE)
    assert watch.account.ended() == [("stop_training_job", _NAME)]


@pytest.mark.parametrize("method", ["describe_training_job", "stop_training_job"])
def test_a_missing_permission_is_raised_at_once(method: str) -> None:
    watch = watch_of_a_job_without_a_network()
    watch.account.failures = {method: [("AccessDeniedException", "not allowed")]}
    with pytest.raises(Refused, match="AccessDenied"):
        watch.see(_CREATE)
    assert watch.pauses == []


def test_what_is_gone_is_gone() -> None:
    watch = Watch()
    assert watch.see(call_event("CreateTrainingJob", "TrainingJobName", "ds-churn-dev-short")).action == "gone"
    assert watch.account.messages == []


def test_what_goes_while_it_is_stopped_is_gone() -> None:
    watch = watch_of_a_job_without_a_network()
    watch.account.failures = {"stop_training_job": [("ResourceNotFound", "Requested resource not found.")]}
    assert watch.see(_CREATE).action == "gone"


@pytest.mark.parametrize("status", ["Completed", "Failed", "Stopped", "Stopping"])
def test_what_is_over_is_not_stopped_again(status: str) -> None:
    watch = watch_of_a_job_without_a_network()
    watch.account.put("training-job", _NAME, VpcConfig=None, TrainingJobStatus=status)
    assert watch.see(_CREATE).action == "reported"
    assert watch.see(change_event("SageMaker Training Job State Change", "TrainingJobName", _NAME)).action == "over"
    assert watch.account.ended() == []
    assert len(watch.account.messages) == 1


def test_a_notebook_that_still_starts_is_stopped_at_its_next_change() -> None:
    watch, name = Watch(), NAMES["notebook-instance"]
    watch.account.put("notebook-instance", name, NotebookInstanceStatus="Pending", RootAccess="Enabled")
    watch.account.failures = {
        "stop_notebook_instance": [("ValidationException", "Status (Pending) not in ([InService]).")]
    }
    assert watch.see(call_event("CreateNotebookInstance", "NotebookInstanceName", name)).action == "not-yet"
    watch.account.put("notebook-instance", name, RootAccess="Enabled")
    change = change_event("SageMaker Notebook Instance State Change", "NotebookInstanceName", name)
    assert watch.see(change).action == "stopped"


def test_a_job_that_is_over_in_a_dry_run_is_told_once() -> None:
    watch = watch_of_a_job_without_a_network(REPORTING)
    watch.account.put("training-job", _NAME, VpcConfig=None, TrainingJobStatus="Completed")
    assert watch.see(_CREATE).action == "reported"
    assert watch.account.ended() == []
