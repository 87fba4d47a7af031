"""What a launch makes for given answers, and by which role: the product's own, and not the environment's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
import yaml

from generator.cloudformation.resolve import resolve
from generator.cloudformation.template.parameter import read_parameters
from generator.cloudformation.template.reader import read_document
from generator.launching import LaunchProof, Needs, find_needs, prove_launch
from generator.verify.launches import ASSUMED
from generator.verify.scenarios.deployed import DeployedTemplate, resolve_template
from tests.bench.measuring import CHECKOUT

PLACE = {**ASSUMED, "Environment": "churn-dev"}
RELEASED = CHECKOUT / "dist" / "model-endpoint" / "1.0.0"
IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/serving:1"
ANSWERS = {
    "EndpointName": "retention",
    "ModelGroup": "retention",
    "ModelNumber": "3",
    "ContainerImage": IMAGE,
    "Environment": "churn-dev",
}


@cache
def document() -> Mapping[str, Any]:
    """The released template."""
    return read_document((RELEASED / "template.yaml").read_text(encoding="utf-8"))


@cache
def environment() -> DeployedTemplate:
    """The newest environment, as its scenarios answer it."""
    answers = yaml.safe_load((CHECKOUT / "products/environment/scenarios.yaml").read_text(encoding="utf-8"))["answers"]
    released = read_document((CHECKOUT / "dist/environment/2.0.0/template.yaml").read_text(encoding="utf-8"))
    return resolve_template(released, {key: str(value) for key, value in answers.items()})


@cache
def published() -> Mapping[str, str]:
    """What the environment publishes: parameter → value."""
    made = environment().resources.values()
    return {
        each["Properties"]["Name"]: each["Properties"]["Value"]
        for each in made
        if each["Type"] == "AWS::SSM::Parameter"
    }


def launch(**answers: str) -> dict[str, Any]:
    """The resources that a launch makes, with the environment's values filled in."""
    made = resolve(json.loads(json.dumps(document())), {**ANSWERS, **answers}, dynamic=published())
    resources: dict[str, Any] = made["Resources"]
    return {name: body["Properties"] for name, body in resources.items()}


@cache
def needs() -> Needs:
    """What a launch asks for, with what the environment stores."""
    stored = {name.replace("churn-dev", "${Environment}", 1): value for name, value in published().items()}
    return find_needs(document(), "Environment", None, stored)


def prove(*policies: Mapping[str, Any]) -> LaunchProof:
    """The proof under these policies."""
    return prove_launch(needs(), policies, PLACE)


def own_role() -> dict[str, Any]:
    """The policy of the product's own launch role."""
    found: dict[str, Any] = json.loads((RELEASED / "launch-role.json").read_text(encoding="utf-8"))
    return found


def test_a_model_is_a_promoted_one_in_the_environments_network_without_a_way_out() -> None:
    model, values = launch()["Model"], published()
    bucket = values["/ds/churn-dev/bucket/models"]
    assert model["PrimaryContainer"] == {
        "Image": IMAGE,
        "ModelDataUrl": f"s3://{bucket}/models/ds-churn-dev-retention/3/model.tar.gz",
    }
    assert model["EnableNetworkIsolation"] is True
    assert model["ExecutionRoleArn"] == values["/ds/churn-dev/role/endpoint-hosting"]
    assert model["VpcConfig"]["SecurityGroupIds"] == [values["/ds/churn-dev/security-group/workload"]]
    assert launch(Script="inference.py")["Model"]["PrimaryContainer"]["Environment"] == {
        "SAGEMAKER_PROGRAM": "inference.py",
        "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
    }


def test_what_is_captured_lies_below_capture_under_the_environments_key() -> None:
    config, key = launch()["Config"], published()["/ds/churn-dev/key/data"]
    assert config["KmsKeyId"] == config["DataCaptureConfig"]["KmsKeyId"] == key
    assert config["DataCaptureConfig"]["DestinationS3Uri"].endswith("/capture/ds-churn-dev-retention")
    assert "DataCaptureConfig" not in launch(CapturePercent="0")["Config"]


