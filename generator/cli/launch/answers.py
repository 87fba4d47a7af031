"""A person's answers → the parameters of a launch, each checked before anything is started."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Problems

if TYPE_CHECKING:
    from generator.aws.provisioning import Asked


def load_answers(given: Sequence[str]) -> dict[str, str]:
    """`Key=Value` words → answers; raises Problems for words of another form."""
    findings = [
        Finding("AWS716", f"`{word}` is not of the form Key=Value", fix="--set InstanceType=ml.t3.large")
        for word in given
        if not re.match(r"[A-Za-z0-9]+=", word)
    ]
    if findings:
        raise Problems(findings)
    return dict(word.split("=", 1) for word in given)


def fill_answers(asked: Sequence[Asked], given: Mapping[str, str], name: str | None) -> dict[str, str]:
    """The answers with what the portfolio pins, and the name where a name is asked; raises Problems for bad ones."""
    answers = dict(given)
    for question in asked:
        if question.name in answers:
            continue
        if question.pinned is not None:
            answers[question.name] = question.pinned
        elif question.default is None and name is not None and question.name.endswith("Name"):
            answers[question.name] = name
    if findings := list(check_answers(asked, answers)):
        raise Problems(findings)
    return answers


def check_answers(asked: Sequence[Asked], answers: Mapping[str, str]) -> Iterator[Finding]:
    """Every answer that the product or its portfolio would refuse."""
    names = {question.name: question for question in asked}
    for key in answers:
        if key not in names:
            near = get_close_matches(key, names, 1)
            fix = f"--set {near[0]}={answers[key]}" if near else f"it asks {', '.join(names)}"
            yield Finding("AWS717", f"the product does not ask `{key}`", fix=fix)
    for question in asked:
        answer = answers.get(question.name, question.default)
        if answer is None:
            yield Finding(
                "AWS718", f"`{question.name}` needs an answer: {question.description}", fix=_example(question)
            )
        elif wrong := _wrong(question, answer):
            yield Finding("AWS719", f"`{question.name}` cannot be `{answer}`: {wrong}", fix=_example(question))


def _wrong(question: Asked, answer: str) -> str | None:
    if question.pinned is not None and answer != question.pinned:
        return f"this portfolio holds it to {question.pinned}"
    if question.narrowed and answer not in question.choices:
        return f"this portfolio allows {_range(question.choices)}"
    if question.allowed and answer not in question.allowed:
        return f"it is one of {', '.join(question.allowed)}"
    if question.pattern and not re.fullmatch(question.pattern, answer):
        return question.otherwise or f"it must match {question.pattern}"
    return _out_of_bounds(question, answer)


def _out_of_bounds(question: Asked, answer: str) -> str | None:
    if question.minimum is None and question.maximum is None:
        return None
    low = question.minimum if question.minimum is not None else "any"
    high = question.maximum if question.maximum is not None else "any"
    words = f"it is a whole number from {low} to {high}"
    return None if question.holds(answer) else words


def _example(question: Asked) -> str:
    choices = (question.pinned, *question.choices, question.default)
    return f"--set {question.name}={next((choice for choice in choices if choice), '…')}"


def _range(values: Sequence[str]) -> str:
    if len(values) > 3 and all(value.isdigit() for value in values):
        return f"{values[0]} to {values[-1]}"
    return ", ".join(values)
