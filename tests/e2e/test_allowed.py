"""Who can do more or less: said by `check` and `diff` at the statement, agreed on by `release` and `render`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.world import run

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: A job that reads reports
Parameters:
  Writes:
    Type: String
    Description: Whether it may write
    Default: "no"
    AllowedValues: ["yes", "no"]
Conditions:
  MayWrite: !Equals [!Ref Writes, "yes"]
Resources:
  JobRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Sid: Lambda
            Effect: Allow
            Principal: { Service: lambda.amazonaws.com }
            Action: sts:AssumeRole
            Condition:
              StringEquals: { "aws:SourceAccount": !Ref AWS::AccountId }
      Policies:
        - PolicyName: reports
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: ReadReports
                Effect: Allow
                Action: s3:GetObject
                Resource: arn:aws:s3:::reports-churn/daily/*
              - !If
                - MayWrite
                - Sid: WriteReports
                  Effect: Allow
                  Action: s3:PutObject
                  Resource: arn:aws:s3:::reports-churn/daily/*
                - !Ref AWS::NoValue
              - Sid: NeverPlain
                Effect: Deny
                Action: s3:*
                Resource: "*"
                Condition:
                  Bool: { "aws:SecureTransport": "false" }
"""
PRODUCT = """\
title: A job
summary: A job that reads reports.
owner: data platform
version: "1.0.0"
launch-role: { name: anybody }
"""
READ = "Resource: arn:aws:s3:::reports-churn/daily/*\n              - !If"
FILE = "products/job/template.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one product, released as 1.0.0."""
    folder = tmp_path / "products" / "job"
    folder.mkdir(parents=True)
    (folder / "template.yaml").write_text(TEMPLATE)
    (folder / "product.yaml").write_text(PRODUCT)
    run(tmp_path, "release", "job").ended(0)
    return tmp_path


def rewrite(project: Path, old: str, new: str) -> None:
    text = (project / FILE).read_text()
    assert old in text
    (project / FILE).write_text(text.replace(old, new, 1))


def line_of(project: Path, words: str) -> int:
    lines = (project / FILE).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def test_a_release_keeps_what_it_allows_in_words(project: Path) -> None:
    text = (project / "dist/job/1.0.0/permissions.txt").read_text()
    assert "[effective JobRole]\n  s3:GetObject\n    on arn:aws:s3:::reports-churn/daily/*\n" in text
    assert "if aws:SecureTransport = true (or absent)" in text
    assert "== with Writes = yes" in text
    assert "+ s3:GetObject, s3:PutObject\n" in text
    assert '"permissions"' in (project / "dist/ledger.json").read_text()


def test_a_changed_list_of_permissions_is_named_as_every_released_file_is(project: Path) -> None:
    with (project / "dist/job/1.0.0/permissions.txt").open("a") as file:
        file.write("and nothing else\n")
    run(project, "check", "job").ended(1).said("VER504", "dist/job/1.0.0/permissions.txt")


def test_a_wider_resource_is_said_at_its_statement_and_needs_consent(project: Path) -> None:
    rewrite(project, READ, "Resource: arn:aws:s3:::reports-churn/*\n              - !If")
    place = f"{FILE}:{line_of(project, 'Sid: ReadReports')}"
    sentence = (
        "MORE JobRole may now s3:GetObject on arn:aws:s3:::reports-churn/* except (arn:aws:s3:::reports-churn/daily/*)"
    )
    run(project, "check", "job").ended(1).said("SEC480", place, sentence)
    run(project, "diff", "job").ended(0).said(sentence, "release job --minor --allow broadens")
    run(project, "release", "job").ended(4).said("SEC480", "--allow broadens", sentence)
    assert not (project / "dist/job/1.1.0").exists()
    run(project, "release", "job", "--allow", "broadens").ended(0).said(sentence, "released job 1.1.0")
    run(project, "allowed", "job", "--since", "1.0.0").ended(0).said(sentence)
    run(project, "allowed", "job", "--since", "1.1.0").ended(0).said("nobody can do more or less")


def test_a_branch_that_is_off_by_default_is_seen_too(project: Path) -> None:
    rewrite(project, "Action: s3:PutObject", "Action: [s3:PutObject, s3:DeleteObject]")
    run(project, "check", "job").ended(1).said("SEC480", "MORE JobRole may now s3:DeleteObject")


