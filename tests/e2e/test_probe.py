"""`probe`: a deployed environment is asked as each caller, and nothing is left behind."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.world import REGION, World, build_command, clean_environment
from tests.waiting import wait_until

CREDENTIALS = "[{name}]\naws_access_key_id = {AWS_ACCESS_KEY_ID}\naws_secret_access_key = {AWS_SECRET_ACCESS_KEY}\n"
IMAGE = f"image=141502667606.dkr.ecr.{REGION}.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"


@pytest.fixture
def person(catalog: World, tmp_path: Path) -> dict[str, str]:
    """Variables with dana's profile beside the administrator's keys."""
    file = tmp_path / "credentials"
    file.write_text(CREDENTIALS.format(name="dana", **catalog.as_person("dana").keys))
    return {"AWS_SHARED_CREDENTIALS_FILE": str(file)}


def words(*more: str) -> tuple[str, ...]:
    """The command, as an administrator who also has dana's profile and device."""
    return ("probe", "churn-dev", "--person", "dana", "--mfa-code", "123456", *more)


def left_over(world: World) -> list[str]:
    """What probes have made and is still there."""
    notebooks = world.ask("sagemaker", "list-notebook-instances", "--name-contains", "probe")["NotebookInstances"]
    jobs = world.ask("sagemaker", "list-training-jobs", "--name-contains", "probe")["TrainingJobSummaries"]
    running = [job["TrainingJobName"] for job in jobs if job["TrainingJobStatus"] == "InProgress"]
    return [*(row["NotebookInstanceName"] for row in notebooks), *running]


def outcomes(answers: list[dict[str, Any]]) -> dict[str, str]:
    return {row["id"]: row["outcome"] for row in answers}


def test_without_consent_it_says_what_it_would_ask_make_and_cost(catalog: World) -> None:
    with catalog.counting() as calls:
        done = catalog.build("probe", "churn-dev").ended(0)
    done.said("start-passes-role", "notebook ($0.05)", "about $0.10", "next: ./build.py probe churn-dev --yes")
    assert not {name for name in calls if name.split(":")[1].startswith(("Create", "Provision"))}


@pytest.mark.slow
def test_every_question_is_asked_and_everything_is_removed_again(catalog: World, person: dict[str, str]) -> None:
    done = catalog.build(*words("--yes", "--format", "json", "--patience", "0", "--set", IMAGE), **person)
    answers = json.loads(done.out)["answers"]
    found = outcomes(answers)
    print(done.text)
    assert set(found.values()) <= {"holds", "open"}, done.text
    for name in ("owner-variable", "owner-variable-matches", "start", "start-passes-role", "endpoints-in-every-zone"):
        assert found[name] == "holds", done.text
    assert left_over(catalog) == []
    assert not list((catalog.project / ".cache").rglob("churn-dev.json"))
