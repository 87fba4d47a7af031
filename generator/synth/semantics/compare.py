"""Two documents, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.synth.semantics.changes import Change, Part
from generator.synth.semantics.parameters import compare_parameters
from generator.synth.semantics.resources import compare_resources

Section = Mapping[str, Any]

_TEXT = ("AWSTemplateFormatVersion", "Description", "Metadata")
_COMPARED = frozenset({*_TEXT, "Parameters", "Rules", "Mappings", "Conditions", "Resources", "Outputs"})


def compare_templates(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every difference, the weightiest first within each section; empty for equal documents."""
    return tuple(sorted(_compare(old, new), key=lambda change: -change.part))


def _compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    yield from compare_parameters(_section(old, "Parameters"), _section(new, "Parameters"))
    yield from compare_resources(_section(old, "Resources"), _section(new, "Resources"))
    yield from _outputs(_section(old, "Outputs"), _section(new, "Outputs"))
    yield from _rules(_section(old, "Rules"), _section(new, "Rules"))
    yield from _mappings(_section(old, "Mappings"), _section(new, "Mappings"))
    yield from _inner("Conditions", _section(old, "Conditions"), _section(new, "Conditions"))
    for name in _TEXT:
        if old.get(name) != new.get(name):
            yield Change(Part.PATCH, name, "", "other words")
    for name in dict.fromkeys([*old, *new]):
        if name not in _COMPARED and old.get(name) != new.get(name):
            yield Change(Part.MAJOR, name, "", "another way to read the template")


def _section(document: Mapping[str, Any], name: str) -> Section:
    section: Section = document.get(name) or {}
    return section


def _outputs(old: Section, new: Section) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        if name not in old:
            yield Change(Part.MINOR, "Outputs", name, "a new output", "+")
        elif name not in new:
            yield Change(Part.MAJOR, "Outputs", name, "the output is gone: whoever reads it would fail", "-")
        else:
            for key in dict.fromkeys([*old[name], *new[name]]):
                if old[name].get(key) != new[name].get(key):
                    part, words = _output(key, old[name].get(key), new[name].get(key))
                    yield Change(part, "Outputs", name, words)


def _output(key: str, old: Any, new: Any) -> tuple[Part, str]:
    match key:
        case "Description":
            return Part.PATCH, "other words"
        case "Condition" if new is not None:
            return Part.MAJOR, f"only there where {new} holds"
        case "Export" if old is not None:
            return Part.MAJOR, "exported under another name, or not at all: stacks that import it would fail"
        case "Export":
            return Part.MINOR, "exported now"
    return Part.MINOR, f"another {key.lower()}"


def _rules(old: Section, new: Section) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            yield Change(Part.MINOR, "Rules", name, "answers that it refused are allowed now", "-")
        elif name not in old:
            yield Change(Part.MAJOR, "Rules", name, "it could refuse answers that were allowed", "+")
        elif old[name] != new[name]:
            yield Change(*_rule(name, old[name], new[name]))


def _rule(name: str, old: Section, new: Section) -> tuple[Part, str, str, str]:
    tests = [[row.get("Assert") for row in rule.get("Assertions", [])] for rule in (old, new)]
    if tests[0] == tests[1] and old.get("RuleCondition") == new.get("RuleCondition"):
        return Part.PATCH, "Rules", name, "other words"
    return Part.MAJOR, "Rules", name, "it could refuse answers that were allowed"


def _mappings(old: Section, new: Section) -> Iterator[Change]:
    """As `_inner`; what a map only gains changes nothing for those who could use it before: a look-up of it failed."""
    grown = {name for name in old if name in new and old[name] != new[name] and _holds(new[name], old[name])}
    for name in sorted(grown):
        yield Change(Part.PATCH, "Mappings", name, "more rows: what it lacked could not be deployed")
    yield from _inner("Mappings", *({k: v for k, v in maps.items() if k not in grown} for maps in (old, new)))


def _holds(rows: Section, wanted: Section) -> bool:
    return all(row.items() <= rows.get(name, {}).items() for name, row in wanted.items())


def _inner(section: str, old: Section, new: Section) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            words, mark = ("new", "+") if name not in old else ("gone", "-") if name not in new else ("changed", "~")
            yield Change(Part.MINOR, section, name, words, mark)
