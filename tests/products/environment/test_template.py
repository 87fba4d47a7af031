"""The template as a whole: within its limits, without cycles, the same each time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from generator.iam.lint import check_policy
from generator.synth.policy_sizes import measure_policies
from products.environment.parameters import PROMPTS
from tests.products.environment.conftest import ROOT, Make, draw
from tests.products.environment.reading import of_type

POLICIES = {
    "AWS::EC2::VPCEndpoint": "PolicyDocument",
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::S3::BucketPolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
    "AWS::SQS::QueuePolicy": "PolicyDocument",
    "AWS::IAM::Role": "AssumeRolePolicyDocument",
}
UNTAGGED = {
    "AWS::EC2::NetworkAclEntry",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::SubnetNetworkAclAssociation",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::IAM::ManagedPolicy",
    "AWS::KMS::Alias",
    "AWS::Lambda::Permission",
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
    "AWS::Logs::MetricFilter",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
}
_REFERENCE = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z.]+)?\}")


def references(node: Any) -> Iterator[str]:
    """The logical ids that a part of the template refers to."""
    match node:
        case {"Ref": str() as name} if len(node) == 1:
            yield name
        case {"Fn::GetAtt": [str() as name, *_]} if len(node) == 1:
            yield name
        case {"Fn::Sub": str() as text} if len(node) == 1:
            yield from _REFERENCE.findall(text)
        case {"Fn::Sub": [str() as text, dict() as values]} if len(node) == 1:
            yield from _REFERENCE.findall(text)
            yield from references(values)
        case dict():
            for value in node.values():
                yield from references(value)
        case list():
            for item in node:
                yield from references(item)


def test_the_template_is_within_cloudformations_limits(document: Mapping[str, Any]) -> None:
    assert len(document["Resources"]) <= 500 * 0.9
    assert len(document["Parameters"]) <= 200 * 0.9
    assert len(document["Outputs"]) <= 200 * 0.9
    assert len(json.dumps(document).encode()) <= 1_000_000 * 0.9


def test_every_policy_leaves_a_tenth_of_its_quota(document: Mapping[str, Any]) -> None:
    sizes = measure_policies(document)
    assert len(sizes) > 50
    assert not [size for size in sizes if size.headroom < 0.1]


def test_resources_form_no_cycle(document: Mapping[str, Any]) -> None:
    resources = document["Resources"]
    needs = {
        name: {each for each in references(resource) if each in resources} | set(resource.get("DependsOn", ()))
        for name, resource in resources.items()
    }
    while ready := {name for name, needed in needs.items() if not needed}:
        needs = {name: needed - ready for name, needed in needs.items() if name not in ready}
    assert needs == {}


def test_two_renders_are_equal_whatever_the_hash_seed() -> None:
    program = (
        "import json, sys; sys.path.insert(0, '.');"
        "from tests.products.environment.conftest import draw; print(json.dumps(draw()))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert texts == {json.dumps(draw()) + "\n"}


def test_every_question_has_a_place_a_label_and_a_sentence_for_bad_answers(document: Mapping[str, Any]) -> None:
    interface = document["Metadata"]["AWS::CloudFormation::Interface"]
    grouped = [name for group in interface["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(grouped) == sorted(document["Parameters"])
    for parameter in document["Parameters"].values():
        assert parameter["Description"]
        assert parameter["ConstraintDescription"].endswith(".")


def test_every_default_answers_its_own_question() -> None:
    for prompt in PROMPTS:
        if prompt.pattern and prompt.default is not None:
            assert re.search(prompt.pattern, str(prompt.default)), prompt.name
        if prompt.allowed and prompt.default is not None:
            assert prompt.default in prompt.allowed, prompt.name


@pytest.mark.parametrize("name", ["Churn", "c", "", "a--b", "churn-", "1churn", "a" * 17, "churn_x"])
def test_bad_project_names_are_refused(name: str) -> None:
    (project,) = [prompt for prompt in PROMPTS if prompt.name == "Project"]
    assert project.pattern is not None
    assert not re.search(project.pattern, name)


@pytest.mark.parametrize("block", ["10.0.0.0/25", "10.0.0.0/15", "10.0.0.0", "300.0.0.0/16", "10.0.0.0/16,x"])
def test_blocks_that_hold_no_three_subnets_are_refused(block: str) -> None:
    (prompt,) = [prompt for prompt in PROMPTS if prompt.name == "VpcCidr"]
    assert prompt.pattern is not None
    assert not re.search(prompt.pattern, block)


@pytest.mark.parametrize("name", ["TrustedPrincipals", "PipelinePrincipals", "ApplicationPrincipals"])
def test_an_accounts_root_is_no_principal(name: str) -> None:
    (prompt,) = [prompt for prompt in PROMPTS if prompt.name == name]
    assert prompt.pattern is not None
    user = "arn:aws:iam::111122223333:user/dana"
    assert re.search(prompt.pattern, f"{user},{user}")
    assert not re.search(prompt.pattern, f"{user},arn:aws:iam::111122223333:root")
    assert not re.search(prompt.pattern, "arn:aws:iam::111122223333:root")
    assert not re.search(prompt.pattern, "*")


def test_names_never_exceed_their_limits_with_the_longest_answers(make: Make) -> None:
    made = make({"AWS::Region": "ap-southeast-1"}, Project="a" * 16, Stage="b" * 8)
    assert max(len(bucket["BucketName"]) for bucket in of_type(made, "AWS::S3::Bucket").values()) == 63
    assert all(len(role.get("RoleName", "")) <= 64 for role in of_type(made, "AWS::IAM::Role").values())


def test_two_environments_share_no_name(make: Make) -> None:
    def names(**answers: str) -> set[str]:
        keys = ("BucketName", "RoleName", "ManagedPolicyName", "AliasName", "TrailName", "RepositoryName", "DomainName")
        resources = make(Packages="codeartifact", SageMakerLogGroups="no", **answers)
        return {
            each["Properties"][key]
            for each in resources.values()
            for key in (*keys, "Name")
            if isinstance(each.get("Properties", {}).get(key), str)
            and each["Type"] not in ("AWS::CodeArtifact::Repository",)
        }

    assert len(names(Project="churn")) > 40
    assert names(Project="churn") & names(Project="fraud") == set()


def test_whatever_takes_tags_carries_project_stage_and_manager(make: Make) -> None:
    made = make(
        Zones="3",
        NetworkAcls="yes",
        AccessCidr="172.16.0.0/12",
        Packages="codeartifact",
        AlarmEmail="ops@example.com",
        Detective="stop",
        DetectiveKey="assets/abc.zip",
    )
    for name, resource in made.items():
        if resource["Type"] in UNTAGGED:
            continue
        tags = resource["Properties"]["Tags"]
        pairs = tags if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}
        expected = {"Project": "churn", "Stage": "dev", "ManagedBy": "data-science-catalog"}
        assert expected.items() <= pairs.items(), name


def test_every_condition_key_exists_for_the_actions_that_it_stands_with(document: Mapping[str, Any]) -> None:
    checked = 0
    for name, resource in document["Resources"].items():
        if resource["Type"] in POLICIES:
            checked += 1
            assert not check_policy(resource["Properties"][POLICIES[resource["Type"]]]), name
    assert checked > 30


def test_no_partition_or_suffix_is_spelled_out(document: Mapping[str, Any]) -> None:
    text = json.dumps({key: document[key] for key in ("Resources", "Outputs", "Conditions")})
    assert "arn:aws:" not in text
    assert not re.search(r"amazonaws\.com\.cn|\}\.amazonaws\.com[^.\"]", text)


GIVEN = {
    "ExistingVpc": "vpc-12345678",
    "ExistingSubnets": "subnet-11111111,subnet-22222222,subnet-33333333",
    "ExistingRouteTables": "rtb-11111111",
}
SWITCHES: tuple[tuple[dict[str, str], ...], ...] = (
    ({"Zones": "2"}, {"Zones": "3"}),
    ({}, GIVEN),
    ({"Git": "codecommit"}, {"Git": "none"}, {"Git": "https://git.example.com/x", "Proxy": "10.1.2.3:3128"}),
    ({"Trail": "own", "AlarmEmail": "ops@example.com"}, {"Trail": "organization"}),
    ({"Packages": "none"}, {"Packages": "codeartifact", "Current": "yes"}),
    ({"Detective": "off"}, {"Detective": "report", "DetectiveKey": "assets/abc.zip"}),
    ({"Presign": "any"}, {"Presign": "cidr", "PresignCidr": "203.0.113.0/24"}),
)


@pytest.mark.parametrize("choice", list(product(*SWITCHES))[::7], ids=str)
def test_options_resolve_in_combination_and_refer_to_nothing_that_is_not_made(
    make: Make, choice: tuple[dict[str, str], ...]
) -> None:
    answers = {key: value for each in choice for key, value in each.items()}
    assert len(make(**answers)) > 80


def test_no_aws_managed_policy_is_used(document: Mapping[str, Any]) -> None:
    attached = [arn for role in of_type(document["Resources"], "AWS::IAM::Role").values() for arn in arns_of(role)]
    assert len(attached) > 15
    ours = {*document["Resources"], "AWS::NoValue"}
    assert [arn for arn in attached if not {*references(arn)} or not {*references(arn)} <= ours] == []
    assert ":policy/aws-" not in json.dumps(document)
    assert "iam::aws:" not in json.dumps(document)


def arns_of(role: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = role.get("ManagedPolicyArns", [])
    return found


def test_nothing_is_exported(document: Mapping[str, Any]) -> None:
    assert document["Outputs"]
    assert not [name for name, output in document["Outputs"].items() if "Export" in output]
