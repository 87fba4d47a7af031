"""A data scientist launches, opens, moves and terminates a notebook; what is forbidden is refused."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.world import ACCOUNT, LAUNCH_ROLE, SCIENTIST, World, build_command, clean_environment

pytestmark = pytest.mark.slow

AS_SCIENTIST = ("--as", "data-scientist", "--mfa-code", "123456")
EXECUTION = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-notebook-execution"
MINE = "ds-churn-dev-exploration"


@pytest.fixture(scope="module")
def dana(shared: World) -> World:
    """Dana, who has assumed the data scientist's role."""
    return shared.as_scientist("dana")


@pytest.fixture(scope="module")
def exploration(dana: World) -> Iterator[str]:
    """A notebook that Dana has launched, and that is gone in the end."""
    words = ("--name", "exploration", "--set", "VolumeSize=50", "--set", "InstanceType=ml.m5.xlarge")
    done = dana.build("launch", "notebook", *words).ended(0)
    done.said("launching SageMaker notebook 2.0.0 as churn-dev-exploration", "succeeded", "next: ./build.py open")
    assert f"NotebookInstanceName = {MINE}" in done.out
    yield "exploration"
    dana.build("terminate", "exploration").ended(4).said("error[AWS724]", "terminate exploration --yes")
    dana.build("terminate", "exploration", "--yes").ended(0).said("terminating churn-dev-exploration", "succeeded")
    dana.build("notebooks").ended(0).said("You have no notebooks.")


def test_a_person_takes_the_role_by_name_with_the_second_factor_and_not_without(shared: World) -> None:
    person = shared.as_person("dana")
    person.build("catalog", *AS_SCIENTIST).ended(0).said("SageMaker notebook   2.0.0", "ml-platform@example.com")
    person.build("catalog", "--as", "data-scientist").ended(5).said("AWS refused sts:AssumeRole", "not authorized")
    meant = "fix: ./build.py catalog --as data-scientist --mfa-code CODE"
    person.build("catalog").ended(5).said("error[AWS740]", meant)
    person.build("catalog", "--as", "datascientist", "--mfa-code", "123456").ended(5).said("error[AWS740]", meant)
    elsewhere = person.build("catalog", "--region", "eu-west-3", *AS_SCIENTIST)
    elsewhere.ended(0).said(f"nothing that you may launch in eu-west-3 of account {ACCOUNT}")


def test_the_catalog_and_the_questions_are_shown_with_what_the_portfolio_narrows(dana: World) -> None:
    data = dana.build("catalog", "--format", "json").ended(0).data
    assert [(row["name"], row["versions"]) for row in data["products"]] == [
        ("SageMaker notebook", [{"name": "2.0.0", "state": "current"}])
    ]
    shown = dana.build("show", "notebook").ended(0)
    shown.said("Environment   always churn-dev here", "VolumeSize   default 20 · 5 to 100")
    shown.said("InstanceType   default ml.t3.medium · one of ml.t3.medium, ml.t3.large, ml.m5.xlarge")
    shown.said("InstanceType: ml.t3.medium $0.0547 an hour · ml.t3.large $0.1094 an hour · ml.m5.xlarge")
    cost = dana.build("show", "notebook", "--format", "json").ended(0).data["cost"]
    assert (cost["region"], cost["month"], cost["running-hour"]) == ("eu-west-1", "3.08", "0.0547")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--set", "InstanceType=ml.g5.2xlarge"), 1, "this portfolio allows ml.t3.medium, ml.t3.large, ml.m5.xlarge"),
        (("--set", "VolumeSize=500"), 1, "this portfolio allows 5 to 100"),
        (("--set", "VolumeSize=1"), 1, "this portfolio allows 5 to 100"),
        (("--set", "Environment=fraud-dev"), 1, "this portfolio holds it to churn-dev"),
        (("--set", "VolumSize=20"), 1, "--set VolumeSize=20"),
        (("--set", "VolumeSize"), 1, "error[AWS716]"),
        (("--version", "9.9.9"), 2, "on offer: 2.0.0"),
    ],
)
def test_what_the_portfolio_forbids_is_said_before_anything_is_launched(
    dana: World, words: tuple[str, ...], code: int, said: str
) -> None:
    with dana.counting() as calls:
        dana.build("launch", "notebook", "--name", "wrong", *words).ended(code).said(said)
    assert "servicecatalog:ProvisionProduct" not in calls


def test_a_bad_name_and_an_unknown_product_are_told(dana: World) -> None:
    dana.build("launch", "notebook", "--name", "Über_").ended(1).said("error[AWS719]", "`NotebookName` cannot be")
    dana.build("launch", "notbook", "--name", "x1").ended(2).said("error[AWS710]")


