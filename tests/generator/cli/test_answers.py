"""A person's answers against what the product asks and its portfolio allows."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from generator.cli.launch.answers import check_answers, fill_answers, load_answers
from generator.cloudformation.template.parameter import Parameter
from generator.diagnostics import Finding, Problems
from generator.model import AllowedValues

NAME = Parameter.declared(
    "NotebookName",
    {"Description": "A name.", "AllowedPattern": "[a-z]+", "ConstraintDescription": "lower-case letters"},
)
TYPE = Parameter.declared(
    "InstanceType", {"Description": "A machine.", "Default": "small", "AllowedValues": ["small", "large", "huge"]}
).narrow(AllowedValues(("small", "large")))
SIZE = Parameter.declared("VolumeSize", {"Description": "GB.", "Default": 20, "MinValue": 5, "MaxValue": 1000}).narrow(
    AllowedValues(tuple(map(str, range(1, 101))))
)
PLACE = Parameter.declared("Environment", {"Description": "Where.", "Default": "current"}).narrow(
    AllowedValues(("churn-dev",), pinned=True)
)
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
    question = SIZE.narrow(None)
    assert question.accepts(answer) is holds
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
    assert TYPE.narrow(AllowedValues(("large", "gigantic"))).choices == ("large",)
    assert SIZE.narrow(None).choices == ()


SECRET = Parameter.declared("Password", {"Description": "A secret.", "NoEcho": True, "MinLength": 8})


def test_a_secret_is_never_said_and_the_name_never_answers_one() -> None:
    with pytest.raises(Problems) as raised:
        fill_answers((SECRET,), {"Password": "hunter2", "Passwrd": "hunter2"}, "mine")
    for finding in raised.value.findings:
        assert "hunter2" not in f"{finding.message} {finding.fix}"
    (asked,) = (finding for finding in raised.value.findings if finding.code == "AWS719")
    assert asked.fix == "--set Password=-"


def test_a_key_pair_is_not_called_as_what_is_launched() -> None:
    key = Parameter("KeyName", "AWS::EC2::KeyPair::KeyName", description="A key pair.")
    with pytest.raises(Problems) as raised:
        fill_answers((key,), {}, "mine")
    assert [finding.code for finding in raised.value.findings] == ["AWS718"]


def test_what_an_update_keeps_is_asked_no_more_and_is_still_a_question_of_the_product() -> None:
    kept = [each.name for each in ASKED]
    assert list(check_answers(ASKED, {}, kept)) == []
    (finding,) = check_answers(ASKED, {"Color": "red"}, kept)
    assert (finding.code, finding.fix) == ("AWS717", f"it asks {', '.join(kept)}")
    (near,) = check_answers(ASKED, {"VolumSize": "20"}, kept)
    assert near.fix == "--set VolumeSize=20"
