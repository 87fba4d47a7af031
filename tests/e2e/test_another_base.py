"""Environments of an invented product, with other names of roles and parameters: the generator knows none by heart."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.principals import set_the_stage, staged
from tests.e2e.test_own_launch_role import ROLE
from tests.e2e.world import ACCOUNT, CHECKOUT, World, ended, started

pytestmark = pytest.mark.slow

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: A desk, where researchers work
Parameters:
  Team: { Type: String, Description: "Whose it is.", AllowedPattern: "[a-z-]+" }
  Level: { Type: String, Description: "How near to production.", AllowedPattern: "[a-z0-9]+" }
  Members: { Type: CommaDelimitedList, Description: "Who works here, by ARN." }
  Silence: { Type: String, Description: "Whether containers come in.", AllowedValues: ["yes", "no"], Default: "no" }
  DaysKept: { Type: Number, Description: "How long logs are kept.", Default: 365 }
Resources:
  ResearcherRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub "ds-${Team}-${Level}-researcher"
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: { AWS: !Ref Members }
            Action: ["sts:AssumeRole", "sts:SetSourceIdentity"]
            Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } }
      Policies:
        - PolicyName: launching
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: ["servicecatalog:*", "cloudformation:DescribeStacks", "cloudformation:GetTemplateSummary"]
                Resource: "*"
  Kept:
    Type: AWS::SSM::Parameter
    DeletionPolicy: Delete
    UpdateReplacePolicy: Retain
    Properties:
      Name: !Sub "/ds/${Team}-${Level}/kept"
      Type: String
      Value: !Sub "${DaysKept}, ${Silence}"
Outputs:
  KeptName: { Description: "Where it says how long.", Value: !Ref Kept }
"""
DECLARATION = """\
parameters:
  Team: project
  Level: stage
  Members: people.scientists.principals
  Silence: { field: network.endpoints, has: containers }
  DaysKept: options.log-retention-days
roles: [researcher]
person: researcher
caller: researcher
"""
DRAWER = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: A drawer of a desk
Parameters:
  Desk: { Type: String, Description: "Which desk." }
Resources:
  Setting:
    Type: AWS::SSM::Parameter
    DeletionPolicy: Delete
    UpdateReplacePolicy: Retain
    Properties:
      Type: String
      Value: !Sub "{{resolve:ssm:/ds/${Desk}/kept}}"
Outputs:
  SettingName: { Description: "What is in it.", Value: !Ref Setting }
"""
PORTFOLIO = f"""\
format: 1
catalog: research
targets:
  dev: {{ account: "{ACCOUNT}", region: eu-west-1 }}
environments:
  apples-dev:
    target: dev
    project: apples
    stage: dev
    version: "1.0.0"
    network: {{ endpoints: [containers] }}
    people:
      scientists: {{ trust: mfa, principals: ["arn:aws:iam::{ACCOUNT}:user/dana"] }}
    options: {{ git: none, log-retention-days: 90 }}
portfolios:
  apples-dev:
    name: Apples
    provider: Research
    environment: apples-dev
    products:
      - use: drawer
        offer: {{ current: "1.0.0" }}
    access:
      - environment-role: researcher
