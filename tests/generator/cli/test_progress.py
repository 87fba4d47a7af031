"""The tree of what is under way, by a clock of the test's own; and how lines are broken."""

from __future__ import annotations

import pytest

from generator.cli.live import Tree
from generator.cli.wrapping import wrap


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_after_ten_seconds_what_is_waited_for_is_named(clock: Clock) -> None:
    tree = Tree("ds-churn-dev", 3, clock)
    tree.begin("Vpc", "Vpc (AWS::EC2::VPC)")
    clock.now += 4
    tree.begin("Key", "Key (AWS::KMS::Key)")
    assert tree.lines(40) == ("ds-churn-dev · 0 of 3 · 0:04", ["0:04 Vpc (AWS::EC2::VPC)", "0:00 Key (AWS::KMS::Key)"])
    clock.now += 6
    assert tree.lines(40)[1] == ["0:10 waiting for Vpc (AWS::EC2::VPC)", "0:06 Key (AWS::KMS::Key)"]
    assert tree.end("Vpc", counts=True) == 10.0
    assert tree.end("Key", counts=True) == 6.0
    assert tree.lines(40) == ("ds-churn-dev · 2 of 3 · 0:10", [])
    clock.now += 3650
    assert tree.lines(40)[0] == "ds-churn-dev · 2 of 3 · 1:01:00 · waiting for AWS"


def test_what_aws_says_of_its_times_is_believed(clock: Clock) -> None:
    tree = Tree("ds-churn-dev", None, clock)
    tree.begin("Vpc", "Vpc", at=50.0)
    assert tree.end("Vpc", at=92.5, counts=True) == 42.5
    assert tree.end("another", at=99.0, counts=True) is None


def test_what_a_terminal_has_no_lines_for_is_counted(clock: Clock) -> None:
    tree = Tree("catalog", 9, clock)
    for number in range(9):
        tree.begin(str(number), f"step {number}")
    assert tree.lines(6)[1] == ["0:00 step 0", "0:00 step 1", "0:00 step 2", "and 6 more"]


def test_what_is_looked_at_again_keeps_its_time(clock: Clock) -> None:
    tree = Tree("record", None, clock)
    tree.replace({"Notebook": "Notebook", "Role": "Role"})
    clock.now += 12
    tree.replace({"Notebook": "Notebook", "Alarm": "Alarm"})
    assert tree.lines(40) == ("record · 0:12", ["0:12 waiting for Notebook", "0:00 Alarm"])


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("short", ["short"]),
        ("one two three four five six seven eight", ["one two three four five six", "  seven eight"]),
        ("  = fix: take the other one of the two", ["  = fix: take the other one of", "    the two"]),
        (
            "next: ./build.py apply --allow broadens --target prod",
            ["next:", "  ./build.py apply --allow broadens --target prod"],
        ),
        (
            "a stack is not there: ./build.py deploy churn-dev; or wait for it",
            ["a stack is not there:", "  ./build.py deploy churn-dev;", "  or wait for it"],
        ),
        (
            "type `./build.py launch notebook --name exploration` then",
            ["type", "  `./build.py launch notebook --name exploration`", "  then"],
        ),
        (
            "next: ./build.py plan   (it says: No changes)",
            ["next: ./build.py plan   (it", "  says: No changes)"],
        ),
        (
            "19 |       { current: '1.5.0', deprecated: ['1.3.2'] }",
            ["19 |       { current: '1.5.0', deprecated: ['1.3.2'] }"],
        ),
        (
            "   |                                 ^^^^^^^ released",
            ["   |                                 ^^^^^^^ released"],
        ),
        (
            "arn:aws:iam::111122223333:role/ds-churn-dev-data-scientist",
            ["arn:aws:iam::111122223333:role/ds-churn-dev-data-scientist"],
        ),
    ],
)
def test_lines_are_broken_between_words_and_never_in_a_command(line: str, rows: list[str]) -> None:
    assert wrap(line, 30).split("\n") == rows
