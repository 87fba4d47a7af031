"""`products/<name>/scenarios.yaml` → its sentences with their places, or everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from generator.diagnostics import Finding, Problems, Span
from generator.manifest.codes import SCENARIOS
from generator.manifest.folders import FOLDER
from generator.manifest.forms.scenarios import ClaimForm, Named, NameForm, ScenarioFile, SentenceForm
from generator.manifest.spans import find_place
from generator.manifest.suggestions import suggest
from generator.manifest.validation import find_empty, find_validation_errors
from generator.manifest.yaml import Node, parse_yaml, plain, read_text
from generator.model.scenario import Claim, Context, NameScenario, Scenario, Scenarios

FILE = "scenarios.yaml"


@dataclass(frozen=True)
class LoadedScenarios:
    """The sentences, and where each begins; those about names apart."""

    scenarios: Scenarios
    spans: tuple[Span, ...]
    name_spans: tuple[Span, ...] = ()
    claim_spans: tuple[Span, ...] = ()


def load_scenarios(root: Path, product: str) -> LoadedScenarios:
    """The product's file, which must be there; raises Problems (SEC470, SEC471, SEC473) with all that is wrong."""
    path = f"{FOLDER}/{product}/{FILE}"
    tree, findings = parse_yaml(read_text(root, path, SCENARIOS), path, SCENARIOS)
    findings += find_empty(tree, path, SCENARIOS)
    try:
        file = ScenarioFile.model_validate(plain(tree))
    except ValidationError as error:
        raise Problems([*findings, *find_validation_errors(error, tree, path, SCENARIOS, ScenarioFile)]) from None
    for index, form in enumerate(file.sentences):
        findings += _unknown(file, form.when, ("sentences", index, "when"), tree, path)
    for index, claim in enumerate(file.claims):
        for key, keys in (("when", claim.when), ("unless", claim.unless)):
            findings += _unknown(file, keys, ("claims", index, key), tree, path)
    if findings:
        raise Problems(findings)
    sentences = tuple(_build_scenario(file, form) for form in file.sentences)
    spans = tuple(_span(tree, path, "sentences", index) for index in range(len(sentences)))
    name_spans = tuple(_span(tree, path, "names", index) for index in range(len(file.names)))
    about, networks, worlds = file.about or product, tuple(file.networks), tuple(file.worlds)
    names = tuple(_build_names(form) for form in file.names)
    claims = tuple(_build_claim(file, form) for form in file.claims)
    claim_spans = tuple(_span(tree, path, "claims", index) for index in range(len(claims)))
    scenarios = Scenarios(about, file.answers, sentences, networks, worlds, names, claims, file.stored)
    return LoadedScenarios(scenarios, spans, name_spans, claim_spans)


def _unknown(
    file: ScenarioFile, named: Sequence[Named], at: tuple[str | int, ...], tree: Node, path: str
) -> list[Finding]:
    """Names of contexts that the file does not give."""
    findings = []
    for position, name in enumerate(named):
        if isinstance(name, str) and name not in file.contexts:
            near = suggest(name, file.contexts)
            place = find_place(tree, (*at, position))
            fix = near or "give it under `contexts`"
            findings.append(Finding("SEC473", f"there is no context `{name}`", Span(path, *place), fix))
    return findings


def _build_scenario(file: ScenarioFile, form: SentenceForm) -> Scenario:
    context = _context(file, form.when)
    for key in form.without:
        context.pop(key, None)
    return Scenario(
        principals=tuple(form.who),
        allowed=form.can is not None,
        actions=tuple(form.can or form.cannot or ()),
        resources=tuple(form.on),
        context=context,
        because=form.because,
        through=form.through,
        answers=form.answers,
        without=tuple(form.without),
    )


def _build_claim(file: ScenarioFile, form: ClaimForm) -> Claim:
    return Claim(
        roles=() if "everybody" in form.who else tuple(form.who),
        but=tuple(form.but),
        actions=tuple(form.cannot),
        resources=tuple(form.on),
        spared=tuple(form.on_anything_but),
        when=_context(file, form.when),
        unless=_context(file, form.unless),
        because=form.because,
    )


def _context(file: ScenarioFile, when: Sequence[Named]) -> dict[str, str | tuple[str, ...]]:
    context: dict[str, str | tuple[str, ...]] = {}
    for named in when:
        context.update(_frozen(file.contexts[named] if isinstance(named, str) else named))
    return context


def _build_names(form: NameForm) -> NameScenario:
    return NameScenario(tuple(form.can or form.cannot or ()), form.can is not None, form.because, form.answers)


def _frozen(keys: dict[str, str | list[str]]) -> Context:
    return {key: value if isinstance(value, str) else tuple(value) for key, value in keys.items()}


def _span(tree: Node, path: str, part: str, index: int) -> Span:
    """The line of `can` or `cannot`, which is where a sentence says what it says."""
    at = (part, index)
    places = [find_place(tree, (*at, key), key=True) for key in ("can", "cannot")]
    own = find_place(tree, at)
    return Span(path, *next((place for place in places if place != own), own))