"""
FILE = "products/desk/deployment.yaml"
RESEARCHER = f"arn:aws:iam::{ACCOUNT}:role/ds-apples-dev-researcher"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[World]:
    """A project with the invented products alone, both released."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy2(CHECKOUT / ".cfnlintrc", folder)
    world = started(tmp_path / "aws", folder)
    try:
        for name, template in (("desk", TEMPLATE), ("drawer", DRAWER)):
            (folder / f"{name}.yaml").write_text(template, encoding="utf-8")
            world.build("new", "product", name, "--from", f"{name}.yaml").ended(0)
        (folder / FILE).write_text(DECLARATION, encoding="utf-8")
        reading = "\n  - id: ReadDesk\n    because: what the desk publishes\n    allow: ssm:GetParameters\n    on: "
        place = '"arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/ds/${Environment}/*"\n'
        (folder / "products/drawer/launch-role.yaml").write_text(ROLE.rstrip() + reading + place, encoding="utf-8")
        with (folder / "products/drawer/product.yaml").open("a", encoding="utf-8") as file:
            file.write("lives-in: environment\nenvironment-parameter: Desk\n")
        world.build("release", "desk").ended(0)
        world.build("release", "drawer").ended(0)
        (folder / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
        set_the_stage(world)
        yield staged(world)
    finally:
        ended(world)


def test_an_environment_of_another_product_is_deployed_and_offered_in(desk: World) -> None:
    desk.build("deploy", "apples-dev").ended(0).said("KeptName = /ds/apples-dev/kept")
    asked = desk.ask("cloudformation", "describe-stacks", "--stack-name", "ds-apples-dev")["Stacks"][0]["Parameters"]
    assert {row["ParameterKey"]: row["ParameterValue"] for row in asked} == {
        "Team": "apples",
        "Level": "dev",
        "Members": f"arn:aws:iam::{ACCOUNT}:user/dana",
        "Silence": "yes",
        "DaysKept": "90",
    }
    desk.build("plan").ended(0).said("role/ds-apples-dev-researcher")
    desk.build("apply", "--allow", "broadens").ended(0)
    desk.build("plan").ended(0).said("No changes.")
    desk.build("deploy", "apples-dev").ended(0).said("No changes")

    # A researcher launches what is offered there, in his environment, as the role that the declaration names.
    dana = desk.as_scientist("dana", RESEARCHER)
    dana.build("catalog").ended(0).said("drawer")
    dana.build("launch", "drawer", "--name", "top", "--set", "Desk=pears-dev").ended(1).said("error[AWS719]", "Desk")
    dana.build("launch", "drawer", "--name", "top").ended(0).said("SettingName = ")
    (made,) = [each["Name"] for each in desk.ask("ssm", "describe-parameters")["Parameters"] if "CFN-" in each["Name"]]
    assert desk.ask("ssm", "get-parameter", "--name", made)["Parameter"]["Value"] == "90, yes"
    desk.build("status").ended(0).said("drawer", "1 in use")
    dana.build("update", "top").ended(0)
    dana.build("terminate", "top", "--yes").ended(0).said("succeeded")
    assert "CFN-" not in str(desk.ask("ssm", "describe-parameters"))


def test_what_the_declaration_does_not_have_is_refused_by_name(desk: World) -> None:
    desk.edit("environment-role: researcher", "environment-role: data-scientist")
    desk.build("plan").ended(1).said("error[PF154]", "is none of the environment's roles", "one of researcher")
    desk.edit("environment-role: data-scientist", "environment-role: researcher")
    desk.edit("log-retention-days: 90", "alarms: ml-platform@example.com")
    for command in ("plan", "check"):
        desk.build(command).ended(1).said("error[PF187]", "has no question options.alarms", "portfolio.yaml:14:")
    desk.edit("alarms: ml-platform@example.com", "log-retention-days: 90")
    desk.edit("endpoints: [containers]", "endpoints: [containers, development]")
    for command in ("plan", "check"):
        desk.build(command).ended(1).said(
            "error[PF187]", "has no question whether network.endpoints has `development`", "portfolio.yaml:11:40"
        )
    desk.edit("endpoints: [containers, development]", "endpoints: [containers]")
    desk.edit("  Team: project", "  Teem: project", FILE)
    desk.build("check").ended(1).said(f"{FILE}:2:3", "error[PD284]", "has the parameter `Teem`", "fix: Team")
    desk.edit("  Teem: project", "  Team: project", FILE)
    desk.edit("roles: [researcher]", "roles: [researcher, sitter]", FILE)
    desk.build("check").ended(1).said(f"{FILE}:7:21", "makes no role `sitter`")
    (desk.project / FILE).unlink()
    desk.build("plan").ended(1).said("error[PD283]", "no product says how it makes environments")
