"""A key that a template does not retain is never scheduled for deletion while something is encrypted under it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.principals import set_the_stage, staged
from tests.e2e.world import ACCOUNT, CHECKOUT, World, ended, started, writes

pytestmark = pytest.mark.slow

ROOT = '{ AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root" }'
TEMPLATE = f"""\
AWSTemplateFormatVersion: "2010-09-09"
Description: A safe with a key that goes with it
Parameters:
  Project: {{ Type: String, Description: "Whose it is.", AllowedPattern: "[a-z-]+" }}
  Stage: {{ Type: String, Description: "How near to production.", AllowedPattern: "[a-z0-9]+" }}
  Members: {{ Type: CommaDelimitedList, Description: "Who works here, by ARN." }}
Resources:
  SafeKey:
    Type: AWS::KMS::Key
    DeletionPolicy: Delete
    UpdateReplacePolicy: Retain
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Version: "2012-10-17"
        Statement: [{{ Sid: Account, Effect: Allow, Principal: {ROOT}, Action: "kms:*", Resource: "*" }}]
  Going:
    Type: AWS::SQS::Queue
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Properties: {{ KmsMasterKeyId: !Ref SafeKey }}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub "ds-${{Project}}-${{Stage}}-member"
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {{ Sid: Members, Effect: Allow, Principal: {{ AWS: !Ref Members }}, Action: "sts:AssumeRole" }}
Outputs:
  SafeKeyId: {{ Description: "The key.", Value: !Ref SafeKey }}
"""
DECLARATION = """\
parameters:
  Project: project
  Stage: stage
  Members: people.scientists.principals
roles: [member]
person: member
caller: member
"""
PORTFOLIO = f"""\
format: 1
catalog: safes
targets:
  dev: {{ account: "{ACCOUNT}", region: eu-west-1 }}
environments:
  apples-dev:
    target: dev
    project: apples
    stage: dev
    version: "1.0.0"
    people:
      scientists: {{ trust: mfa, principals: ["arn:aws:iam::{ACCOUNT}:user/dana"] }}
    options: {{ git: none }}
portfolios: {{}}
"""


@pytest.fixture
def safe(tmp_path: Path) -> Iterator[World]:
    """A project with the invented base product alone, deployed."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy2(CHECKOUT / ".cfnlintrc", folder)
    administrator = started(tmp_path / "aws", folder)
    try:
        (folder / "safe.yaml").write_text(TEMPLATE, encoding="utf-8")
        administrator.build("new", "product", "safe", "--from", "safe.yaml").ended(0)
        (folder / "products/safe/deployment.yaml").write_text(DECLARATION, encoding="utf-8")
        administrator.build("release", "safe").ended(0)
        (folder / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
        set_the_stage(administrator)
        world = staged(administrator)
        world.build("deploy", "apples-dev").ended(0)
        yield world
    finally:
        ended(administrator)


def test_a_key_goes_only_when_nothing_is_encrypted_under_it_any_more(safe: World) -> None:
    stack = ("cloudformation", "describe-stack-resource", "--stack-name", "ds-apples-dev")
    key = safe.ask(*stack, "--logical-resource-id", "SafeKey")["StackResourceDetail"]["PhysicalResourceId"]
    arn = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/{key}"
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn}
    rule = json.dumps({"Rules": [{"ApplyServerSideEncryptionByDefault": default}]})
    safe.ask(
        "s3api", "create-bucket", "--bucket", "pears", "--create-bucket-configuration", "LocationConstraint=eu-west-1"
    )
    safe.ask("s3api", "put-bucket-encryption", "--bucket", "pears", "--server-side-encryption-configuration", rule)
    safe.ask("codecommit", "create-repository", "--repository-name", "plums", "--kms-key-id", arn)
    with safe.counting() as calls:
        refused = safe.build("destroy", "apples-dev", "--yes").ended(4)
    assert writes(calls) == {}
    refused.said("error[PLN621]", "bucket pears", "repository plums", "encrypted under SafeKey")
    assert "Going" not in refused.text
    safe.ask("s3api", "delete-bucket", "--bucket", "pears")
    safe.build("destroy", "apples-dev", "--yes").ended(4).said("repository plums")
    safe.ask("codecommit", "delete-repository", "--repository-name", "plums")
    safe.build("destroy", "apples-dev", "--yes").ended(0).said("ds-apples-dev: deleted")
    assert safe.ask("kms", "describe-key", "--key-id", key)["KeyMetadata"]["KeyState"] == "PendingDeletion"
