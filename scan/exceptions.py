"""The list of findings that do not apply: read, checked, and compared with what was found.

The file (exceptions.yaml) is a list of entries. Each has its `reason`, the days from which and until which it holds
(`since`, `expires`: a year at most), and `findings`: the `rules` of a `scanner` that it answers, for which `resources`.
An `ExceptionEntry` is one of these findings with its entry's reason and days. What is wrong with an entry becomes a
finding of the scanner `exceptions`, which nothing can except.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from scan.model import SCANNERS, ExceptionEntry, Finding

LONGEST = timedelta(days=366)
_ENTRY = {"reason", "since", "expires", "findings"}
_ANSWERED = {"scanner", "rules", "resources"}


def load_exceptions(path: Path) -> tuple[list[ExceptionEntry], list[Finding]]:
    """Every usable exception of the file, and a finding for each entry that is not usable; none without a file."""
    entries = (yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None) or []
    exceptions: list[ExceptionEntry] = []
    findings: list[Finding] = []
    for number, entry in enumerate(entries, 1):
        errors = list(_entry_errors(entry))
        findings += [_finding("entry not understood", f"entry {number}", error) for error in errors]
        if not errors:
            exceptions += _exceptions(entry, f"entry {number}")
    return exceptions, findings


def check_exceptions(
    exceptions: Sequence[ExceptionEntry], found: Iterable[Finding], ran: Iterable[str], today: date
) -> list[Finding]:
    """A finding for each exception that has expired, and for each of its patterns that no scanner that `ran` needs."""
    everything, scanners = list(found), set(ran)
    expired = [
        _finding("expired", each.place, f"it ended on {each.expires}: look again at {', '.join(each.rules)}")
        for each in exceptions
        if each.expires <= today
    ]
    unused = [
        _finding("unused", each.place, f"{each.scanner} reports nothing for {pattern}: take it out")
        for each in exceptions
        if each.scanner in scanners
        for pattern in _unused(each, everything)
    ]
    return expired + unused


def is_excepted(finding: Finding, exceptions: Iterable[ExceptionEntry], today: date) -> bool:
    """Whether an exception that holds today answers this finding."""
    return any(answers(each, finding) for each in exceptions if each.expires > today)


def answers(exception: ExceptionEntry, finding: Finding) -> bool:
    """Whether the exception is about this finding, whatever the day."""
    return (
        exception.scanner == finding.scanner
        and any(_matches(rule, finding.rule) for rule in exception.rules)
        and any(_matches(resource, finding.resource) for resource in exception.resources)
    )


def _unused(exception: ExceptionEntry, found: Sequence[Finding]) -> Iterator[str]:
    answered = [finding for finding in found if answers(exception, finding)]
    for rule in exception.rules:
        if not any(_matches(rule, finding.rule) for finding in answered):
            yield rule
    for resource in exception.resources:
        if not any(_matches(resource, finding.resource) for finding in answered):
            yield resource


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None


def _entry_errors(entry: Any) -> Iterator[str]:
    if not isinstance(entry, Mapping) or set(entry) != _ENTRY:
        yield f"an entry has exactly {', '.join(sorted(_ENTRY))}"
        return
    if not isinstance(entry["reason"], str) or len(entry["reason"].split()) < 5:
        yield "the reason is a sentence that says why the finding does not apply"
    if not isinstance(entry["since"], date) or not isinstance(entry["expires"], date):
        yield "since and expires are days, such as 2026-11-23"
    elif not entry["since"] < entry["expires"] <= entry["since"] + LONGEST:
        yield "expires comes after since, and not more than a year after it"
    if not isinstance(entry["findings"], list) or not entry["findings"]:
        yield "findings is a list with at least one item"
        return
    for item in entry["findings"]:
        yield from _item_errors(item)


def _item_errors(item: Any) -> Iterator[str]:
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


def _exceptions(entry: Mapping[str, Any], place: str) -> Iterator[ExceptionEntry]:
    for item in entry["findings"]:
        yield ExceptionEntry(
            item["scanner"],
            tuple(item["rules"]),
            tuple(item["resources"]),
            " ".join(entry["reason"].split()),
            entry["expires"],
            place,
        )


def _finding(rule: str, place: str, message: str) -> Finding:
    return Finding("exceptions", rule, place, "exceptions.yaml", message)
