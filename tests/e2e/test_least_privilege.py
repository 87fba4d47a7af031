"""The three roles over the life of a catalog: enough for each command, and nothing that no command asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.principals import as_principal, client, role_arn, set_the_stage, staged
from tests.e2e.test_adopt import ids
from tests.e2e.test_own_launch_role import ROLE_NAME, add_product
from tests.e2e.test_publish import release_next
from tests.e2e.test_versions import ENVIRONMENT as IN_LATER
from tests.e2e.test_versions import TARGET as LATER
from tests.e2e.world import ACCOUNT, ENVIRONMENT, World, ended, run, started

pytestmark = pytest.mark.slow
ALLOW = ("--allow", "broadens", "--allow", "breaks-users", "--allow", "destroys")
DRAFTED = re.compile(r"N\d+")
"""How the ids of statements end that are drafted from the environment's template: their source is the registry."""
BY_STACKS = ("MakeBoundedRoles", "ChangeLaunchRoles", "ChangePoliciesOfLaunchRoles")
"""Statements of what the registry's handlers of AWS::IAM::Role and AWS::IAM::ManagedPolicy list, for launch roles."""
GIVEN = ("LookAtBuckets", "LookAtKeys", "LookAhead", "ReadWhatRuns")
"""Statements for environments that take what is there already, for keys that go, and for what runs: test_given.py,
test_doomed_keys.py and test_destroy.py."""
SHARED = ("ReadTheOrganizationsAccess", "ReadStackSets", "MakeStackSets", "ChangeStackSets", "ChangeTheirTargets")
"""Statements for launch roles in spokes: tests/e2e/test_spokes.py."""
ELSEWHERE = {
    "cloudformation:ContinueUpdateRollback": "`deploy --resume`: tests/e2e/test_destroy.py",
    "cloudformation:GetTemplateSummary": "AWS managed policy AWSServiceCatalogAdminFullAccess, for the publisher",
    "cloudformation:ValidateTemplate": "AWS managed policy AWSServiceCatalogAdminFullAccess",
    "cloudtrail:GetEventSelectors": "where the account has a trail: tests/generator/aws",
    "cloudtrail:GetTrailStatus": "where the account has a trail: tests/generator/aws",
    "ec2:RevokeSecurityGroupIngress": "where the network's default group admits its members",
    "iam:AttachRolePolicy": "a launch role of managed policies, one of which was taken off by hand",
    "iam:PassRole": "Service Catalog Administrator Guide, Launch constraints",
    "iam:GetUser": "principals of portfolio.yaml that are users",
    "s3:PutBucketOwnershipControls": "a bucket that somebody has changed: it is made with them",
    "servicecatalog:DeleteProduct": "a creation that two runs have finished: generator/aws/catalog/creation.py",
    "servicecatalog:UpdateConstraint": "a narrowing that was changed",
    "servicecatalog:UpdateTagOption": "a tag option that was switched off by hand",
    "servicecatalog:GetAWSOrganizationsAccessStatus": "shares: tests/e2e/test_many_targets.py",
    "servicecatalog:DescribePortfolioShares": "shares, and what would be removed",
    "servicecatalog:CreatePortfolioShare": "shares",
    "servicecatalog:UpdatePortfolioShare": "shares",
    "servicecatalog:DeletePortfolioShare": "shares",
    "servicecatalog:DescribePortfolioShareStatus": "shares",
    "sns:GetTopicAttributes": "notification constraints",
}
"""Actions of which this life has no use, each with what asks for it."""


def allowed(world: World, principal: str) -> dict[str, str]:
    """Action → the statement that has it, of what is written and not drafted."""
    documents = json.loads(world.build("permissions", principal, "--format", "json").ended(0).out)[principal]
    statements = [each for document in documents for each in document["Statement"]]
    return {
        action: each["Sid"]
        for each in statements
        if not DRAFTED.search(each["Sid"]) and each["Sid"] not in (*BY_STACKS, *GIVEN, *SHARED)
        for action in each["Action"]
    }


