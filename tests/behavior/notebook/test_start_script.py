"""The start script, run: what it writes, what it starts, and that it may run again."""

from __future__ import annotations

import json
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

from products.notebook.scripts import WRITTEN, load_written
from tests.behavior.notebook.sandbox import ARN, NAME, Machine
from tests.products.notebook.drawing import published

_INDEX = {"/ds/current/packages/domain": "churn", "/ds/current/packages/repository": "python"}


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_it_ends_well_and_says_nothing(machine: Machine) -> None:
    done = machine.start()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", WRITTEN)
def test_every_file_arrives_byte_by_byte(machine: Machine, name: str) -> None:
    machine.start()
    assert machine.place(f"/opt/ds/{name}").read_text(encoding="utf-8") == machine.here(load_written(name))


def test_a_second_start_leaves_the_same_files(machine: Machine) -> None:
    assert machine.start().returncode == 0
    before = machine.files()
    assert machine.start().returncode == 0
    assert machine.files() == before
    assert set(before) >= {
        "etc/pip.conf",
        "etc/profile.d/ds-project.sh",
        "etc/ipython/startup/00-ds-project.py",
        "etc/xdg/sagemaker/config.yaml",
        "opt/ds/ds_project.py",
    }


def test_root_writes_nothing_below_the_persons_folder(machine: Machine) -> None:
    machine.start()
    assert not [path for path in machine.files() if path.startswith("home/")]


@pytest.mark.parametrize("link", ["SageMaker/ds_project.py", "SageMaker/.sagemaker", ".ipython", ".config", ".pip"])
def test_a_link_that_a_person_left_leads_root_nowhere(machine: Machine, link: str) -> None:
    victim = machine.root / "victim"
    (victim / "sagemaker").mkdir(parents=True)
    (victim / "passwd").write_text("root", encoding="utf-8")
    machine.place("/home/ec2-user/SageMaker").mkdir(parents=True)
    machine.place(f"/home/ec2-user/{link}").symlink_to(victim / "passwd" if link.endswith(".py") else victim)
    assert machine.start().returncode == 0
    assert [path.name for path in sorted(victim.rglob("*"))] == ["passwd", "sagemaker"]
    assert (victim / "passwd").read_text(encoding="utf-8") == "root"


def test_everybody_may_read_what_root_wrote(machine: Machine) -> None:
    machine.start()
    for path in ("/etc/xdg/sagemaker/config.yaml", "/opt/ds/ds_project.py", "/etc/ipython/startup/00-ds-project.py"):
        assert machine.place(path).stat().st_mode & 0o777 == 0o644
        assert machine.place(path).parent.stat().st_mode & 0o777 == 0o755


def test_the_sdks_default_role_is_the_jobs_and_not_the_notebooks_own(machine: Machine) -> None:
    machine.start()
    metadata = json.loads(machine.place("/opt/ml/metadata/resource-metadata.json").read_text(encoding="utf-8"))
    assert metadata["ExecutionRoleArn"] == published()["/ds/current/role/training"]
    assert (metadata["ResourceName"], metadata["ResourceArn"]) == (NAME, ARN)


def test_the_sdks_defaults_name_our_network_keys_role_bucket_and_tag(machine: Machine) -> None:
    machine.start()
    text = machine.place("/etc/xdg/sagemaker/config.yaml").read_text(encoding="utf-8")
    found, values = yaml.safe_load(text)["SageMaker"], published()
    session = found["PythonSDK"]["Modules"]["Session"]
    assert session["DefaultS3Bucket"] == values["/ds/current/bucket/models"]
    assert session["DefaultS3ObjectKeyPrefix"] == "candidates"
    assert found["PythonSDK"]["Modules"]["TelemetryOptOut"] is True
    for kind in ("TrainingJob", "ProcessingJob", "TransformJob", "Model"):
        assert found[kind]["Tags"] == [{"Key": "ds:environment", "Value": "churn-dev"}]
    assert found["TrainingJob"]["RoleArn"] == values["/ds/current/role/training"]
    assert found["TrainingJob"]["VpcConfig"]["SecurityGroupIds"] == [values["/ds/current/security-group/workload"]]
    assert found["TransformJob"]["TransformOutput"]["KmsKeyId"] == values["/ds/current/key/data"]


def test_a_notebook_can_import_the_projects_values(machine: Machine) -> None:
    machine.start()
    profile = machine.place("/etc/ipython/startup/00-ds-project.py")
    code = f"{profile.read_text()}\nimport ds_project, json; print(json.dumps(vars(ds_project), default=str))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found, values = json.loads(done.stdout), published()
    assert found["BUCKET_DATA"] == values["/ds/current/bucket/data"]
    assert found["ROLE_TRAINING"] == values["/ds/current/role/training"]
    assert found["KEY_DATA"] == values["/ds/current/key/data"]
    assert set(found["SUBNETS"]) == {values[f"/ds/current/subnets/{number}"] for number in (1, 2, 3)}
    assert found["SECURITY_GROUPS"] == [values["/ds/current/security-group/workload"]]
    assert found["NOTEBOOK"] == NAME


