"""The notebook product under its launch role, and its owner: proof and embedded AWS agree on every statement.

Each statement of roles 2 and 1 is taken away in turn. The proof asks `needs_of` and the evaluator, the embedded AWS is
called over HTTP: both say yes, or both say no and name the same action.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION, Embedded, embedded
from embedded_aws.service import Keys
from generator.iam.evaluate import NamedPolicy, Request, decide
from generator.iam.on_behalf import Place, needs_of
from generator.iam.roles import DeployedRole
from generator.manifest.scenarios import load_scenarios
from generator.synth import render_project
from generator.verify.scenarios.deployed import DeployedTemplate, resolve_template
from tests.permissions import permit
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]
PLACE = Place(REGION, ACCOUNT)
PREFIX = "ds-churn-dev"
EXECUTION = f"arn:aws:iam::{ACCOUNT}:role/{PREFIX}-notebook-execution"
EC2, NOTEBOOKS = f"arn:aws:ec2:{REGION}:{ACCOUNT}", f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance"
TAGS = {"Project": "churn", "Stage": "dev", "ds:owner": "dana"}
TAG_LIST = [{"Key": key, "Value": value} for key, value in TAGS.items()]
OPEN_KEY = NamedPolicy(
    "key policy",
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "kms:*", "Resource": "*"}],
    },
)
Context = dict[str, str | Sequence[str]]


@cache
def template() -> DeployedTemplate:
    (rendered,) = render_project(ROOT, ("environment",))
    return resolve_template(rendered.document, load_scenarios(ROOT, "environment").scenarios.answers)


@dataclass(frozen=True)
class Account:
    """An embedded AWS with the environment's network, key and roles 1 to 3, as its template would make them."""

    aws: Embedded
    vpc: str
    subnet: str
    group: str
    key: str

    @property
    def admin(self) -> Any:
        return self.aws.client("sagemaker")

    def role(self, local: str) -> DeployedRole:
        """The role of the template, with what the account really has in place of the symbolic ids."""
        held, values = template().roles[f"{PREFIX}-{local}"], template().values
        real = {"Vpc": self.vpc, "FirstSubnet": self.subnet, "WorkloadGroup": self.group, "NotebookKey": self.key}
        policies = []
        for policy in held.identity:
            text = json.dumps(policy.document)
            for name, value in real.items():
                text = text.replace(values[name], value)
            policies.append(NamedPolicy(policy.name, json.loads(text)))
        return replace(held, identity=tuple(policies))

    def give(self, role: DeployedRole) -> None:
        statements = [each for policy in role.identity for each in policy.document["Statement"]]
        permit(self.aws.client("iam"), role.name, statements)

    def become(self, role: DeployedRole) -> Keys:
        found = self.aws.client("sts").assume_role(RoleArn=role.arn, RoleSessionName="dana")["Credentials"]
        return Keys(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])

    def notebook(self, name: str) -> dict[str, Any]:
        """What the product asks for."""
        return {
            "NotebookInstanceName": name,
            "InstanceType": "ml.t3.medium",
            "RoleArn": EXECUTION,
            "SubnetId": self.subnet,
            "SecurityGroupIds": [self.group],
            "KmsKeyId": self.key,
            "DirectInternetAccess": "Disabled",
            "RootAccess": "Disabled",
            "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"},
            "Tags": TAG_LIST,
        }

    def wait(self, name: str, status: str) -> None:
        wait_until(lambda: self.now(name) == status, f"{name} is {status}")

    def now(self, name: str) -> str:
        try:
            return str(self.admin.describe_notebook_instance(NotebookInstanceName=name)["NotebookInstanceStatus"])
        except ClientError:
            return "Gone"

    def bring(self, name: str, status: str) -> None:
        """Wait until the notebook rests, make it anew where it is gone, and start or stop it."""
        wait_until(lambda: self.now(name) in ("Gone", "InService", "Stopped"), f"{name} rests")
        if self.now(name) == "Gone":
            self.admin.create_notebook_instance(**self.notebook(name))
            self.wait(name, "InService")
        if self.now(name) != status:
            verb = "stop" if status == "Stopped" else "start"
            getattr(self.admin, f"{verb}_notebook_instance")(NotebookInstanceName=name)
            self.wait(name, status)


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with embedded() as aws:
        ec2, iam = aws.client("ec2"), aws.client("iam")
        vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.0.0/24")["Subnet"]["SubnetId"]
        group = ec2.create_security_group(GroupName="workload", Description="workload", VpcId=vpc)["GroupId"]
        made = Account(aws, vpc, subnet, group, aws.client("kms").create_key()["KeyMetadata"]["Arn"])
        for local, who in (("data-scientist", "AWS"), ("notebook-creation", "AWS"), ("notebook-execution", "Service")):
            principal = {who: ACCOUNT if who == "AWS" else "sagemaker.amazonaws.com"}
            trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
            document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
            iam.create_role(RoleName=f"{PREFIX}-{local}", AssumeRolePolicyDocument=document)
            made.give(made.role(local))
        yield made


def variants(role: DeployedRole) -> Iterator[tuple[str, DeployedRole]]:
    """The role as it is, and without each of its statements."""
    yield "nothing", role
    for at, policy in enumerate(role.identity):
        for index, statement in enumerate(policy.document["Statement"]):
            document = copy.deepcopy(dict(policy.document))
            del document["Statement"][index]
            identity = list(role.identity)
            identity[at] = NamedPolicy(policy.name, document)
            yield str(statement["Sid"]), replace(role, identity=tuple(identity))


