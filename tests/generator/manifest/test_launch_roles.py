"""launch-role.yaml: what it says, and what is wrong with it at its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Finding, Problems
from generator.iam.launch_roles import find_in_launch_role
from generator.manifest.launch_roles import load_launch_role
from generator.model.launch_role import LaunchRole

ROLE = """\
format: 1
statements:
  - id: MakeBuckets
    because: "AWS::S3::Bucket `Data`: create, update, delete"
    allow: [s3:CreateBucket, s3:DeleteBucket]
    on: "arn:${AWS::Partition}:s3:::${Environment}-*"
    when: { StringEquals: { "aws:ResourceAccount": "${AWS::AccountId}" } }
"""
FILE = "products/notebook/launch-role.yaml"


def load(project: Path, text: str, *, in_environment: bool = True) -> LaunchRole | None:
    (project / FILE).write_text(text, encoding="utf-8")
    return load_launch_role(project, "notebook", in_environment=in_environment)


def findings(project: Path, text: str, *, in_environment: bool = True) -> list[Finding]:
    with pytest.raises(Problems) as raised:
        load(project, text, in_environment=in_environment)
    return list(raised.value.findings)


def test_a_product_without_the_file_has_no_role_of_its_own(project: Path) -> None:
    assert load_launch_role(project, "notebook", in_environment=True) is None


def test_a_statement_is_read_with_its_place(project: Path) -> None:
    role = load(project, ROLE)

    assert role is not None
    (statement,) = role.statements
    assert (statement.id, statement.allow) == ("MakeBuckets", ("s3:CreateBucket", "s3:DeleteBucket"))
    assert statement.on == ("arn:${AWS::Partition}:s3:::${Environment}-*",)
    assert statement.when == {"StringEquals": {"aws:ResourceAccount": ("${AWS::AccountId}",)}}
    assert str(statement.span) == f"{FILE}:3:9"


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("format: 1", "format: 1\nformat: 1", "PD260", "2:1"),
        ("id: MakeBuckets", "id: make buckets", "PD261", "3:9"),
        ("    because:", "    becuase:", "PD261", "4:5"),
        ("s3:CreateBucket,", "CreateBucket,", "PD262", "5:13"),
        ("arn:${AWS::Partition}:s3:::${Environment}-*", "my-bucket", "PD261", "6:9"),
        ("${Environment}", "${BucketName}", "PD263", "6:9"),
        ("${AWS::AccountId}", "${AWS::StackName}", "PD263", "7:52"),
    ],
)
def test_what_is_wrong_is_found_at_its_place(project: Path, old: str, new: str, code: str, place: str) -> None:
    found = findings(project, ROLE.replace(old, new))

    assert (code, f"{FILE}:{place}") in [(finding.code, str(finding.span)) for finding in found]
    assert all(finding.fix for finding in found)


def test_the_fix_of_an_empty_list_names_the_product_itself(project: Path) -> None:
    (found,) = findings(project, "format: 1\nstatements: []\n")
    assert (found.code, found.fix) == ("PD261", "./build.py launch-role notebook")


def test_a_product_in_an_account_knows_no_environment(project: Path) -> None:
    assert [finding.code for finding in findings(project, ROLE, in_environment=False)] == ["PD263"]


def test_two_statements_of_one_id_are_found(project: Path) -> None:
    twice = ROLE + ROLE.split("statements:\n")[1]

    (finding,) = findings(project, twice)
    assert (finding.code, str(finding.span)) == ("PD264", f"{FILE}:8:9")


@pytest.mark.parametrize(
    ("action", "code", "words"),
    [
        ("s3:DeleteBuckt", "PD262", "AWS has no action `s3:DeleteBuckt`"),
        ("dynamodb:CreateTabel", "PD262", "AWS has no action `dynamodb:CreateTabel`"),
        ("dynamo:CreateTable", "PD262", "AWS has no service whose actions begin with 'dynamo'"),
        ("iam:CreateRole", "PD265", "allows iam:CreateRole"),
        ("organizations:Leave*", "PD265", "allows organizations:LeaveOrganization"),
    ],
)
def test_an_action_that_no_launch_role_may_have_is_found_where_it_is_written(
    project: Path, action: str, code: str, words: str
) -> None:
    role = load(project, ROLE.replace("s3:DeleteBucket", action))
    assert role is not None
    (finding,) = find_in_launch_role(role)
    assert (finding.code, str(finding.span)) == (code, f"{FILE}:5:30")
    assert words in finding.message


def test_actions_of_services_whose_rows_are_not_held_are_known_by_name(project: Path) -> None:
    role = load(project, ROLE.replace("s3:DeleteBucket", "glue:Create*"))
    assert role is not None
    assert list(find_in_launch_role(role)) == []
