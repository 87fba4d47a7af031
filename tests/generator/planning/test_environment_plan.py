"""What deploying an environment would change, and for whom: from a stack's answers and resources alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from generator.model.declaration import Base, Question
from generator.planning import Risk
from generator.planning.environment_plan import StackState, plan_environment, unworkable
from generator.planning.policy_changes import compare_policies

BASE = Base("desk", (Question("Members", "people.scientists.principals"), Question("Zones", "network.zones")))


def statement(**parts: Any) -> dict[str, Any]:
    return {"Sid": "One", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **parts}


def role(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": list(statements)}}}


def risks(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[bool, bool]:
    """(whether somebody may do more, whether less)."""
    old, new = ({"Policy": role(one)} if one is not None else {} for one in (before, after))
    found = list(compare_policies(old, new))
    return any(each.more for each in found), any(each.less for each in found)


MORE, LESS, BOTH, SAME = (True, False), (False, True), (True, True), (False, False)
ONE_VALUE = {"StringEquals": {"aws:SourceVpc": ["vpc-1"]}}
TWO_VALUES = {"StringEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}}
NOT_ONE = {"StringNotEquals": {"aws:SourceVpc": ["vpc-1"]}}
NOT_TWO = {"StringNotEquals": {"aws:SourceVpc": ["vpc-1", "vpc-2"]}}


@pytest.mark.parametrize(
    ("before", "after", "means"),
    [
        (None, statement(), MORE),
        (statement(), None, LESS),
        (None, statement(Effect="Deny"), LESS),
        (statement(Effect="Deny"), None, MORE),
        (statement(), statement(), SAME),
        (statement(), statement(Effect="Deny"), LESS),
        (statement(), statement(Action=["s3:GetObject", "s3:PutObject"]), MORE),
        (statement(Action=["s3:GetObject", "s3:PutObject"]), statement(), LESS),
        (statement(Effect="Deny"), statement(Effect="Deny", Action=["s3:GetObject", "s3:PutObject"]), LESS),
        (statement(), statement(Resource="arn:aws:s3:::a/*"), BOTH),
        (statement(), statement(Condition=ONE_VALUE), LESS),
        (statement(Condition=ONE_VALUE), statement(), MORE),
        (statement(Condition=ONE_VALUE), statement(Condition=TWO_VALUES), MORE),
        (statement(Condition=NOT_ONE), statement(Condition=NOT_TWO), LESS),
        (statement(Effect="Deny", Condition=NOT_ONE), statement(Effect="Deny", Condition=NOT_TWO), MORE),
        (statement(Principal={"AWS": "a"}), statement(Principal={"AWS": ["a", "b"]}), MORE),
        (statement(), {"Sid": "One", "Effect": "Allow", "NotAction": "s3:PutObject", "Resource": "*"}, BOTH),
    ],
)
def test_a_statement_lets_do_more_or_less(before: Any, after: Any, means: tuple[bool, bool]) -> None:
    assert risks(before, after) == means


HERE = StackState("CREATE_COMPLETE", "1.0.0", {"Members": "dana,eli", "Zones": "2"}, {"Policy": role(statement())}, "x")


def words(wanted: StackState) -> list[tuple[str, str, tuple[Risk, ...]]]:
    plan = plan_environment(BASE, "apples-dev", "ds-apples-dev", HERE, wanted)
    return [(each.symbol, each.words, each.risks) for each in plan.changes]


def test_without_a_difference_there_is_nothing_to_deploy() -> None:
    assert words(replace(HERE, status="")) == []


def test_people_get_in_or_are_kept_out_one_by_one_and_answers_go_from_old_to_new() -> None:
    assert words(replace(HERE, answers={"Members": "dana,gus", "Zones": "3"})) == [
        ("+", "people.scientists.principals: gus gets in", (Risk.BROADENS,)),
        ("-", "people.scientists.principals: eli is kept out, and gets in until then", (Risk.BREAKS_USERS,)),
        ("~", "network.zones: 2 → 3", ()),
    ]


def test_another_version_says_what_its_policies_let_do_and_what_would_be_lost() -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "a"}}
    before = replace(HERE, resources={**HERE.resources, "Data": bucket})
    wanted = StackState("", "2.0.0", HERE.answers, {"Policy": role(statement(Action="s3:*"))}, "y")
    plan = plan_environment(BASE, "apples-dev", "ds-apples-dev", before, wanted)
    said = [each.words for each in plan.changes]
    assert said[0] == "version: 1.0.0 → 2.0.0"
    assert said[1] == "Policy lets do more: One: Action + s3:*; less: One: Action - s3:GetObject"
    assert said[2] == "Data goes: the bucket would lose its objects"
    assert plan.risks == {Risk.BROADENS, Risk.BREAKS_USERS, Risk.DESTROYS}


def test_the_digest_is_of_the_changes_and_of_the_stack_that_they_start_from() -> None:
    wanted = replace(HERE, answers={"Members": "dana,eli", "Zones": "3"})
    one, same, other = (
        plan_environment(BASE, "apples-dev", "ds-apples-dev", before, wanted).record["digest"]
        for before in (HERE, HERE, replace(HERE, status="UPDATE_ROLLBACK_COMPLETE"))
    )
    assert one == same
    assert one != other


def test_a_first_deployment_names_who_gets_in() -> None:
    plan = plan_environment(BASE, "apples-dev", "ds-apples-dev", None, replace(HERE, status=""))
    assert plan.creates
    assert [each.words for each in plan.changes] == [
        "stack ds-apples-dev at 1.0.0, 1 resource",
        "people.scientists.principals: dana gets in",
        "people.scientists.principals: eli gets in",
    ]


def test_a_stack_that_leads_nowhere_says_the_way_out_alone() -> None:
    plan = unworkable("apples-dev", "ds-apples-dev", HERE, HERE, "./build.py destroy apples-dev --yes")
    assert [each.words for each in plan.changes] == [
        "stack ds-apples-dev is in CREATE_COMPLETE: ./build.py destroy apples-dev --yes"
    ]
    assert not plan.risks
