"""The evaluator agrees with 1,500 decisions of an independent engine."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from generator.iam.evaluate import Outcome, decide
from generator.iam.evaluate.cases import load_cases

VECTORS = Path(__file__).with_name("iam-1500.jsonl.gz")


def test_every_decision_agrees_with_the_vectors() -> None:
    cases = list(load_cases(VECTORS))
    differing = [case.name for case in cases if decide(case.request, case.policies).outcome is not case.expected]
    assert not differing
    assert Counter(case.expected for case in cases) == dict.fromkeys(Outcome, 500)


def test_a_denial_always_names_a_layer_and_an_explicit_one_its_statement() -> None:
    for case in load_cases(VECTORS):
        decision = decide(case.request, case.policies)
        assert bool(decision.blocked_by) is not decision.allowed
        effects = {statement.effect for statement in decision.statements}
        if decision.outcome is Outcome.EXPLICITLY_DENIED:
            assert effects == {"Deny"}
            assert {statement.layer for statement in decision.statements} == set(decision.blocked_by)
        else:
            assert effects <= {"Allow"}
