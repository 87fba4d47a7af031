"""PD265: which statements about roles and policies a launch role may have."""

from __future__ import annotations

import pytest

from generator.iam.delegation import MADE_BOUNDARY_ARN
from generator.iam.launch_roles import find_in_launch_role
from generator.model.launch_role import LaunchRole, LaunchStatement

IAM = "arn:${AWS::Partition}:iam::${AWS::AccountId}"
ROLES = f"{IAM}:role/ds/launched/*"
BOUNDED = {"StringEquals": {"iam:PermissionsBoundary": (MADE_BOUNDARY_ARN,)}}


def codes(action: str, place: str, when: dict[str, dict[str, tuple[str, ...]]]) -> list[str]:
    """What is found in a launch role of one statement."""
    return [each.code for each in find_in_launch_role(LaunchRole((LaunchStatement("One", (action,), (place,), when),)))]


@pytest.mark.parametrize(
    ("action", "place", "when"),
    [
        ("iam:CreateRole", ROLES, BOUNDED),
        ("iam:PutRolePolicy", f"{IAM}:role/ds/launched/worker-*", BOUNDED),
        ("iam:AttachRolePolicy", ROLES, {"ArnEquals": {"iam:permissionsboundary": (MADE_BOUNDARY_ARN,)}}),
        ("iam:DeleteRole", ROLES, {}),
        ("iam:CreatePolicy", f"{IAM}:policy/ds/launched/*", {}),
    ],
)
def test_roles_may_be_made_below_the_path_and_under_the_boundary(
    action: str, place: str, when: dict[str, dict[str, tuple[str, ...]]]
) -> None:
    assert codes(action, place, when) == []


@pytest.mark.parametrize(
    ("action", "place", "when"),
    [
        ("iam:CreateRole", ROLES, {}),
        ("iam:CreateRole", ROLES, {"StringEqualsIfExists": BOUNDED["StringEquals"]}),
        ("iam:CreateRole", ROLES, {"StringLike": BOUNDED["StringEquals"]}),
        ("iam:CreateRole", ROLES, {"StringEquals": {"iam:PermissionsBoundary": (MADE_BOUNDARY_ARN, "arn:aws:iam::x")}}),
        ("iam:CreateRole", ROLES, {"StringEquals": {"iam:PermissionsBoundary": (f"{IAM}:policy/ds/launched/mine",)}}),
        ("iam:CreateRole", "*", BOUNDED),
        ("iam:CreateRole", f"{IAM}:role/*", BOUNDED),
        ("iam:CreateRole", f"{IAM}:role/ds/launch*", BOUNDED),
        ("iam:Create*", ROLES, BOUNDED),
        ("iam:DeleteRolePermissionsBoundary", ROLES, BOUNDED),
        ("iam:UpdateAssumeRolePolicy", f"{IAM}:role/ds/launch/x", {}),
        ("iam:CreatePolicyVersion", MADE_BOUNDARY_ARN, {}),
        ("iam:CreatePolicyVersion", f"{IAM}:policy/ds/*", {}),
    ],
)
def test_what_could_make_a_role_more_than_it_is_is_refused(
    action: str, place: str, when: dict[str, dict[str, tuple[str, ...]]]
) -> None:
    assert set(codes(action, place, when)) == {"PD265"}


def test_a_role_of_many_statements_is_split_and_one_that_no_role_takes_is_refused() -> None:
    def large(number: int) -> LaunchRole:
        places = [(f"arn:aws:s3:::{each}{'x' * 3000}",) for each in range(number)]
        return LaunchRole(
            tuple(LaunchStatement(f"S{index}", ("s3:GetObject",), place) for index, place in enumerate(places))
        )

    assert list(find_in_launch_role(large(10))) == []
    assert [each.code for each in find_in_launch_role(large(11))] == ["PD266"]
