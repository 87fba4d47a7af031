"""`probe`: a deployed environment is asked as each caller, and nothing is left behind."""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

import pytest

from generator.manifest.probes import load_probes
from tests.e2e.world import ACCOUNT, CHECKOUT, REGION, World, build_command, clean_environment, run
from tests.waiting import PATIENCE, wait_until

CREDENTIALS = "[{name}]\naws_access_key_id = {AWS_ACCESS_KEY_ID}\naws_secret_access_key = {AWS_SECRET_ACCESS_KEY}\n"
CODE = re.compile(r"`([a-z-]+)`")
IMAGE = f"image=141502667606.dkr.ecr.{REGION}.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
WITH_CALLERS = {
    "pipeline-reads-registry",
    "pipeline-approves-nothing",
    "application-becomes-invoker",
    "application-writes-nothing",
}
"""What is asked as roles 5 and 7, and so needs somebody who may become them."""


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


def started(world: World, person: dict[str, str]) -> subprocess.Popen[str]:
    """A run that has begun to make its notebook."""
    running = subprocess.Popen(
        build_command(world.project, *words("--yes", "--patience", "0")),
        cwd=world.project,
        env=clean_environment(**{**world.variables, **person}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    journal = world.project / ".cache" / "probes" / "churn-dev.json"
    wait_until(journal.exists, "the notebook is being made")
    return running


@pytest.mark.slow
def test_without_consent_it_says_what_it_would_ask_make_and_cost(catalog: World) -> None:
    with catalog.counting() as calls:
        done = catalog.build("probe", "churn-dev").ended(0)
    done.said("start-passes-role", "notebook ($0.05)", "about $0.10", "next: ./build.py probe churn-dev --yes")
    assert not {name for name in calls if name.split(":")[1].startswith(("Create", "Provision"))}


@pytest.mark.slow
def test_every_question_is_asked_and_everything_is_removed_again(catalog: World, person: dict[str, str]) -> None:
    done = catalog.build(*words("--yes", "--format", "json", "--patience", "0", "--set", IMAGE), **person).ended(0)
    found = {row["id"]: row["outcome"] for row in done.data["answers"]}
    assert {name for name, outcome in found.items() if outcome not in ("holds", "open")} == WITH_CALLERS, done.text
    for name in ("owner-variable", "owner-variable-matches", "start", "start-passes-role", "endpoints-in-every-zone"):
        assert found[name] == "holds", done.text
    assert left_over(catalog) == []
    assert not list((catalog.project / ".cache").rglob("churn-dev.json"))


@pytest.mark.slow
def test_pipelines_applications_and_the_hosting_role_are_asked(world: World, tmp_path: Path) -> None:
    file, user = world.project / "portfolio.yaml", f"arn:aws:iam::{ACCOUNT}:user/dana"
    named = f"    options:\n      pipeline-principals: ['{user}']\n      application-principals: ['{user}']\n"
    file.write_text(file.read_text().replace("    options:\n", named, 1))
    world.build("deploy", "churn-dev", "--allow", "broadens", "--allow", "breaks-users").ended(0)
    keys = tmp_path / "credentials"
    keys.write_text(CREDENTIALS.format(name="dana", **world.as_person("dana").keys))
    callers = [f"--caller={role}=dana" for role in ("endpoint-creation", "endpoint-invocation")]
    asked = [f"--only={name}" for name in (*sorted(WITH_CALLERS), "hosting-is-nobodys")]
    words = ("probe", "churn-dev", "--yes", "--format", "json", *callers, *asked)
    done = world.build(*words, AWS_SHARED_CREDENTIALS_FILE=str(keys)).ended(0)
    assert {row["outcome"] for row in done.data["answers"]} == {"holds"}, done.text
    assert len(done.data["answers"]) == len(asked)


@pytest.mark.slow
def test_an_interrupted_run_removes_what_it_made(catalog: World, person: dict[str, str]) -> None:
    running = started(catalog, person)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=PATIENCE)
    assert (running.returncode, left_over(catalog)) == (130, []), said


@pytest.mark.slow
def test_what_a_killed_run_left_is_removed_by_the_next(catalog: World, person: dict[str, str]) -> None:
    running = started(catalog, person)
    running.kill()
    running.communicate(timeout=PATIENCE)
    catalog.build("probe", "churn-dev", "--clean-up").ended(4).said("PRB813", "no credentials of data-scientist")
    catalog.build(*words("--clean-up"), **person).ended(0).said("removing churn-dev-probe-")
    assert left_over(catalog) == []
    catalog.build(*words("--clean-up"), **person).ended(0)


@pytest.mark.slow
@pytest.mark.parametrize("action", ["iam:PassRole", "ec2:CreateNetworkInterface", "kms:CreateGrant"])
def test_a_wrong_belief_is_told_with_what_the_template_does_then(
    catalog: World, person: dict[str, str], action: str
) -> None:
    probe = {"iam:PassRole": "start-passes-role", "ec2:CreateNetworkInterface": "start-makes-interface"}
    name = probe.get(action, "start-grants-key")
    file = catalog.project / "products" / "environment" / "probes.yaml"
    file.write_text(file.read_text().replace(f'"{action}"', '"iam:CreateUser"'))
    done = catalog.build(*words("--yes", "--only", name), **person).ended(4)
    done.said("PRB815", name, "seen allowed", "a permission that starting does not need")


@pytest.mark.slow
def test_bad_words_are_told_before_anything_is_asked(catalog: World) -> None:
    catalog.build("probe", "churn-dev", "--only", "nothing").ended(2).said("PRB811", "owner-variable")
    catalog.build("probe", "churn-dev", "--caller", "pipeline").ended(2).said("PRB812", "--caller ROLE=PROFILE")
    catalog.build("probe", "elsewhere").ended(2).said("PF190", "churn-dev")


@pytest.mark.slow
def test_check_reads_the_file_too(project: Path) -> None:
    file = project / "products" / "environment" / "probes.yaml"
    file.write_text(file.read_text().replace("format: 1", "format: 2", 1))
    run(project, "check", "environment").ended(1).said("error[PRB802]", "products/environment/probes.yaml:", "one of 1")


def test_every_question_has_its_row_in_the_documents() -> None:
    text = (CHECKOUT / "docs" / "open-questions.md").read_text(encoding="utf-8")
    told = {name for line in text.splitlines() if line.startswith("| Q") for name in CODE.findall(line.split("|")[4])}
    assert {fact.id for fact in load_probes(CHECKOUT, "environment").facts} <= told
