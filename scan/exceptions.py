"""The list of findings that do not apply: read, checked, and held against what was found.

The file (exceptions.yaml) is a list of facts. Each has its `reason`, the days from which and until which it holds
(`since`, `expires`: a year at most), and `findings`: which `rules` of which `scanner` it answers, for which
`resources`.
What is wrong with an entry becomes a finding of the scanner `exceptions`, which nothing can except.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from scan.model import SCANNERS, Exemption, Finding

LONGEST = timedelta(days=366)
_FACT = {"reason", "since", "expires", "findings"}
_ANSWERED = {"scanner", "rules", "resources"}


def load_exceptions(path: Path) -> tuple[list[Exemption], list[Finding]]:
    """Every usable exemption of the file, and a finding for each entry that is not usable."""
    facts = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    exemptions: list[Exemption] = []
    findings: list[Finding] = []
    for number, fact in enumerate(facts, 1):
        faults = list(_faults(fact))
        findings += [_fault("entry not understood", f"entry {number}", fault) for fault in faults]
        if not faults:
            exemptions += _exemptions(fact, f"entry {number}")
    return exemptions, findings


def check_exceptions(
    exemptions: Sequence[Exemption], found: Iterable[Finding], ran: Iterable[str], today: date
) -> list[Finding]:
    """A finding for each exemption that has expired, and for each of its patterns that no scanner that `ran` needs."""
    everything, scanners = list(found), set(ran)
    expired = [
        _fault("expired", each.place, f"it ended on {each.expires}: look again at {', '.join(each.rules)}")
        for each in exemptions
        if each.expires <= today
    ]
    unused = [
        _fault("unused", each.place, f"{each.scanner} reports nothing for {pattern}: take it out")
        for each in exemptions
        if each.scanner in scanners
        for pattern in _unused(each, everything)
    ]
    return expired + unused


def is_excepted(finding: Finding, exemptions: Iterable[Exemption], today: date) -> bool:
    """Whether an exemption that holds today answers this finding."""
    return any(answers(each, finding) for each in exemptions if each.expires > today)


def answers(exemption: Exemption, finding: Finding) -> bool:
    """Whether the exemption speaks of this finding, whatever the day."""
    return (
        exemption.scanner == finding.scanner
        and any(_matches(rule, finding.rule) for rule in exemption.rules)
        and any(_matches(resource, finding.resource) for resource in exemption.resources)
    )


def _unused(exemption: Exemption, found: Sequence[Finding]) -> Iterator[str]:
    answered = [finding for finding in found if answers(exemption, finding)]
    for rule in exemption.rules:
        if not any(_matches(rule, finding.rule) for finding in answered):
            yield rule
    for resource in exemption.resources:
        if not any(_matches(resource, finding.resource) for finding in answered):
            yield resource


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None


def _faults(fact: Any) -> Iterator[str]:
    if not isinstance(fact, Mapping) or set(fact) != _FACT:
        yield f"an entry has exactly {', '.join(sorted(_FACT))}"
        return
    if not isinstance(fact["reason"], str) or len(fact["reason"].split()) < 5:
        yield "the reason is a sentence that says why the finding does not apply"
    if not isinstance(fact["since"], date) or not isinstance(fact["expires"], date):
        yield "since and expires are days, such as 2026-11-23"
    elif not fact["since"] < fact["expires"] <= fact["since"] + LONGEST:
        yield "expires comes after since, and not more than a year after it"
    if not isinstance(fact["findings"], list) or not fact["findings"]:
        yield "findings is a list with at least one item"
        return
    for item in fact["findings"]:
        yield from _answered_faults(item)


def _answered_faults(item: Any) -> Iterator[str]:
    if not isinstance(item, Mapping) or set(item) != _ANSWERED:
        yield f"each of the findings has exactly {', '.join(sorted(_ANSWERED))}"
        return
    if item["scanner"] not in SCANNERS:
        yield f"scanner is one of {', '.join(SCANNERS)}"
    for key in ("rules", "resources"):
        patterns = item[key]
        if not isinstance(patterns, list) or not patterns or not all(isinstance(each, str) for each in patterns):
            yield f"{key} is a list of patterns"
        elif "*" in patterns:
            yield f"a bare * under {key} would except everything: name what is meant"


def _exemptions(fact: Mapping[str, Any], place: str) -> Iterator[Exemption]:
    for item in fact["findings"]:
        yield Exemption(
            item["scanner"],
            tuple(item["rules"]),
            tuple(item["resources"]),
            " ".join(fact["reason"].split()),
            fact["since"],
            fact["expires"],
            place,
        )


def _fault(rule: str, place: str, message: str) -> Finding:
    return Finding("exceptions", rule, place, "exceptions.yaml", message)
