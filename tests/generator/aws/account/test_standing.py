"""Stacks of environments as CloudFormation tells them."""

from __future__ import annotations

import pytest

from generator.aws.account.standing import as_told, find_forgotten
from generator.model.declaration import Base, Question

BASE = Base("desk", (Question("Team", "project"), Question("Level", "stage")))


@pytest.mark.parametrize(
    ("text", "told"), [("plain", "plain"), ("größer\n", "gr??er"), ("請交月報", "????"), ("", ""), ("\U0001f600", "?")]
)
def test_what_is_beyond_ascii_is_told_as_question_marks(text: str, told: str) -> None:
    assert as_told(text) == told
    assert as_told(told) == told


def row(name: str, **tags: str) -> dict[str, object]:
    return {"StackName": name, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def test_a_stack_is_forgotten_that_is_named_and_tagged_as_an_environment_and_that_nobody_names() -> None:
    rows = [
        row("ds-apples-dev", Team="apples", Level="dev"),
        row("ds-pears-dev", Team="pears", Level="dev"),
        row("plums", Team="plums", Level="dev"),
        row("ds-figs-dev", Team="figs"),
    ]
    assert list(find_forgotten(BASE, rows, {"ds-apples-dev"})) == ["ds-pears-dev"]
    assert list(find_forgotten(Base(), rows, ())) == []
