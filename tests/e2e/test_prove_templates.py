"""`prove --templates`: any template, whoever wrote it; what cannot be read of it is said, all at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.world import CHECKOUT, run

HEAD = 'AWSTemplateFormatVersion: "2010-09-09"\n'
TRUST = """\
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
"""
ROLE = f"""\
{HEAD}Parameters:
  Name: {{ Type: String, Default: reports }}
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
{TRUST}\
      Policies:
        - PolicyName: work
          PolicyDocument: !Sub >-
            {{"Version": "2012-10-17", "Statement": [{{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::${{Name}}/*"}}, {{"Sid": "Climb", "Effect": "Allow",
            "Action": "iam:CreatePolicyVersion", "Resource": "*",
            "Condition": {{"Bool": {{"aws:MultiFactorAuthPresent": "true"}}}}}}]}}
  Reports:
    Type: AWS::S3::Bucket
    Properties: {{ BucketName: !Ref Name }}
"""
BAD = f"""\
{HEAD}Resources:
  Broken:
    Type: AWS::IAM::Role
    Properties:
{TRUST}\
      Policies:
        - PolicyName: one
          PolicyDocument: '{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow"'
  Strange:
    Type: AWS::IAM::Role
    Properties:
{TRUST}\
      ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAcces, arn:aws:iam::aws:policy/ReadOnlyAccess]
      Policies:
        - PolicyName: two
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: "*"
                Condition: {{ StringIsNearly: {{ aws:username: dana }} }}
"""


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_policy_in_a_text_is_read_and_a_parameter_is_given(tmp_path: Path) -> None:
    (tmp_path / "role.yaml").write_text(ROLE)
    (tmp_path / "params.json").write_text('[{"ParameterKey": "Name", "ParameterValue": "sales"}]')
    words = ("--templates", "role.yaml", "--params", "params.json")
    told = run(tmp_path, "prove", *words).ended(0).out
    assert max(map(len, told.splitlines())) <= 80
    assert "[effective Worker]" in told
    assert "s3:GetObject\n    on $Reports/*  always" in told
    assert "allowed only if: Worker\n      if aws:MultiFactorAuthPresent = true\n" in told
    data = run(tmp_path, "prove", *words, "--format", "json").ended(0).data
    (template,) = data["templates"]
    assert template["answers"]["Name"] == "sales"
    cells = [cell for cell in template["cells"] if cell["who"] == "Worker" and cell["task"] == "Read an object"]
    assert [cell["answer"] for cell in cells] == ["allowed"]


def test_who_can_give_himself_more_is_said_and_a_template_without_roles_is_asked_nothing(tmp_path: Path) -> None:
    climbing = ROLE.replace("iam:CreatePolicyVersion", "iam:PutRolePolicy")
    (tmp_path / "role.yaml").write_text(climbing)
    ended = run(tmp_path, "prove", "--templates", "role.yaml").ended(1)
    ended.said(
        "SEC487", "`Worker` gives itself more by iam:PutRolePolicy", f"role.yaml:{line_of(climbing, '!Sub >-')}:"
    )
    (tmp_path / "log.yaml").write_text(f"{HEAD}Resources:\n  Log: {{ Type: AWS::Logs::LogGroup }}\n")
    told = run(tmp_path, "prove", "--templates", "log.yaml").ended(0).out
    assert "log.yaml: no task is about a resource of its types" in told


def test_everything_that_cannot_be_read_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "role.yaml").write_text(ROLE)
    (tmp_path / "sam.yaml").write_text(
        f"{HEAD}Transform: AWS::Serverless-2016-10-31\nResources:\n  F: {{ Type: AWS::Serverless::Function }}\n"
    )
    ended = run(tmp_path, "prove", "--templates", "bad.yaml", "role.yaml", "sam.yaml").ended(1)
    ended.said("SEC502", f"bad.yaml:{line_of(BAD, 'PolicyDocument: ')}:")
    ended.said("SEC440", "StringIsNearly", "bad.yaml:")
    ended.said("SEC504", "ReadOnlyAcces", "ReadOnlyAccess", f"bad.yaml:{line_of(BAD, 'ManagedPolicyArns')}:")
    ended.said("SEC501", "sam.yaml:2:")
    assert "[effective Worker]" in ended.out, "what can be said is said"


def test_parameters_that_nobody_asks_for_are_named_at_their_lines(tmp_path: Path) -> None:
    (tmp_path / "role.yaml").write_text(ROLE)
    (tmp_path / "params.json").write_text('{\n  "Nmae": "sales"\n}\n')
    ended = run(tmp_path, "prove", "--templates", "role.yaml", "--params", "params.json").ended(1)
    ended.said("SEC503", "params.json:2:3", "`Nmae`", "Name")
    (tmp_path / "params.json").write_text('{"Name": ')
    run(tmp_path, "prove", "--templates", "role.yaml", "--params", "params.json").ended(1).said(
        "SEC503", "params.json:1"
    )


def test_names_and_files_are_not_mixed(tmp_path: Path) -> None:
    run(tmp_path, "prove").ended(2).said("name one product")
    run(tmp_path, "prove", "--templates").ended(2).said("name the files")


@pytest.mark.slow
def test_each_fixture_and_each_released_template_is_proven() -> None:
    files = sorted((CHECKOUT / "tests/fixtures/templates").glob("*.[yj]*"))
    ended = run(CHECKOUT, "prove", "--templates", *map(str, files), "--format", "json")
    assert "BUG" not in ended.err
    assert len(json.loads(ended.out)["templates"]) == len(files)
