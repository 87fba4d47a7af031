"""`products/<name>/probes.yaml` → what a deployed environment is asked, or everything that is wrong with the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from generator.diagnostics import Finding, Problems, Span
from generator.manifest.codes import PROBES
from generator.manifest.folders import FOLDER
from generator.manifest.forms.probes import CallForm, FactForm, ProbeFile, ThingForm, UntilForm
from generator.manifest.spans import find_place
from generator.manifest.suggestions import suggest
from generator.manifest.validation import find_empty, find_validation_errors
from generator.manifest.yaml import Node, parse_yaml, plain, read_text
from generator.model.probe import Fact, ProbeCall, Probes, Thing, Until

FILE = "probes.yaml"
GIVEN = ("run", "environment", "prefix", "account", "region", "partition", "suffix", "person")
"""Values that every file may use besides its own: `$run` differs with each run, `$suffix` is the domain's, `$person`
the name of the data scientist's session."""

_NAME = re.compile(r"(?<!\$)\$\{?([a-z][a-z_]*)")


def load_probes(root: Path, product: str) -> Probes:
    """The product's file, which must be there; raises Problems (PRB801 to PRB803) with all that is wrong."""
    path = f"{FOLDER}/{product}/{FILE}"
    tree, findings = parse_yaml(read_text(root, path, PROBES), path, PROBES)
    findings += find_empty(tree, path, PROBES)
    try:
        file = ProbeFile.model_validate(plain(tree))
    except ValidationError as error:
        raise Problems([*findings, *find_validation_errors(error, tree, path, PROBES, ProbeFile)]) from None
    findings += _unknown(file, tree, path)
    if findings:
        raise Problems(findings)
    things = tuple(_build_thing(name, form) for name, form in file.things.items())
    facts = tuple(_build_fact(name, form) for name, form in file.facts.items())
    return Probes(file.values, file.asked, things, facts)


def _unknown(file: ProbeFile, tree: Node, path: str) -> Iterator[Finding]:
    """Things that nobody makes, and `$names` that nothing gives where they are used."""
    given: dict[str, set[str]] = {}
    always = {*GIVEN, *file.values, *file.asked}
    for name, thing in file.things.items():
        yield from _needs(thing.needs, list(given), ("things", name), tree, path)
        before = always.union(*(given.get(need, set()) for need in thing.needs))
        given[name] = (before - always) | {*thing.gives}
        # What removes a thing is written down before it is made, so it knows no more than what makes it.
        parts = {"answers": thing.answers, "make": _given(thing.make), "undo": _given(thing.undo)}
        for part, text in parts.items():
            yield from _missing(text, before, _at(tree, path, "things", name, part))
        yield from _missing(_given(thing.until), always | given[name], _at(tree, path, "things", name, "until"))
    for name, fact in file.facts.items():
        yield from _needs(fact.needs, list(given), ("facts", name), tree, path)
        known = always.union(*(given.get(need, set()) for need in fact.needs))
        for part, texts in (("given", fact.given), ("denied", fact.denied)):
            yield from _missing(texts, known, _at(tree, path, "facts", name, part))


def _needs(needs: list[str], known: list[str], where: tuple[str, str], tree: Node, path: str) -> Iterator[Finding]:
    for need in needs:
        if need not in known:
            fix = suggest(need, known) or "make it under `things`, before what needs it"
            yield Finding("PRB803", f"there is no thing `{need}`", _at(tree, path, *where, "needs"), fix)


def _at(tree: Node, path: str, *where: str) -> Span:
    return Span(path, *find_place(tree, where))


def _given(form: CallForm | None) -> Mapping[str, Any]:
    return form.given if form is not None else {}


def _missing(given: object, known: set[str], place: Span) -> Iterator[Finding]:
    for name in sorted({name for text in _texts(given) for name in _NAME.findall(text)} - known):
        fix = suggest(name, known) or "give it under `values`, or let a thing that is needed give it"
        yield Finding("PRB803", f"nothing gives `${name}` here", place, fix)


def _texts(given: object) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, Mapping):
        for value in given.values():
            yield from _texts(value)
    elif isinstance(given, list | tuple):
        for value in given:
            yield from _texts(value)


def _build_call(form: CallForm) -> ProbeCall:
    return ProbeCall(form.who, form.call, form.given)


def _build_thing(name: str, form: ThingForm) -> Thing:
    return Thing(
        name,
        form.gives,
        form.launch,
        form.answers,
        _build_call(form.make) if form.make else None,
        _build_until(form.until) if form.until else None,
        _build_call(form.undo) if form.undo else None,
        tuple(form.needs),
        form.minutes,
        form.cents,
    )


def _build_until(form: UntilForm) -> Until:
    return Until(_build_call(form), form.read, tuple(form.values))


def _build_fact(name: str, form: FactForm) -> Fact:
    return Fact(
        name,
        form.belief,
        form.if_wrong,
        _build_call(form),
        tuple(form.expected),
        tuple(form.needs),
        tuple(form.denied),
        form.parsed,
        form.read,
        form.minutes,
    )