def test_it_asks_for_its_own_tags_and_nothing_else_of_aws(machine: Machine) -> None:
    machine.start()
    calls = [line for line in machine.commands() if line.startswith("aws ")]
    assert calls == [f"aws sagemaker list-tags --resource-arn {ARN} --region eu-west-1 --output json"]


def test_git_knows_who_it_is_and_where_its_credentials_come_from(machine: Machine) -> None:
    machine.start()
    calls = machine.commands()
    assert f"git config --system user.name {NAME}" in calls
    host = "https://git-codecommit.eu-west-1.amazonaws.com"
    assert f"git config --system credential.{host}.helper !aws codecommit credential-helper $@" in calls
    assert f"git config --system credential.{host}.UseHttpPath true" in calls
    assert not [line for line in calls if "http.proxy" in line]


PROXY = "10.1.2.3:3128"
HUB, OURS = "https://git.example.com/a/b.git", "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/ds-churn-dev"


@pytest.mark.parametrize("proxy", [PROXY, "none"])
@pytest.mark.parametrize("url", [OURS, HUB, "none"])
def test_real_git_takes_the_proxy_for_other_hosts_and_codecommits_helper_for_its_own(
    machine: Machine, url: str, proxy: str
) -> None:
    machine.tagged(git_url=url, proxy=proxy)
    assert machine.start().returncode == 0
    way = "" if proxy == "none" else f"http://{PROXY}"
    assert machine.git_says("http.proxy", HUB) == way
    assert machine.git_says("http.proxy", OURS) == ("" if url == OURS else way)
    assert ("codecommit" in machine.git_says("credential.helper", OURS)) == (url == OURS)
    assert machine.git_says("credential.helper", HUB) == ""


def test_pip_takes_the_proxy_only_without_an_index_and_nothing_else_takes_it(machine: Machine) -> None:
    machine.tagged(proxy=PROXY, packages_domain="none", packages_repository="none")
    assert machine.start().returncode == 0
    naming = [path for path, text in machine.files().items() if PROXY.encode() in text]
    assert sorted(naming) == ["etc/gitconfig", "etc/pip.conf", "opt/ds/ds_project.py", "opt/ds/values.sh"]
    pip = ConfigParser()
    pip.read(machine.place("/etc/pip.conf"), encoding="utf-8")
    assert pip["global"]["proxy"] == f"http://{PROXY}"


def test_the_idle_stop_watches_this_notebook_for_the_minutes_that_were_asked(machine: Machine) -> None:
    machine.start(IdleMinutes="45")
    (line,) = [line for line in machine.commands() if line.startswith("setsid python3")]
    assert line.endswith(f"/opt/ds/idle_stop.py --minutes 45 --notebook {NAME} --region eu-west-1")


def test_zero_minutes_leave_it_running(machine: Machine) -> None:
    assert machine.start(IdleMinutes="0").returncode == 0
    assert not [line for line in machine.commands() if "idle_stop" in line]


@pytest.mark.parametrize("disguise", ["00", "0.0", "-0", "+0"])
def test_a_zero_in_disguise_is_no_way_around_the_rules(machine: Machine, disguise: str) -> None:
    machine.start(IdleMinutes=disguise)
    assert [line for line in machine.commands() if "--minutes 60" in line]


def test_the_projects_repository_is_cloned_once(machine: Machine) -> None:
    machine.start()
    home = machine.place("/home/ec2-user/SageMaker")
    url = published()["/ds/current/git/url"]
    assert f"git -C {home} clone {url}" in machine.commands()
    (home / Path(url).name).mkdir()
    machine.record.unlink()
    machine.start()
    assert not [line for line in machine.commands() if " clone " in line]


def test_the_persons_own_repository_takes_its_place(machine: Machine) -> None:
    machine.start(GitRepository="https://github.com/example/churn.git")
    assert [line for line in machine.commands() if line.endswith("clone https://github.com/example/churn.git")]


def test_pip_signs_in_to_the_private_index_as_the_person(machine: Machine) -> None:
    machine.tagged(packages_domain="churn", packages_repository="python")
    machine.start()
    login = "aws codeartifact login --tool pip --domain churn --domain-owner 111122223333 --repository python"
    calls = machine.commands()
    assert f"{login} --region eu-west-1" in calls
    assert f"sudo -u ec2-user -i {login} --region eu-west-1" in calls
    assert "sleep 36000" in machine.commands()


def test_a_start_that_cannot_read_its_values_fails_where_it_is_seen(machine: Machine) -> None:
    (machine.root / "tags.json").write_text("", encoding="utf-8")
    done = machine.start()
    assert done.returncode != 0
    assert "JSONDecodeError" in done.stderr