def asked(world: World, principal: str) -> set[str]:
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/ds-{principal}/{principal}"
    return {row["action"] for row in world.control("GET", f"asked?principal={arn}")}


ACTION = """\
actions:
  restart:
    summary: Restarts what was launched.
    document: AWS-RestartEC2Instance
    version: "1"
    role: launch
    parameters: { InstanceId: target }
"""


def change_by_hand(world: World) -> None:
    """An administrator opens a launch role."""
    iam = client(world.as_person("admin"), "iam")
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.delete_role_permissions_boundary(RoleName=ROLE_NAME)
    iam.put_role_policy(RoleName=ROLE_NAME, PolicyName="more", PolicyDocument=json.dumps(everything))


def promote(world: World) -> None:
    """A later ring gets what this one offers: its bytes are read here, and nothing is published there."""
    before = (world.project / "portfolio.yaml").read_text(encoding="utf-8")
    world.edit("targets:\n", f"targets:\n{LATER}")
    world.edit("\nportfolios:\n", IN_LATER)
    world.build("promote", "notebook", "2.1.0", "--to", "churn-prod").ended(0)
    (world.project / "portfolio.yaml").write_text(before, encoding="utf-8")


def live(world: World) -> None:
    """From nothing published to nothing left, each command by whom it is for."""
    world.build("plan").ended(0)
    world.build("deploy", ENVIRONMENT).ended(0)
    world.build("apply", "catalog", *ALLOW).ended(0)
    dana = world.as_scientist("dana")
    dana.build("launch", "notebook", "--name", "exploration").ended(0)
    release_next(world)
    world.edit('offer: { current: "2.0.0" }', 'offer: { current: "2.1.0", deprecated: "2.0.0" }')
    world.edit("name: Churn, development", "name: Churn and retention")
    world.edit("VolumeSize: { max: 100 }", "VolumeSize: { max: 200 }")
    world.edit('CostCenter: ["1001"]', 'CostCenter: ["1002"]')
    scientist = "      - environment-role: data-scientist"
    world.edit(scientist, f"{scientist}\n      - principal: {role_arn('planner')}")
    add_product(world)
    declared = world.project / "products/setting/product.yaml"
    without = declared.read_text(encoding="utf-8")
    declared.write_text(f"{without}{ACTION}", encoding="utf-8")
    world.build("apply", "catalog", *ALLOW).ended(0)
    change_by_hand(world)
    world.build("apply", "catalog", "--deep", *ALLOW).ended(0)
    planner = as_principal(world, "planner")
    planner.build("catalog").ended(0)
    planner.build("show", "notebook").ended(0)
    planner.build("changes").ended(0)
    world.build("status", "--usage").ended(0)
    promote(world)
    world.build("retire", "notebook", "2.0.0").ended(4)
    world.build("destroy", ENVIRONMENT, "--yes").ended(4)
    dana.build("terminate", "exploration", "--yes").ended(0)
    portfolio, product = ids(world)
    world.aws("servicecatalog", "update-product", "--id", product, "--name", "Theirs").ended(0)
    world.build("drift").ended(10)
    world.build("plan", "--deep").ended(0)
    world.build("verify").ended(0)
    world.build("doctor").ended(0)
    untag = ("--remove-tags", "ds-catalog:portfolio")
    world.aws("servicecatalog", "update-portfolio", "--id", portfolio, *untag).ended(0)
    world.build("adopt", "portfolio/churn-dev", portfolio).ended(0)
    world.build("retire", "notebook", "2.0.0").ended(0)
    declared.write_text(f"{without}{ACTION.replace('Restarts', 'Starts')}", encoding="utf-8")
    world.build("apply", "catalog", *ALLOW).ended(0)
    declared.write_text(without, encoding="utf-8")
    world.build("apply", "catalog", "--prune", *ALLOW).ended(0)
    text = (world.project / "portfolio.yaml").read_text(encoding="utf-8")
    (world.project / "portfolio.yaml").write_text(text[: text.index("portfolios:")] + "portfolios: {}\n")
    world.build("apply", "catalog", *ALLOW).ended(0)
    world.build("destroy", ENVIRONMENT, "--yes").ended(0)


