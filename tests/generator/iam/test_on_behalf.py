"""The table of calls on behalf: every row speaks of what AWS has, and applies where it should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from generator.iam import actions
from generator.iam.lint.statements import may_carry
from generator.iam.on_behalf import BELIEFS, HELD, ROWS, Need, Place, Row, needs_of

PLACE = Place("eu-west-1", "111122223333")
ROLE = "arn:aws:iam::111122223333:role/r"
STATE = {"EncryptionKey", "Arn", "EndpointConfig", "EndpointName", "Model", "NewRole", "kmsKeyId", "repositoryId"}
STATE |= {"AssumeRole", "Given", "NetworkInterfaceId", "ProfileRole", "Table", "TableKeys"}
"""What is no parameter of the request but known of what is there; the modules of the table say what each is."""
NO_API = {"codecommit:GitPull", "codecommit:GitPush"}
QUESTIONS = Path(__file__).parents[3] / "docs" / "open-questions.md"


@cache
def model_of(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def paths_of(row: Row) -> Iterator[str]:
    for text in (row.resource, *row.keys.values()):
        yield from re.findall(r"\{(?:\w+ )?([A-Za-z][\w.\[\]]*)\}", text)
    yield from (*row.when, *filter(None, (row.by, row.instead)))


def is_parameter(service: str, operation: str, path: str) -> bool:
    """Whether the path leads through the members of the operation's input."""
    shape = model_of(service).operation_model(operation).input_shape
    for part in path.split("."):
        members = getattr(shape, "members", {})
        if part.removesuffix("[]") not in members:
            return False
        shape = members[part.removesuffix("[]")]
        shape = shape.member if part.endswith("[]") else shape
    return True


@pytest.mark.parametrize("operation", sorted({row.operation for row in ROWS} - NO_API))
def test_each_row_names_an_operation_and_parameters_that_aws_has(operation: str) -> None:
    service, name = operation.split(":")
    assert name in model_of(service).operation_names
    own = ("CreateNotebookInstance", "Start", "Update", "Delete")
    for row in (row for row in ROWS if row.operation == operation):
        for path in set(paths_of(row)) - {"partition", "region", "account", "suffix"}:
            # A notebook's start names the notebook only: the rest are parameters of its creation.
            asked = "CreateNotebookInstance" if name.endswith("NotebookInstance") and name.startswith(own) else name
            assert path.split(".")[0] in STATE or is_parameter(service, asked, path), path


def test_each_row_names_an_action_that_exists_and_keys_that_it_carries() -> None:
    for row in ROWS:
        assert actions.exists(row.action), row
        assert all(may_carry(row.action, key) for key in row.keys), row


def test_each_belief_has_rows_and_a_row_in_the_documents() -> None:
    assert {row.belief for row in ROWS} - {""} == set(BELIEFS)
    assert all(row.grade == "U" for row in ROWS if row.belief)
    text = QUESTIONS.read_text(encoding="utf-8")
    assert [name for name in BELIEFS if f"`{name}`" not in text] == []


def asked(needs: Iterator[Need]) -> list[tuple[str, str]]:
    return [(need.action, need.resource.rpartition(":")[2]) for need in needs if need.role is None]


def test_a_notebook_without_network_and_key_asks_for_its_role_only() -> None:
    assert asked(needs_of("sagemaker:StartNotebookInstance", {"RoleArn": ROLE}, PLACE)) == [("iam:PassRole", "role/r")]


def test_every_subnet_and_group_is_asked_about() -> None:
    given = {"SubnetId": "subnet-1", "SecurityGroupIds": ["sg-1", "sg-2"]}
    found = asked(needs_of("sagemaker:CreateNotebookInstance", given, PLACE))
    placed = [what for action, what in found if action == "ec2:CreateNetworkInterface"]
    assert placed == ["subnet/subnet-1", "security-group/sg-1", "security-group/sg-2", "network-interface/*"]


def test_starting_asks_for_everything_that_creating_asks_for() -> None:
    given = {"RoleArn": ROLE, "SubnetId": "subnet-1", "SecurityGroupIds": ["sg-1"], "KmsKeyId": "k"}
    made, started, updated = (
        set(asked(needs_of(f"sagemaker:{verb}NotebookInstance", given, PLACE)))
        for verb in ("Create", "Start", "Update")
    )
    assert made < started
    assert started == updated
    assert started - made == {("ec2:DescribeNetworkInterfaces", "*")}


def test_without_a_belief_its_rows_do_not_count() -> None:
    given = {"RoleArn": ROLE, "SubnetId": "subnet-1", "KmsKeyId": "k"}
    assert asked(needs_of("sagemaker:StartNotebookInstance", given, PLACE, HELD - {"start-as-create"})) == []


def test_a_call_that_a_service_makes_says_through_whom() -> None:
    (need,) = needs_of("s3:GetObject", {"Bucket": "b", "Key": "k", "EncryptionKey": "1"}, PLACE)
    assert need.context == {
        "aws:ViaAWSService": "true",
        "kms:ViaService": "s3.eu-west-1.amazonaws.com",
        "kms:CallerAccount": "111122223333",
        "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::b",
    }


def test_partitions_have_their_own_names() -> None:
    place = Place("cn-north-1", "111122223333", "aws-cn")
    (need,) = needs_of("s3:GetObject", {"Bucket": "b", "EncryptionKey": "1"}, place)
    assert need.resource == "arn:aws-cn:kms:cn-north-1:111122223333:key/1"
    assert need.context["kms:ViaService"] == "s3.cn-north-1.amazonaws.com.cn"


@pytest.mark.parametrize(
    ("uri", "resource"),
    [("s3://b/in/", "b/in/*"), ("s3://b/in/one.csv", "b/in/one.csv"), ("s3://b", "b/*"), ("file://b/x", None)],
)
def test_what_a_training_role_reads(uri: str, resource: str | None) -> None:
    source = {"DataSource": {"S3DataSource": {"S3Uri": uri}}}
    given = {"RoleArn": ROLE, "InputDataConfig": [source]}
    found = [
        need.resource.removeprefix("arn:aws:s3:::")
        for need in needs_of("sagemaker:CreateTrainingJob", given, PLACE)
        if need.role == ROLE and need.action == "s3:GetObject"
    ]
    assert found == ([resource] if resource else [])


def test_pulling_and_pushing_need_the_repositorys_key() -> None:
    given = {"kmsKeyId": "k", "repositoryId": "r"}
    pulled = {need.action for need in needs_of("codecommit:GitPull", given, PLACE)}
    pushed = {need.action for need in needs_of("codecommit:GitPush", given, PLACE)}
    assert pulled == {"kms:Decrypt", "kms:DescribeKey"}
    assert pulled < pushed
    assert not list(needs_of("codecommit:GitPull", {}, PLACE))
