"""What the seven roles may do, each permission with what refuses it."""

from __future__ import annotations

import pytest

from tests.behavior.permissions.cases import Case, all_cases
from tests.behavior.permissions.environment import deployed


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.sentence)
def test_it_is_as_the_sentence_says(case: Case) -> None:
    assert case.agrees(deployed(**dict(case.answers))), case


def test_no_two_sentences_are_the_same() -> None:
    said = [(case.sentence, case.subject) for case in all_cases()]
    assert len(said) == len(set(said))


def test_every_allowed_action_of_a_guarded_kind_has_a_refused_counterpart() -> None:
    refused = {case.action for case in all_cases() if not case.allowed}
    created = {case.action for case in all_cases() if case.allowed and ":Create" in case.action}
    assert created <= refused
