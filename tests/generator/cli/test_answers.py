"""A person's answers against what the product asks and its portfolio allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from generator.aws.provisioning import Asked
from generator.cli.launch.answers import fill_answers, load_answers
from generator.diagnostics import Finding, Problems

NAME = Asked("NotebookName", "A name.", None, (), "[a-z]+", "lower-case letters")
TYPE = Asked("InstanceType", "A machine.", "small", ("small", "large", "huge"), None, None, narrowed=("small", "large"))
SIZE = Asked("VolumeSize", "GB.", "20", (), None, None, 5, 1000, narrowed=tuple(map(str, range(1, 101))))
PLACE = Asked("Environment", "Where.", "current", (), None, None, pinned="churn-dev")
ASKED = (NAME, TYPE, SIZE, PLACE)


def refused(given: Mapping[str, str], name: str | None = "mine") -> list[Finding]:
    with pytest.raises(Problems) as raised:
        fill_answers(ASKED, given, name)
    return list(raised.value.findings)


def test_what_is_pinned_and_the_name_fill_themselves_in() -> None:
    assert fill_answers(ASKED, {}, "mine") == {"NotebookName": "mine", "Environment": "churn-dev"}


def test_an_answer_that_is_given_stays() -> None:
    given = {"NotebookName": "other", "VolumeSize": "100", "InstanceType": "large"}
    assert fill_answers(ASKED, given, "mine") == {**given, "Environment": "churn-dev"}


@pytest.mark.parametrize(
    ("key", "answer", "words", "fix"),
    [
        ("VolumeSize", "4", "this portfolio allows 5 to 100", "--set VolumeSize=5"),
        ("VolumeSize", "101", "this portfolio allows 5 to 100", "--set VolumeSize=5"),
        ("VolumeSize", "many", "this portfolio allows 5 to 100", "--set VolumeSize=5"),
        ("InstanceType", "huge", "this portfolio allows small, large", "--set InstanceType=small"),
        ("Environment", "fraud-dev", "this portfolio holds it to churn-dev", "--set Environment=churn-dev"),
        ("NotebookName", "Mine!", "lower-case letters", "--set NotebookName=…"),
    ],
)
def test_an_answer_that_is_not_allowed_is_told_with_one_that_is(key: str, answer: str, words: str, fix: str) -> None:
    (finding,) = refused({key: answer})
    assert (finding.code, finding.fix) == ("AWS719", fix)
    assert words in finding.message


@pytest.mark.parametrize(
    ("answer", "holds"), [("4", False), ("5", True), ("1000", True), ("1001", False), ("x", False)]
)
def test_without_a_portfolios_limits_the_products_own_hold(answer: str, holds: bool) -> None:
    question = replace(SIZE, narrowed=())
    assert question.holds(answer) is holds
    if holds:
        assert fill_answers((question,), {"VolumeSize": answer}, None) == {"VolumeSize": answer}
    else:
        with pytest.raises(Problems, match="a whole number from 5 to 1000"):
            fill_answers((question,), {"VolumeSize": answer}, None)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    codes = [finding.code for finding in refused({"VolumSize": "20", "InstanceType": "tiny"}, name=None)]
    assert codes == ["AWS717", "AWS718", "AWS719"]


def test_a_name_that_is_nearly_right_is_suggested() -> None:
    (finding,) = refused({"VolumSize": "20"})
    assert finding.fix == "--set VolumeSize=20"


def test_words_that_are_no_answers_are_told() -> None:
    assert load_answers(["A=1", "B=x=y", "C="]) == {"A": "1", "B": "x=y", "C": ""}
    with pytest.raises(Problems) as raised:
        load_answers(["A", "=1", "A B=1"])
    assert [finding.code for finding in raised.value.findings] == ["AWS716"] * 3


def test_the_choices_are_what_product_and_portfolio_allow_together() -> None:
    assert (TYPE.choices, SIZE.choices[0], SIZE.choices[-1]) == (("small", "large"), "5", "100")
    assert replace(TYPE, narrowed=("large", "gigantic")).choices == ("large",)
    assert replace(SIZE, narrowed=()).choices == ()