@pytest.fixture
def nothing(project: Path, tmp_path: Path) -> Iterator[World]:
    """An account in which the administrator has set the stage, with the boundaries of launch roles, and no more."""
    world = started(tmp_path / "aws", project)
    try:
        set_the_stage(world)
        yield staged(world)
    finally:
        ended(world)


def test_a_life_asks_for_everything_that_is_allowed_and_for_nothing_else(nothing: World) -> None:
    named = {name: allowed(nothing, name) for name in ("planner", "publisher", "deployer")}
    nothing.control("DELETE", "asked")
    live(nothing)
    used = {name: asked(nothing, name) for name in named}
    everybody = used["planner"] | used["publisher"] | used["deployer"]
    idle: dict[str, str] = {}
    for name, actions in named.items():
        own = actions if name == "planner" else {k: v for k, v in actions.items() if k not in named["planner"]}
        idle |= {action: sid for action, sid in own.items() if action not in everybody and action not in ELSEWHERE}
    assert not idle, f"nothing asks for these: {sorted(idle.items())}"


@pytest.mark.parametrize(
    ("principal", "statement", "words"),
    [
        ("planner", "ReadTheCatalog", ("plan",)),
        ("publisher", "ChangePortfolios", ("apply", "catalog", *ALLOW)),
    ],
)
def test_without_a_statement_a_command_ends_with_what_is_missing_and_who_has_it(
    catalog: World, principal: str, statement: str, words: tuple[str, ...]
) -> None:
    catalog.edit("name: Churn, development", "name: Churn and retention")
    iam = client(catalog.as_person("admin"), "iam")
    missing: Any = None
    for attached in iam.list_attached_role_policies(RoleName=f"ds-{principal}")["AttachedPolicies"]:
        arn = attached["PolicyArn"]
        document = _document(iam, arn)
        rest = [each for each in document["Statement"] if each["Sid"] != statement]
        if len(rest) < len(document["Statement"]):
            missing = document
            text = json.dumps({**document, "Statement": rest})
            iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)
    assert missing is not None, statement
    before = json.dumps(catalog.ask("servicecatalog", "list-portfolios"))
    refused = as_principal(catalog, principal).build(*words).ended(5)
    holder = "planner" if principal == "planner" else principal
    refused.said("error[AWS740]", "lacking: ", f"which the {holder} has", f"fix: ./build.py permissions {holder}")
    assert json.dumps(catalog.ask("servicecatalog", "list-portfolios")) == before


def _document(iam: Any, arn: str) -> Mapping[str, Any]:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    found: Mapping[str, Any] = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return found


def test_a_planner_who_would_write_is_refused_and_nothing_is_written(catalog: World) -> None:
    catalog.edit("name: Churn, development", "name: Churn and retention")
    before = json.dumps(catalog.ask("servicecatalog", "list-portfolios"))
    refused = as_principal(catalog, "planner").build("apply", "catalog", *ALLOW).ended(5)
    refused.said("error[AWS740]", "s3:PutObject", "which the publisher has", "./build.py permissions publisher")
    assert json.dumps(catalog.ask("servicecatalog", "list-portfolios")) == before
    catalog.build("apply", "catalog", *ALLOW).ended(0)


def test_a_person_tries_the_roles_by_their_profiles(nothing: World, tmp_path: Path) -> None:
    files = {"AWS_CONFIG_FILE": "config", "AWS_SHARED_CREDENTIALS_FILE": "credentials"}
    variables = {name: str(tmp_path / "aws" / "aws" / file) for name, file in files.items()}
    run(nothing.project, "plan", "--profile", "planner", **variables).ended(0).said("Plan: ")
    refused = run(nothing.project, "deploy", ENVIRONMENT, "--profile", "planner", **variables).ended(5)
    refused.said("error[AWS740]", "which the deployer has", "./build.py permissions deployer")
    assert nothing.ask("s3api", "list-buckets")["Buckets"] == []
