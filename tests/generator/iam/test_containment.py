"""A boundary that cuts nothing off, and one that does."""

from __future__ import annotations

from typing import Any

import pytest

from generator.iam.containment import covers, find_cut


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ("s3:*", "s3:GetObject", True),
        ("s3:*", "s3:Get*", True),
        ("s3:Get*", "s3:*", False),
        ("*", "*", True),
        ("a?c", "abc", True),
        ("a?c", "a?c", True),
        ("a?c", "a*c", False),
        ("abc", "a?c", False),
        ("a*b*c", "axbxbc", True),
        ("a*b*c", "a*c", False),
        ("", "", True),
        ("", "a", False),
    ],
)
def test_a_pattern_covers_another_where_every_text_of_it_fits(wide: str, narrow: str, expected: bool) -> None:
    assert covers(wide, narrow) is expected


def statement(action: str, resource: str = "*", condition: Any = None, effect: str = "Allow") -> dict[str, Any]:
    given = {"Condition": condition} if condition else {}
    return {"Sid": "S", "Effect": effect, "Action": [action], "Resource": [resource], **given}


OURS = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}


@pytest.mark.parametrize(
    ("own", "boundary"),
    [
        (statement("s3:GetObject", "arn:aws:s3:::data/*"), statement("s3:*", "arn:aws:s3:::data/*")),
        (statement("iam:PassRole", condition=OURS), statement("iam:PassRole", condition=OURS)),
        (statement("iam:PassRole", condition=OURS), statement("iam:PassRole")),
        (statement("ecr:BatchCheck*"), statement("ecr:BatchCheckLayerAvailability")),
    ],
)
def test_what_the_boundary_lets_through_is_not_cut(own: dict[str, Any], boundary: dict[str, Any]) -> None:
    assert list(find_cut(own, [boundary])) == []


@pytest.mark.parametrize(
    ("own", "boundary"),
    [
        (statement("s3:GetObject", "arn:aws:s3:::other/*"), statement("s3:*", "arn:aws:s3:::data/*")),
        (statement("iam:PassRole"), statement("iam:PassRole", condition=OURS)),
        (
            statement("iam:PassRole", condition={"StringLike": {"iam:PassedToService": "sagemaker.amazonaws.com"}}),
            statement("iam:PassRole", condition=OURS),
        ),
        (statement("s3:GetObject"), statement("s3:GetObject", effect="Deny")),
        (statement("ecr:*"), statement("ecr:BatchCheckLayerAvailability")),
    ],
)
def test_what_the_boundary_does_not_let_through_is_found(own: dict[str, Any], boundary: dict[str, Any]) -> None:
    assert list(find_cut(own, [boundary])) == [(own["Action"][0], own["Resource"][0])]