def test_a_lost_refusal_is_more_and_a_lost_grant_is_less(project: Path) -> None:
    rewrite(project, "Bool: {", "BoolIfExists: {")
    run(project, "check", "job").ended(1).said("SEC481", "LESS JobRole may no longer s3:GetObject", "absent")
    rewrite(project, 'BoolIfExists: { "aws:SecureTransport": "false" }', 'Bool: { "aws:SecureTransport": "true" }')
    run(project, "check", "job").ended(1).said("SEC480", "MORE JobRole may now also s3:GetObject", "SEC481")


def test_who_may_take_the_role_is_part_of_it(project: Path) -> None:
    rewrite(project, "Condition:\n              StringEquals", "Condition:\n              StringEqualsIfExists")
    run(project, "check", "job").ended(1).said(
        "SEC480", "trust JobRole", "lambda.amazonaws.com", "SourceAccount absent"
    )


def test_less_needs_no_consent_and_the_same_in_other_words_is_nothing(project: Path) -> None:
    rewrite(project, "Action: s3:GetObject", "Action: [s3:getobject, s3:GetObject]")
    same = run(project, "diff", "job").ended(0).text
    assert "needs a" in same
    assert "MORE" not in same
    assert "LESS" not in same
    rewrite(project, "Action: [s3:getobject, s3:GetObject]", "Action: s3:GetObjectVersion")
    run(project, "diff", "job").ended(0).said("MORE JobRole may now s3:GetObjectVersion", "LESS JobRole may no longer")


def test_a_version_that_is_not_released_yet_is_agreed_on_where_it_is_rendered(project: Path) -> None:
    rewrite(project, "Action: s3:GetObject", "Action: s3:GetObject*")
    product = project / "products/job/product.yaml"
    product.write_text(product.read_text().replace("1.0.0", "1.1.0"))
    run(project, "render").ended(4).said("SEC480", "render job --allow broadens")
    run(project, "check", "job").ended(1).said("SEC480")
    run(project, "render", "--allow", "broadens").ended(0).said("wrote dist/job/1.1.0/permissions.txt")
    assert "SEC480" not in run(project, "check", "job").text
    run(project, "release", "job").ended(0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      AssumeRolePolicyDocument:\n", "      AssumeRolePolicy:\n"),
        ("        - PolicyName: reports\n          PolicyDocument:", "        - Document:"),
        (
            "      Policies:\n        - PolicyName: reports",
            "      Policies:\n        - reports\n        - PolicyName: more",
        ),
        ("              - Sid: ReadReports\n", "              - reports\n              - Sid: ReadReports\n"),
        ('                  Bool: { "aws:SecureTransport": "false" }', "                  Bool: often"),
    ],
)
def test_a_policy_of_another_shape_is_said_and_is_no_bug(project: Path, old: str, new: str) -> None:
    rewrite(project, old, new)
    run(project, "check", "job").ended(1)
    run(project, "diff", "job").ended(0)
    run(project, "allowed", "job").ended(0).said("ot ")


def test_a_branch_that_no_answers_reach_and_a_template_that_cannot_be_known_are_said(project: Path) -> None:
    rewrite(project, 'AllowedValues: ["yes", "no"]', 'AllowedValues: ["no"]')
    run(project, "check", "job").ended(1).said("SEC482", "MayWrite holds", f"{FILE}:")
    run(project, "release", "job").ended(0)
    run(project, "check", "job").ended(1).said("SEC482", "MayWrite holds", f"{FILE}:")
    rewrite(project, '    Default: "no"\n    AllowedValues: ["no"]', "    AllowedPattern: (?=a)b")
    run(project, "check", "job").ended(1).said("SEC483", "Writes")


def test_what_is_too_much_to_decide_is_said_and_a_change_of_it_needs_consent(project: Path) -> None:
    rewrite(project, 'Resource: "*"', "NotResource: arn:aws:s3:::${aws:username}/*")
    run(project, "check", "job").ended(1).said("SEC480", "JobRole is different, and cannot be compared", "NotResource")
    run(project, "release", "job", "--allow", "broadens", "--in-spite-of", "SEC404").ended(0)
    assert "undecided: " in (project / "dist/job/1.1.0/permissions.txt").read_text()
    rewrite(project, "Description: A job that reads reports", "Description: A job that reads")
    assert "MORE" not in run(project, "diff", "job").ended(0).text