def test_an_endpoint_that_does_not_scale_has_no_target_and_takes_the_number_that_is_answered() -> None:
    made = launch(FewestInstances="2", MostInstances="2")
    assert {"Scaling", "ScalingPolicy"} & set(made) == set()
    assert "RetainAllVariantProperties" not in made["Endpoint"]
    scaled = launch()
    assert scaled["Endpoint"]["RetainAllVariantProperties"] is True
    assert scaled["Scaling"]["ResourceId"] == "endpoint/ds-churn-dev-retention/variant/all"


CHANGES = (
    {"ModelNumber": "4"},
    {"InstanceType": "ml.c5.xlarge"},
    {"FewestInstances": "2"},
    {"CapturePercent": "0"},
)


def test_whatever_replaces_a_configuration_gives_it_another_name() -> None:
    """CloudFormation makes the new one before it deletes the old one, and replaces nothing that keeps its name."""
    configs = [launch(**change)["Config"] for change in ({}, *CHANGES)]
    names = {config["EndpointConfigName"] for config in configs}
    assert len(names) == len(configs)
    assert launch(MostInstances="9", RequestsPerMinute="7")["Config"] == configs[0]
    assert {launch(**change)["Endpoint"]["EndpointName"] for change in CHANGES} == {"ds-churn-dev-retention"}


def test_no_two_machines_give_a_configuration_one_name_and_the_longest_names_fit() -> None:
    machines = read_parameters(document()["Parameters"])["InstanceType"].allowed
    longest = {"Environment": "churn-dev", "EndpointName": "r" * 16, "ModelNumber": "9999", "FewestInstances": "20"}
    made = [launch(**longest, MostInstances="20", CapturePercent="100", InstanceType=each) for each in machines]
    names = {each["Config"]["EndpointConfigName"] for each in made}
    assert len(names) == len(machines)
    # The longest project has 16 letters, and the longest stage 8.
    assert max(map(len, names)) - len("churn-dev") + 25 <= 63
    assert {len(each["Model"]["ModelName"]) <= 63 for each in made} == {True}


def test_the_products_own_role_is_enough_and_misses_each_permission_that_is_taken_away() -> None:
    assert prove(own_role()).missing == ()
    taken = ("sagemaker:CreateModel", "sagemaker:UpdateEndpoint", "cloudwatch:PutMetricAlarm", "iam:PassRole")
    for action in (*taken, "application-autoscaling:RegisterScalableTarget", "ssm:GetParameters"):
        refusal = {"Sid": "TakenAway", "Effect": "Deny", "Action": action, "Resource": "*"}
        short = prove(own_role(), {"Version": "2012-10-17", "Statement": [refusal]})
        assert {each.need.action for each in short.missing} == {action}


def test_the_environments_role_for_endpoints_launches_nothing_from_the_catalog() -> None:
    """It trusts Service Catalog, and has no call of CloudFormation, neither in its policies nor in its boundary."""
    role = environment().roles["ds-churn-dev-endpoint-creation"].policies()
    missing = {each.need.action for each in prove(*(each.document for each in role.identity)).missing}
    assert {"cloudformation:CreateStack", "s3:GetObject", "cloudwatch:PutMetricAlarm"} <= missing


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("ModelGroup", ("../candidates", "a/../b", "retention/", "-retention", "a" * 35)),
        ("EndpointName", ("Retention", "r", "retention-", "r" * 17)),
        ("ContainerImage", ("docker.io/a/b:1", "111122223333.dkr.ecr.eu-west-1.amazonaws.com/serving", "serving:1")),
        ("Script", ("../x.py", "x.sh", "code/x.py")),
        ("InstanceType", ("ml.p4d.24xlarge", "ml.t2.medium", "ml.g5.xlarge")),
        ("AlarmTopic", ("arn:aws:sqs:eu-west-1:111122223333:a", "alarms")),
        ("ModelNumber", ("0", "10000", "1.5")),
    ],
)
def test_what_could_name_something_else_is_no_answer(name: str, refused: tuple[str, ...]) -> None:
    parameter = read_parameters(document()["Parameters"])[name]
    good = {**ANSWERS, "Script": "inference.py", "InstanceType": "ml.m5.large", "AlarmTopic": ""}
    accepted = [value for value in (*refused, good[name]) if parameter.accepts(value)]
    assert accepted == [good[name]]
