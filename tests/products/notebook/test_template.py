"""The notebook's template: safe whatever a person answers, and within CloudFormation's limits."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.template.document import load_template
from generator.cloudformation.template.parameters import load_parameters
from generator.cloudformation.template.rules import check_rules
from generator.cloudformation.template.scope import Scope
from products.notebook.prompts import ACCELERATED, INSTANCE_TYPES
from products.notebook.template import VALUES
from tests.products.notebook.drawing import draw, launch, notebook, published

_REFERENCE = re.compile(r"\{\{resolve:[a-z-]+:[^}]*\}\}")
_MOST_REFERENCES = 60
_LONGEST_NAME = 63
_SAGEMAKER_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*")


def refusal(**answers: str) -> str | None:
    """What CloudFormation says against the answers, before it makes anything; None where it agrees."""
    template = load_template(json.dumps(draw()))
    try:
        lookups: Any = None  # no parameter and no rule here looks anything up
        parameters = load_parameters(template, {"NotebookName": "exploration", **answers}, lookups)
        check_rules(Scope(template, parameters, {}, lookups))
    except TemplateError as error:
        return error.message
    return None


@pytest.mark.parametrize("machine", ["ml.t3.medium", "ml.g5.xlarge"])
@pytest.mark.parametrize("environment", ["current", "churn-dev"])
def test_whatever_is_answered_it_is_shut(machine: str, environment: str) -> None:
    made = notebook(InstanceType=machine, Environment=environment, GitRepository="https://github.com/a/b", Zone="2")
    assert made["DirectInternetAccess"] == "Disabled"
    assert made["RootAccess"] == "Disabled"
    assert made["InstanceMetadataServiceConfiguration"] == {"MinimumInstanceMetadataServiceVersion": "2"}


def test_no_question_can_open_it() -> None:
    properties = draw()["Resources"]["Notebook"]["Properties"]
    for name in ("DirectInternetAccess", "RootAccess", "PlatformIdentifier", "InstanceMetadataServiceConfiguration"):
        assert "Ref" not in json.dumps(properties[name])


def test_it_runs_on_a_platform_that_aws_still_supports() -> None:
    assert notebook()["PlatformIdentifier"] == "notebook-al2023-v1"


@pytest.mark.parametrize("zone", ["1", "2", "3"])
def test_it_sits_where_the_environment_says(zone: str) -> None:
    values, made = published(), notebook(Zone=zone)
    assert made["SubnetId"] == values[f"/ds/current/subnets/{zone}"]
    assert made["SecurityGroupIds"] == [values["/ds/current/security-group/workload"]]
    assert made["KmsKeyId"] == values["/ds/current/key/notebook"]
    assert made["RoleArn"] == "arn:aws:iam::111122223333:role/ds-churn-dev-notebook-execution"


def test_notebook_and_lifecycle_configuration_share_the_name_that_the_roles_know() -> None:
    made = launch(NotebookName="a1")["Resources"]
    assert made["Notebook"]["Properties"]["NotebookInstanceName"] == "ds-churn-dev-a1"
    assert made["LifecycleConfig"]["Properties"]["NotebookInstanceLifecycleConfigName"] == "ds-churn-dev-a1"


@given(st.from_regex(draw()["Parameters"]["NotebookName"]["AllowedPattern"], fullmatch=True))
def test_every_name_that_is_accepted_is_one_that_sagemaker_takes(name: str) -> None:
    longest = f"ds-{'p' * 16}-{'s' * 8}-{name}"
    assert _SAGEMAKER_NAME.fullmatch(longest)
    assert longest == longest.lower()
    assert len(longest) <= _LONGEST_NAME


@pytest.mark.parametrize(
    "name", ["", "a", "A1", "1a", "a-", "-a", "a_b", "a b", "ä1", "a" * 31, "a1\n", "a1;reboot", "a'1"]
)
def test_a_name_that_would_not_work_is_refused_with_what_to_type(name: str) -> None:
    assert "2 to 30 lower-case letters" in str(refusal(NotebookName=name))


@pytest.mark.parametrize("machine", ACCELERATED)
def test_a_machine_with_a_gpu_must_stop_by_itself(machine: str) -> None:
    assert "set the idle minutes to 1 or more" in str(refusal(InstanceType=machine, IdleMinutes="0"))
    assert refusal(InstanceType=machine, IdleMinutes="1") is None


def test_a_small_machine_may_run_on() -> None:
    assert refusal(InstanceType="ml.t3.medium", IdleMinutes="0") is None
    assert launch(IdleMinutes="0")["Outputs"]["StopsAfter"]["Value"] == "never by itself"
    assert launch(IdleMinutes="30")["Outputs"]["StopsAfter"]["Value"].startswith("30 minutes")


@pytest.mark.parametrize(
    "answers",
    [
        {"InstanceType": "ml.p4d.24xlarge"},
        {"VolumeSize": "4"},
        {"VolumeSize": "1001"},
        {"VolumeSize": "many"},
        {"IdleMinutes": "-1"},
        {"IdleMinutes": "1441"},
        {"Environment": "Churn"},
        {"Environment": "churn/dev"},
        {"Zone": "4"},
        {"GitRepository": "http://github.com/a/b"},
        {"GitRepository": "https://github.com"},
        {"GitRepository": "https://github.com/a/b?token=x"},
        {"GitRepository": "https://github.com/${AWS::Region}"},
        {"GitRepository": f"https://github.com/{'x' * 237}"},
        {"GitRepository": "https://github.com/a/b';reboot;'"},
        {"GitRepository": "https://dana:secret@github.com/a/b"},
    ],
)
def test_an_answer_that_cannot_work_is_refused(answers: dict[str, str]) -> None:
    assert refusal(**answers)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://github.com/example/churn.git",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/churn",
        "https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/churn",
        "https://git.example.com:8443/~team/churn.git",
    ],
)
def test_repositories_of_every_host_that_an_environment_may_name_are_taken(url: str) -> None:
    assert refusal(GitRepository=url) is None


def test_every_machine_on_the_list_runs_the_platform() -> None:
    # SageMaker Developer Guide, "AL2023 notebook instances": no p2, p3, p3dn, g3, inf1.
    assert not [name for name in INSTANCE_TYPES if re.match(r"ml\.(p2|p3|p3dn|g3|inf1)\.", name)]


def test_every_question_is_explained_grouped_and_says_what_to_type() -> None:
    document = draw()
    interface = document["Metadata"]["AWS::CloudFormation::Interface"]
    grouped = [name for group in interface["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(grouped) == sorted(document["Parameters"]) == sorted(interface["ParameterLabels"])
    for parameter in document["Parameters"].values():
        assert parameter["Description"].endswith(".")
        assert parameter["ConstraintDescription"]


def test_only_the_name_must_be_answered() -> None:
    asked = [name for name, each in draw()["Parameters"].items() if "Default" not in each]
    assert asked == ["NotebookName"]


def test_no_parameter_asks_the_person_for_permissions_on_the_parameter_store() -> None:
    assert {each["Type"] for each in draw()["Parameters"].values()} <= {"String", "Number"}


def test_the_dynamic_references_stay_under_cloudformations_limit_with_room() -> None:
    found = _REFERENCE.findall(json.dumps(draw()).replace("${Environment}", "x").replace("${Zone}", "1"))
    assert 0 < len(found) <= _MOST_REFERENCES * 0.9
    assert not [reference for reference in found if reference.startswith("{{resolve:ssm-secure")]


@pytest.mark.parametrize("name", [*VALUES, "role/notebook-execution", "prefix", "name", "project", "stage"])
@pytest.mark.parametrize("place", ["current", "churn-dev"])
def test_everything_that_is_looked_up_is_published_by_the_environment(place: str, name: str) -> None:
    assert published()[f"/ds/{place}/{name}"]


def test_the_tags_carry_the_values_and_fit() -> None:
    tags = {tag["Key"]: tag["Value"] for tag in notebook()["Tags"]}
    assert {f"ds:{name.replace('/', '-')}" for name in VALUES} <= set(tags)
    assert tags["Name"] == "ds-churn-dev-exploration"
    assert all(len(key) <= 128 and len(value) <= 256 for key, value in tags.items())
    # SageMaker takes 50 tags; Service Catalog adds up to 10, and the portfolio's TagOptions come on top.
    assert len(tags) <= 30


def test_no_output_opens_the_notebook_by_itself() -> None:
    outputs: Mapping[str, Any] = launch()["Outputs"]
    assert set(outputs) == {
        "NotebookInstanceName",
        "NotebookInstanceArn",
        "ConsoleLink",
        "OpenCommand",
        "StopsAfter",
        "Logs",
    }
    assert outputs["OpenCommand"]["Value"].endswith("--notebook-instance-name ds-churn-dev-exploration")
    assert "authToken" not in json.dumps(outputs)
    assert all(each["Description"].endswith(".") for each in outputs.values())