def test_a_launched_notebook_is_listed_opened_stopped_and_started(dana: World, exploration: str) -> None:
    dana.build("notebooks").ended(0).said("churn-dev-exploration", "2.0.0", "InService", "ml.m5.xlarge · 50 GB")
    url = dana.build("open", exploration).ended(0).out.strip()
    assert url.startswith("https://")
    assert "authToken=" in url
    dana.build("stop", exploration).ended(0)
    rows = dana.build("notebooks", "--format", "json").ended(0).data["notebooks"]
    assert [(row["name"], row["state"]) for row in rows] == [("churn-dev-exploration", "Stopped")]
    dana.build("start", exploration).ended(0)


def test_launching_under_a_name_that_is_taken_names_what_to_do_instead(dana: World, exploration: str) -> None:
    dana.build("launch", "notebook", "--name", exploration).ended(2).said("error[AWS725]", "update exploration")


def test_a_notebook_past_the_catalog_root_and_another_persons_notebook_are_refused(
    shared: World, dana: World, exploration: str
) -> None:
    create = ("sagemaker", "create-notebook-instance", "--notebook-instance-name", "ds-churn-dev-mine")
    refused = dana.aws(*create, "--instance-type", "ml.t3.medium", "--role-arn", EXECUTION)
    refused.ended(255).said("AccessDenied", "sagemaker:CreateNotebookInstance")
    root = ("sagemaker", "update-notebook-instance", "--notebook-instance-name", MINE, "--root-access", "Enabled")
    dana.aws(*root).ended(255).said("AccessDenied", "sagemaker:UpdateNotebookInstance")
    eli = shared.as_scientist("eli")
    eli.build("notebooks").ended(0).said("You have no notebooks.")
    eli.build("open", exploration).ended(2).said("you have launched nothing called `exploration`")
    eli.build("open", MINE).ended(5).said("AWS refused sagemaker:CreatePresignedNotebookInstanceUrl", "not authorized")
    eli.build("stop", MINE).ended(5).said("not authorized")


def test_an_update_keeps_every_answer_that_is_not_given_anew(
    shared: World, dana: World, exploration: str, project: Path
) -> None:
    admin = replace(shared, project=project)
    admin.edit("            default=60,\n", "            default=45,\n", "products/notebook/prompts.py")
    admin.build("release", "notebook", "--minor").ended(0)
    admin.edit('offer: { current: "2.0.0" }', 'offer: { current: "2.1.0", deprecated: ["2.0.0"] }')
    admin.build("apply").ended(0)
    dana.build("launch", "notebook", "--name", "late", "--version", "2.0.0").ended(2).said(
        "error[AWS712]", "deprecated"
    )
    shrink = dana.build("update", exploration, "--set", "VolumeSize=20").ended(4)
    shrink.said("error[PLN625]", "VolumeSizeInGB: 50 → 20, would make the volume of the notebook smaller")
    dana.build("update", exploration, "--set", "VolumeSize=60").ended(0).said("updating churn-dev-exploration to 2.1.0")
    dana.build("notebooks").ended(0).said("2.1.0", "ml.m5.xlarge · 60 GB")
    admin.build("status").ended(0).said("2.0.0      deprecated", "1 in use")


@pytest.fixture
def crippled(catalog: World) -> World:
    """A catalog whose launch role may create no notebook instance."""
    attached = catalog.ask("iam", "list-attached-role-policies", "--role-name", LAUNCH_ROLE)["AttachedPolicies"]
    found = next(row["PolicyArn"] for row in attached if "otebooks" in row["PolicyName"])
    catalog.ask("iam", "detach-role-policy", "--role-name", LAUNCH_ROLE, "--policy-arn", found)
    return catalog


def test_a_launch_whose_role_lacks_a_permission_fails_in_awss_words_and_is_rolled_back(crippled: World) -> None:
    dana = crippled.as_scientist("dana")
    failed = dana.build("launch", "notebook", "--name", "exploration").ended(5)
    failed.said("AWS refused servicecatalog:PROVISION_PRODUCT", "is not authorized to perform: sagemaker:Create")
    failed.said("= try: allow sagemaker:Create", LAUNCH_ROLE)
    instances = crippled.ask("sagemaker", "list-notebook-instances")["NotebookInstances"]
    assert instances == []


def test_ctrl_c_while_watching_a_launch_leaves_it_to_aws_and_says_how_to_go_on(catalog: World, tmp_path: Path) -> None:
    dana = catalog.as_scientist("dana")
    words = build_command(dana.project, "launch", "notebook", "--name", "exploration")
    variables = clean_environment(**dana.variables)
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=variables, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        while "launching" not in said:
            said += process.stderr.readline()
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode == 130, said + out + err
    assert "Traceback (most" not in err
    again = dana.build("launch", "notebook", "--name", "exploration")
    assert again.code == 0 or "error[AWS725]" in again.text, again.text
    dana.build("notebooks").ended(0).said("churn-dev-exploration", "InService")


def test_an_environment_is_not_deleted_by_accident(shared: World) -> None:
    shared.build("destroy", "churn-dev").ended(4).said("error[PLN620]", "destroy churn-dev --yes")
    assert shared.ask("iam", "get-role", "--role-name", SCIENTIST.split("/")[-1])["Role"]["Arn"] == SCIENTIST
