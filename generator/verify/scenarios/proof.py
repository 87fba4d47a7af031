"""The sentences of one file against the template that they are about: a row for each that is not true."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from generator.diagnostics import Finding, Problems, Span
from generator.iam.evaluate import Decision, Outcome
from generator.manifest.scenarios import FILE, LoadedScenarios, load_scenarios
from generator.model.scenario import Scenario
from generator.synth import Rendered, render_project
from generator.verify.network.answered import is_answered
from generator.verify.network.openings import find_openings
from generator.verify.scenarios.broken import find_broken
from generator.verify.scenarios.claims import check_claims
from generator.verify.scenarios.cuts import find_cuts
from generator.verify.scenarios.deployed import DeployedTemplate, Deployments, UnknownName
from generator.verify.scenarios.places import name_statement
from generator.verify.scenarios.shortfalls import find_shortfalls
from generator.verify.scenarios.vacuous import find_vacuous


def prove(root: Path, product: str) -> list[Finding]:
    """What is wrong with the product's `scenarios.yaml`, or with the template that it is about."""
    try:
        loaded = load_scenarios(root, product)
        (rendered,) = render_project(root, (loaded.scenarios.about,))
        deployments = Deployments(rendered.document, loaded.scenarios.answers, loaded.scenarios.stored)
        found = [*_untrue(loaded, rendered, deployments), *_untrue_names(loaded, deployments)]
        found += check_claims(root, loaded, rendered)
        if loaded.scenarios.about == product:
            networks = (deployments.find(answers).resources for answers in ({}, *loaded.scenarios.networks))
            found += find_shortfalls(rendered, deployments.find({}))
            found += find_openings(rendered, ({"Resources": resources} for resources in networks))
            bounded = (deployments.find(answers) for answers in ({}, *loaded.scenarios.networks))
            found += find_cuts(rendered, bounded, Span(f"products/{product}/{FILE}"))
        return found
    except Problems as problems:
        file = Span(f"products/{product}/{FILE}")
        return [_at(finding, file) for finding in problems.findings]


def _at(finding: Finding, file: Span) -> Finding:
    """A finding at the file, where it has no place of its own."""
    name = finding.message.partition("SSM parameter ")[2]
    fix = f"stored: {{ {name}: what the environment publishes }}" if finding.code == "SEC410" and name else finding.fix
    return replace(finding, span=finding.span or file, fix=fix)


def _untrue(loaded: LoadedScenarios, rendered: Rendered, deployments: Deployments) -> Iterator[Finding]:
    for scenario, span in zip(loaded.scenarios.sentences, loaded.spans, strict=True):
        asked = dict(ChainMap(dict(scenario.answers), *map(dict, loaded.scenarios.worlds)))
        for name in deployments.unasked(asked):
            yield Finding("SEC473", f"the template does not ask `{name}`", span, deployments.suggest(name))
        worlds = [{**world, **scenario.answers} for world in ({}, *loaded.scenarios.worlds)]
        templates = [deployments.find(answers) for answers in worlds]
        found = [each for template in templates for each in _check(rendered, template, scenario, span)]
        if not found:
            found = _everywhere(rendered, templates, scenario, span)
        yield from found


def _everywhere(rendered: Rendered, templates: list[DeployedTemplate], scenario: Scenario, span: Span) -> list[Finding]:
    """What is wrong with a sentence that is true of its one request: that it says nothing, or is not true of others."""
    vacuous = list(find_vacuous(templates[0], scenario, span))
    if vacuous:
        return vacuous
    found: dict[object, Finding] = {}
    for template in templates:
        for key, finding in find_broken(rendered, template, scenario, span):
            found.setdefault(key, finding)
    return list(found.values())


def _untrue_names(loaded: LoadedScenarios, deployments: Deployments) -> Iterator[Finding]:
    for sentence, span in zip(loaded.scenarios.names, loaded.name_spans, strict=True):
        for question in deployments.unasked(sentence.answers):
            yield Finding("SEC473", f"the template does not ask `{question}`", span, deployments.suggest(question))
        resources = deployments.find(sentence.answers).resources
        for name in sentence.names:
            if is_answered(resources, name) != sentence.answered:
                said = "answered" if sentence.answered else "blocked"
                message = f"it is not true that a query for {name} is {said}"
                yield Finding("SEC472", message, span, f"fix the rules, or the sentence: {sentence.because}")


def _check(rendered: Rendered, template: DeployedTemplate, scenario: Scenario, span: Span) -> Iterator[Finding]:
    try:
        for who, action, resource, decision in template.decisions(scenario):
            if foreign := template.foreign(who, decision):
                names = ", ".join(arn.rpartition("/")[2] for arn in foreign)
                message = f"nobody can say whether `{who}` may {action} on {resource}: it carries {names}"
                yield Finding("SEC475", message, span, "write the statements that it needs into the template")
            elif decision.allowed != scenario.allowed:
                said = "can" if scenario.allowed else "cannot"
                words = _words(rendered, template, decision)
                message = f"it is not true that `{who}` {said} {action} on {resource}: {words}"
                yield Finding("SEC472", message, span, f"fix the policy, or the sentence: {scenario.because}")
    except ValueError as error:
        yield Finding("SEC471", f"this is no request: {error}", span, "actions are service:Action, principals ARNs")
    except UnknownName as error:
        yield Finding("SEC473", f"the template makes nothing that is called {error}", span, _near(template, str(error)))


def _words(rendered: Rendered, template: DeployedTemplate, decision: Decision) -> str:
    """Which statement decided, and where it is written; where none did, whose Allow is missing beside which."""
    named = [name_statement(rendered, template, each) for each in decision.statements]
    match decision.outcome:
        case Outcome.ALLOWED:
            return f"{' and '.join(named)} allows it"
        case Outcome.EXPLICITLY_DENIED:
            return f"{' and '.join(named)} denies it"
    only = f"; only {' and '.join(named)} would" if named else ""
    return f"no statement allows it ({', '.join(decision.blocked_by)}){only}"


def _near(template: DeployedTemplate, error: str) -> str:
    word = error.split("`")[1].lstrip("$")
    if error.startswith("`$"):
        known = list(template.values)
    else:
        parts = [name.split("-") for name in template.roles]
        known = ["-".join(words[start:]) for words in parts for start in range(len(words))]
    near = get_close_matches(word, known, 1)
    return near[0] if near else "a logical id of the template, or a role's local name"
