"""A person's answers → the parameters of a launch, each checked before anything is started."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Problems

if TYPE_CHECKING:
    from generator.cloudformation.template.parameter import Parameter


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


def fill_answers(parameters: Sequence[Parameter], given: Mapping[str, str], name: str | None) -> dict[str, str]:
    """The answers with what the portfolio pins, and the name where a name is asked; raises Problems for bad ones."""
    answers = dict(given)
    for parameter in parameters:
        if parameter.name in answers:
            continue
        if parameter.pinned is not None:
            answers[parameter.name] = parameter.pinned
        elif parameter.default is None and name is not None and _is_name(parameter):
            answers[parameter.name] = name
    if findings := list(check_answers(parameters, answers)):
        raise Problems(findings)
    return answers


def _is_name(parameter: Parameter) -> bool:
    """Whether the name of what is launched answers a parameter: a text that calls itself a name, and no secret."""
    return parameter.name.endswith("Name") and parameter.type == "String" and not parameter.no_echo


def check_answers(
    parameters: Sequence[Parameter], answers: Mapping[str, str], kept: Sequence[str] = ()
) -> Iterator[Finding]:
    """Every answer that the product or its portfolio would refuse; what is `kept` needs none."""
    known = {parameter.name: parameter for parameter in parameters}
    for key in answers:
        if key not in known:
            near = get_close_matches(key, known, 1)
            fix = f"it asks {', '.join(known) or 'nothing'}"
            if near:
                fix = f"--set {near[0]}={'-' if known[near[0]].no_echo else answers[key]}"
            yield Finding("AWS717", f"the product does not ask `{key}`", fix=fix)
    for parameter in parameters:
        if parameter.name in kept:
            continue
        answer = answers.get(parameter.name, parameter.default)
        # A secret is read from standard input, and what was answered is not said.
        example = f"--set {parameter.name}={'-' if parameter.no_echo else parameter.example or '…'}"
        if answer is None:
            yield Finding("AWS718", f"`{parameter.name}` needs an answer: {parameter.description}", fix=example)
        elif problem := parameter.problem(answer):
            what = "cannot be what was answered" if parameter.no_echo else f"cannot be `{answer}`"
            yield Finding("AWS719", f"`{parameter.name}` {what}: {problem}", fix=example)