def own_keys(operation: str, params: Mapping[str, Any]) -> Context:
    """The condition keys that the operation itself sends (Service Authorization Reference, Amazon SageMaker)."""
    if operation != "CreateNotebookInstance":
        return {f"aws:ResourceTag/{key}": value for key, value in TAGS.items()}
    return {
        "sagemaker:DirectInternetAccess": "Disabled",
        "sagemaker:RootAccess": "Disabled",
        "sagemaker:MinimumInstanceMetadataServiceVersion": "2",
        "sagemaker:InstanceTypes": [params["InstanceType"]],
        "sagemaker:VpcSubnets": [params["SubnetId"]],
        "sagemaker:VpcSecurityGroupIds": params["SecurityGroupIds"],
        "sagemaker:VolumeKmsKey": params["KmsKeyId"],
        "sagemaker:VolumeKmsKeyArn": params["KmsKeyId"],
        **{f"aws:RequestTag/{key}": value for key, value in TAGS.items()},
        "aws:TagKeys": list(TAGS),
    }


def questions(account: Account, operation: str, params: Mapping[str, Any]) -> Iterator[tuple[str, str, Context]]:
    """What the proof asks about one operation: its own action, what it asks for on behalf, the tags that it gives."""
    arn = f"{NOTEBOOKS}/{params['NotebookInstanceName']}"
    yield f"sagemaker:{operation}", arn, own_keys(operation, params)
    known = {**account.notebook(""), "NetworkInterfaceId": "eni-1", **params}
    for need in needs_of(f"sagemaker:{operation}", known, PLACE):
        if need.role is None:
            placed = need.resource.startswith(EC2) and not need.resource.endswith("/*")
            where: Context = {"ec2:Vpc": f"{EC2}:vpc/{account.vpc}"} if placed else {}
            yield need.action, need.resource, {**need.context, **where}
    if "Tags" in params:
        given = {f"aws:RequestTag/{key}": value for key, value in TAGS.items()}
        yield "sagemaker:AddTags", arn, {"sagemaker:TaggingAction": operation, **given, "aws:TagKeys": list(TAGS)}


def proven(account: Account, role: DeployedRole, operation: str, params: Mapping[str, Any]) -> str | None:
    """The first action that the role lacks; None where it has all."""
    usual: Context = {
        "aws:PrincipalArn": role.arn,
        "aws:PrincipalAccount": ACCOUNT,
        "aws:ResourceAccount": ACCOUNT,
        "aws:SecureTransport": "true",
        "aws:ViaAWSService": "false",
        "aws:userid": "AROAEXAMPLE:dana",
    }
    for action, resource, context in questions(account, operation, params):
        request = Request(role.session("dana"), action, resource, ACCOUNT, {**usual, **context})
        policies = role.policies(resource=OPEN_KEY if action.startswith("kms:") else None)
        if not decide(request, policies).allowed:
            return action
    return None


def seen(call: Any, params: Mapping[str, Any]) -> str | None:
    """The action that the embedded AWS names in its refusal; None where it carries the call out."""
    try:
        call(**params)
    except ClientError as refused:
        message = refused.response["Error"]["Message"]
        assert "to perform: " in message, message
        return str(message.split("to perform: ")[1].split(" ")[0])
    return None


OPERATIONS = {
    "StartNotebookInstance": ("start_notebook_instance", "Stopped", {}),
    "StopNotebookInstance": ("stop_notebook_instance", "InService", {}),
    "UpdateNotebookInstance": ("update_notebook_instance", "Stopped", {"VolumeSizeInGB": 20}),
    "DeleteNotebookInstance": ("delete_notebook_instance", "Stopped", {}),
}


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("local", ["notebook-creation", "data-scientist"])
def test_proof_and_embedded_aws_agree_without_each_statement(account: Account, local: str, operation: str) -> None:
    method, state, more = OPERATIONS[operation]
    role, name = account.role(local), f"{PREFIX}-kept"
    client, answers = account.aws.client("sagemaker", keys=account.become(role)), {}
    params = {"NotebookInstanceName": name, **more}
    account.bring(name, state)
    for sid, variant in variants(role):
        account.give(variant)
        expected, found = proven(account, variant, operation, params), seen(getattr(client, method), params)
        answers[sid] = (expected, found)
        if found is None:
            account.bring(name, state)
    account.give(role)
    assert {sid: pair for sid, pair in answers.items() if pair[0] != pair[1]} == {}
    people = local == "data-scientist" and operation in ("UpdateNotebookInstance", "DeleteNotebookInstance")
    assert (answers["nothing"] == (None, None)) is not people


@pytest.mark.slow
def test_proof_and_embedded_aws_agree_on_launches_without_each_statement(account: Account) -> None:
    role = account.role("notebook-creation")
    client, answers = account.aws.client("sagemaker", keys=account.become(role)), {}
    for number, (sid, variant) in enumerate(variants(role)):
        account.give(variant)
        params = account.notebook(f"{PREFIX}-made-{number}")
        expected = proven(account, variant, "CreateNotebookInstance", params)
        answers[sid] = (expected, seen(client.create_notebook_instance, params))
    account.give(role)
    assert {sid: pair for sid, pair in answers.items() if pair[0] != pair[1]} == {}
    lacking = {sid: expected for sid, (expected, _) in answers.items() if expected}
    assert lacking == {
        "CreateSafeNotebooks": "sagemaker:CreateNotebookInstance",
        "LendNotebookKey": "kms:CreateGrant",
        "MakeInterfaces": "ec2:CreateNetworkInterface",
        "PassNotebookExecution": "iam:PassRole",
        "PlaceInterfaces": "ec2:CreateNetworkInterface",
        "SeeInterfaces": "ec2:DescribeSecurityGroups",
        "TagWhatIsLaunched": "sagemaker:AddTags",
        "UseNotebookKey": "kms:DescribeKey",
    }
