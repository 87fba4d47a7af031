"""The generator's own rules, those of `check`: which resources each looked at, and what it found.

Its control is what it refuses, in the words of its code; which controls of the frameworks it stands for is in
`scan.controls`. What it looked at is what it asked the template for while it ran; one that read the whole template
looked at `template`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from generator import __version__
from generator.cloudformation.template.loops import unroll
from generator.cloudformation.template.reader import read_document
from generator.diagnostics.codes import load_explanations
from generator.verify.rules import RULES, judge
from generator.verify.rules.template import Policy, Template
from scan.controls import FRAMEWORKS, controls_of
from scan.model import WHOLE, Document, Finding, Look, Report

NAME, PART = "check", "what check refuses"


class Watched(Template):
    """A template that remembers what was asked of it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(document)
        object.__setattr__(self, "seen", set())

    seen: set[str]

    @property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        """All of them, for a rule that chooses by itself."""
        self.seen.add(WHOLE)
        return super().resources

    def of(self, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Those of a type, each of which was looked at."""
        for name, properties in Template(self.document).of(kind):
            self.seen.add(name)
            yield name, properties

    def policies(self) -> Iterator[Policy]:
        """Every policy, the resource of each of which was looked at."""
        for policy in Template(self.document).policies():
            self.seen.add(policy.path[1])
            yield policy


def run(documents: Sequence[Document], cache: Path) -> Iterator[Report]:
    """One row over the templates as written, and one for each framework with the rules that stand for its controls."""
    del cache
    written = [document for document in documents if not document.answers]
    found, looked = list[Finding](), list[Look]()
    for document in written:
        whole = unroll(read_document(document.path.read_text(encoding="utf-8"))).document
        for codes, find in RULES.items():
            template = Watched(whole)
            for each in judge(codes, find, template):
                resource = each.path[1] if len(each.path) > 1 and each.path[0] == "Resources" else WHOLE
                found.append(Finding(NAME, each.code, str(resource), document.name, each.message))
            looked += [
                Look(code, document.product, resource, (refusal(code),))
                for code in list_codes(codes)
                for resource in sorted(template.seen)
            ]
    yield Report(
        NAME, PART, __version__, sum(len(list_codes(codes)) for codes in RULES), tuple(found), looked=tuple(looked)
    )
    kinds = {(each.product, name): body.get("Type", "") for each in written for name, body in each.resources.items()}
    for framework in FRAMEWORKS:
        yield _mapped(framework, found, looked, kinds)


def _mapped(
    framework: str, found: Sequence[Finding], looked: Sequence[Look], kinds: Mapping[tuple[str, str], str]
) -> Report:
    """What looked at a resource for a control of the framework, and what of it was found."""
    stands = [
        Look(each.rule, each.product, each.resource, controls)
        for each in looked
        if (controls := controls_of(each.rule, kinds.get((each.product, each.resource), ""), framework))
    ]
    places = {(each.rule, each.resource) for each in stands}
    said = tuple(each for each in found if (each.rule, each.resource) in places)
    return Report(NAME, framework, __version__, len({each.rule for each in stands}), said, looked=tuple(stands))


def list_codes(words: str) -> list[str]:
    """`SEC430 to SEC432` → its three codes, as far as there are such."""
    known, numbers = load_explanations(), [int(each) for each in re.findall(r"SEC(\d+)", words)]
    wanted = range(numbers[0], numbers[-1] + 1) if " to " in words else numbers
    return [code for number in wanted if (code := f"SEC{number}") in known]


def refusal(code: str) -> str:
    """How a code's row is called: what it refuses."""
    return f"{code}: {load_explanations()[code].title}"
