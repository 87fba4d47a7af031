"""The project's values: from the notebook's tags to a module, the shell's words and the configuration files."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from products.notebook.lifecycle.project_values import (
    login_text,
    module_text,
    pip_text,
    profile_text,
    project_values,
    sdk_defaults,
    shell_text,
)

ARN = "arn:aws-cn:sagemaker:cn-north-1:111122223333:notebook-instance/ds-churn-dev-exploration"
TAGS = {
    "Project": "churn",
    "Stage": "dev",
    "Environment": "churn-dev",
    "ds:bucket-data": "ds-churn-dev-data",
    "ds:key-data": "arn:key",
    "ds:role-training": "arn:role",
    "ds:security-group-workload": "sg-1",
    "ds:subnets-1": "subnet-2",
    "ds:subnets-2": "subnet-1",
    "ds:subnets-3": "subnet-2",
    "ds:git-url": "https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/churn",
    "ds:packages-domain": "churn",
    "ds:packages-repository": "python",
    "aws:servicecatalog:provisioningPrincipalArn": "arn:user",
}


def values(**tags: str) -> dict[str, Any]:
    return project_values({**TAGS, **{f"ds:{key}": value for key, value in tags.items()}}, "ds-churn-dev-x", ARN)


def shell(text: str, name: str) -> str:
    """What bash makes of the words."""
    done = subprocess.run(["bash", "-c", f'{text}printf %s "${name}"'], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_value_is_named_after_its_parameter() -> None:
    found = values()
    assert found["BUCKET_DATA"] == "ds-churn-dev-data"
    assert found["ROLE_TRAINING"] == "arn:role"
    assert found["KEY_DATA"] == "arn:key"
    assert (found["PROJECT"], found["STAGE"], found["ENVIRONMENT"]) == ("churn", "dev", "churn-dev")


def test_account_region_and_partition_are_the_notebooks_own() -> None:
    found = values()
    assert (found["ACCOUNT"], found["REGION"], found["PARTITION"]) == ("111122223333", "cn-north-1", "aws-cn")


def test_a_subnet_that_is_repeated_counts_once_and_groups_are_a_list() -> None:
    assert values()["SUBNETS"] == ["subnet-1", "subnet-2"]
    assert values()["SECURITY_GROUPS"] == ["sg-1"]


def test_what_the_environment_has_not_is_none() -> None:
    assert values(**{"git-url": "none"})["GIT_URL"] is None


def test_the_sdks_defaults_switch_its_telemetry_off_and_name_a_place_for_what_is_made() -> None:
    found = sdk_defaults({**values(), "BUCKET_MODELS": "ds-churn-dev-models"})["SageMaker"]
    assert found["PythonSDK"]["Modules"]["TelemetryOptOut"] is True
    assert found["PythonSDK"]["Modules"]["Session"]["DefaultS3Bucket"] == "ds-churn-dev-models"


def test_other_peoples_tags_are_left_out() -> None:
    assert not [key for key in values() if "SERVICECATALOG" in key.upper()]


def test_the_module_is_python_that_says_the_same() -> None:
    space: dict[str, Any] = {}
    exec(module_text(values()), space)
    assert {key: space[key] for key in values()} == values()


def test_the_profile_lets_every_kernel_import_it_and_use_the_regional_sts() -> None:
    code = profile_text() + 'print(os.environ["AWS_STS_REGIONAL_ENDPOINTS"], sys.path[0])'
    done = subprocess.run([sys.executable, "-c", code], env={"PATH": "/usr/bin:/bin"}, capture_output=True, check=True)
    assert done.stdout.decode().split() == ["regional", "/opt/ds"]


def test_a_terminal_has_the_same_variables_and_finds_the_module() -> None:
    assert shell(login_text(), "PYTHONPATH") == "/opt/ds"
    assert shell(login_text(), "SAGEMAKER_VALIDATE_ROLE") == "false"


def test_the_package_index_is_signed_in_to_by_domain_owner_and_region() -> None:
    words = shell(shell_text(values(), ""), "DS_CODEARTIFACT")
    assert words == "--domain churn --domain-owner 111122223333 --repository python --region cn-north-1"


@pytest.mark.parametrize("absent", ["packages-domain", "packages-repository"])
def test_without_an_index_nobody_signs_in(absent: str) -> None:
    assert shell(shell_text(values(**{absent: "none"}), ""), "DS_CODEARTIFACT") == ""


def test_the_persons_repository_comes_before_the_projects() -> None:
    assert shell(shell_text(values(), "https://github.com/a/b"), "DS_CLONE") == "https://github.com/a/b"
    assert shell(shell_text(values(), ""), "DS_CLONE") == TAGS["ds:git-url"]
    assert shell(shell_text(values(**{"git-url": "none"}), ""), "DS_CLONE") == ""


@pytest.mark.parametrize("nasty", ["a'b", "$(touch pwned)", "`id`", "a b\nc", '"; reboot', "\\"])
def test_no_value_becomes_a_command(nasty: str) -> None:
    assert shell(shell_text(values(**{"git-url": nasty}), ""), "DS_CLONE") == nasty


def test_pip_gives_up_quickly() -> None:
    assert "retries = 1" in pip_text(values())


def test_pip_takes_the_proxy_only_where_there_is_no_index() -> None:
    proxy = {"proxy": "10.1.2.3:3128"}
    assert "proxy = http://10.1.2.3:3128\n" in pip_text(values(**proxy, **{"packages-domain": "none"}))
    assert "proxy" not in pip_text(values(**proxy))
    assert "proxy" not in pip_text(values(**{"proxy": "none", "packages-domain": "none"}))


def test_the_shell_knows_the_proxy_where_there_is_one() -> None:
    assert shell(shell_text(values(proxy="10.1.2.3:3128"), ""), "DS_PROXY") == "10.1.2.3:3128"
    assert shell(shell_text(values(proxy="none"), ""), "DS_PROXY") == ""
    assert shell(shell_text(values(), ""), "DS_PROXY") == ""
