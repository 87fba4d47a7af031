"""Large drafts: joined without a permission more, but for wildcards in place of many names that begin alike."""

from __future__ import annotations

from generator.iam.launch_roles import build_launch_policy
from generator.iam.policy_split import split_policies
from generator.launching import draft_role
from generator.launching.joining import join_statements, shorten
from generator.launching.need import Need
from generator.model.launch_role import LaunchRole

_IAM = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role"
_QUEUE = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}"


def test_many_places_that_begin_alike_are_one_and_few_or_strange_ones_stay() -> None:
    many = [f"{_IAM}/ds/launched/ds-*-{name}" for name in ("a", "b", "c", "d")]
    assert shorten(many) == (f"{_IAM}/ds/launched/ds-*",)
    assert shorten(many[:3]) == tuple(many[:3])
    strange = tuple(f"{_IAM}/{name}" for name in ("one-a", "two-b", "six-c", "ten-d"))
    assert shorten(strange) == tuple(sorted(strange))
    other = f"{_QUEUE}:ds-a"
    assert shorten([*many, other]) == (f"{_IAM}/ds/launched/ds-*", other)


def needs(number: int) -> list[Need]:
    return [
        Need(f"sqs:{action}", f"{_QUEUE}:queue-{index}", "create", f"Queue{index}", "AWS::SQS::Queue")
        for index in range(number)
        for action in ("CreateQueue", "TagQueue")
    ]


def test_a_draft_that_a_role_takes_inline_has_a_statement_for_each_resource() -> None:
    assert len(draft_role(needs(4)).statements) == 4


def test_a_larger_one_has_one_for_all_of_a_kind_with_the_types_that_ask() -> None:
    (statement,) = draft_role(needs(120)).statements
    assert statement.allow == ("sqs:CreateQueue", "sqs:TagQueue")
    assert statement.on == (f"{_QUEUE}:queue-*",)
    assert statement.because == "AWS::SQS::Queue"
    assert split_policies([build_launch_policy(LaunchRole((statement,)))]) is not None


def test_names_that_a_template_fixes_to_the_letter_stay_while_there_is_room_for_them() -> None:
    (statement,) = draft_role(needs(80)).statements
    assert statement.on == tuple(sorted(f"{_QUEUE}:queue-{index}" for index in range(80)))
    assert shorten([f"{_QUEUE}:queue-{index}" for index in range(9)]) == tuple(
        f"{_QUEUE}:queue-{index}" for index in range(9)
    )


def test_joining_keeps_what_is_under_another_condition_apart() -> None:
    passed = [
        Need(
            "iam:PassRole",
            f"{_IAM}/ds-x",
            "create",
            f"F{index}",
            "AWS::Lambda::Function",
            "Role",
            (("iam:PassedToService", to),),
        )
        for index, to in enumerate(("lambda.amazonaws.com", "events.amazonaws.com"))
    ]
    joined = join_statements(draft_role([*needs(80), *passed]))
    tested = [each.when for each in joined.statements if each.allow == ("iam:PassRole",)]
    assert {str(each) for each in tested} == {
        str({"StringEquals": {"iam:PassedToService": (to,)}}) for to in ("lambda.amazonaws.com", "events.amazonaws.com")
    }
