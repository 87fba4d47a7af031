"""SEC506: a sentence that is true of one request only; with one of which it is not, and the statements that decide."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding, Span
from generator.iam.evaluate import Decision, Outcome, PolicyNotUnderstood
from generator.iam.permissions.undecided import Undecided
from generator.model.scenario import Scenario
from generator.synth import Rendered
from generator.verify.scenarios.deployed import Asked, DeployedTemplate
from generator.verify.scenarios.places import name_statement
from generator.verify.scenarios.quantified import Allowed, find_allowed_ones, find_refused
from generator.verify.scenarios.requests import say_value


def find_broken(
    rendered: Rendered, template: DeployedTemplate, scenario: Scenario, span: Span
) -> Iterator[tuple[object, Finding]]:
    """A finding for each caller and action, with what it is about; SEC508 where nobody can say."""
    try:
        for each in find_allowed_ones(template, scenario) if not scenario.allowed else ():
            yield (each.asked.who, each.asked.action), _finding(rendered, template, scenario, span, each)
        for asked, decision in find_refused(template, scenario) if scenario.allowed else ():
            yield (asked.who, asked.action), _refused(rendered, template, span, asked, decision)
    except (Undecided, PolicyNotUnderstood) as error:
        fix = "name fewer resources or actions, or the values of more condition keys under `when`"
        yield "SEC508", Finding("SEC508", f"nobody can say whether the sentence is true: {error}", span, fix)


def _finding(rendered: Rendered, template: DeployedTemplate, scenario: Scenario, span: Span, found: Allowed) -> Finding:
    who, request = found.asked.who, found.request
    if found.foreign:
        names = ", ".join(arn.rpartition("/")[2] for arn in found.foreign)
        message = f"nobody can say whether `{who}` may {request.action} on {request.resource}: it carries {names}"
        return Finding("SEC475", message, span, "write the statements that it needs into the template")
    said = [f"{key} = {say_value(value)}" for key, value in found.beside.items()]
    keys = ", ".join((*said, *(f"no {key}" for key in found.lacking)))
    allowing = [name_statement(rendered, template, each) for each in found.decision.statements]
    message = (
        f"it is not always true that `{who}` cannot {request.action}: "
        f"{request.principal} may on {request.resource}{f' when {keys}' if keys else ''}, "
        f"as {' and '.join(allowing)} allows"
    )
    return Finding("SEC506", message, span, _fix(scenario, found))


def _refused(rendered: Rendered, template: DeployedTemplate, span: Span, asked: Asked, decision: Decision) -> Finding:
    denying = " and ".join(name_statement(rendered, template, each) for each in decision.statements)
    why = f"{denying} denies it" if decision.outcome is Outcome.EXPLICITLY_DENIED else "no statement allows it"
    message = f"it is not always true that `{asked.who}` can {asked.action}: not on {asked.request.resource}, as {why}"
    return Finding("SEC506", message, span, "name in `on` what is meant")


def _fix(scenario: Scenario, found: Allowed) -> str:
    """The line that says what the sentence rests on, as far as one can tell; and why it was said."""
    if found.beside:
        keys = list(dict.fromkeys((*scenario.without, *found.beside)))
        listed = ", ".join(keys)
        return f"without: {listed if len(keys) == 1 else f'[{listed}]'}"
    if found.lacking:
        rows = ", ".join(f'"{key}": "{found.asked.request.context[key]}"' for key in found.lacking)
        return f"when: {{ {rows} }}"
    return f"fix the policy, or the sentence: {scenario.because}"
