"""The outcome of a scan as a record that `./build.py report` reads: by control, what looked at what, and what is left.

Which rule stands for which controls is the scanner's own mapping, read from the scanner that ran; for the rules of
`check` it is that of `scan.controls`. Where several scanners look for one control, their rows are one.

The record is `.cache/scan/outcome.json` of the project.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from scan.exceptions import answers
from scan.model import Document, ExceptionEntry, Finding, Look, Report


def write_outcome(
    path: Path,
    documents: Sequence[Document],
    reports: Sequence[Report],
    exceptions: Sequence[ExceptionEntry],
    today: date,
) -> None:
    """Write the record."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(outcome(documents, reports, exceptions, today), indent=1) + "\n", encoding="utf-8")


def outcome(
    documents: Sequence[Document], reports: Sequence[Report], exceptions: Sequence[ExceptionEntry], today: date
) -> dict[str, Any]:
    """`{"format": 1, "day": …, "templates": {…}, "scanners": […], "controls": […], "exceptions": […]}`."""
    written = [each for each in documents if not each.answers]
    return {
        "format": 1,
        "day": today.isoformat(),
        "templates": {each.product: hashlib.sha256(each.path.read_bytes()).hexdigest() for each in written},
        "scanners": [_scanner(each) for each in reports],
        "controls": _joined(row for report in reports if report.looked for row in _controls(report, exceptions, today)),
        "exceptions": [*_exceptions(reports, exceptions)],
    }


def _scanner(report: Report) -> dict[str, str]:
    name = " ".join(filter(None, (report.scanner, report.part)))
    found = len({finding.identity for finding in report.findings})
    words = f"not run: {report.absent}" if report.absent else f"{report.rules} rules, {found} findings"
    return {"name": name, "version": report.version, "outcome": words}


def _controls(report: Report, exceptions: Sequence[ExceptionEntry], today: date) -> Iterator[dict[str, Any]]:
    """A row for each control of a framework: rules that stand for it, and what they found."""
    by_control: dict[str, list[Look]] = {}
    for look in report.looked:
        for control in look.controls:
            by_control.setdefault(control, []).append(look)
    for control, looks in sorted(by_control.items(), key=lambda row: _order(row[0])):
        rules = sorted({look.rule for look in looks})
        found = {each.identity: each for each in report.findings if _base(each.rule) in rules}
        answering = {key: [one for one in exceptions if answers(one, each)] for key, each in found.items()}
        open_ = [found[key] for key, those in answering.items() if not any(one.expires > today for one in those)]
        yield {
            "framework": report.part,
            "control": control,
            "rules": rules,
            "resources": sorted({f"{look.product}/{look.resource}" for look in looks}),
            "open": sorted({f"{each.rule} · {each.resource}" for each in open_}),
            "exceptions": sorted({_key(one) for those in answering.values() for one in those}, key=_order),
        }


def _joined(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each control, the rows of a framework side by side."""
    joined: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        known = joined.setdefault((row["framework"], row["control"]), row)
        if known is not row:
            for key in ("rules", "resources", "open", "exceptions"):
                known[key] = sorted({*known[key], *row[key]}, key=_order)
    frameworks = list(dict.fromkeys(framework for framework, _ in joined))
    return sorted(joined.values(), key=lambda row: (frameworks.index(row["framework"]), _order(row["control"])))


def _exceptions(reports: Iterable[Report], exceptions: Sequence[ExceptionEntry]) -> Iterator[dict[str, Any]]:
    """Each entry of the list once, with all the findings that it answers and the products that show them."""
    every = [finding for report in reports for finding in report.findings]
    for key in dict.fromkeys(map(_key, exceptions)):
        parts = [each for each in exceptions if _key(each) == key]
        shown = [finding for finding in every if any(answers(each, finding) for each in parts)]
        yield {
            "key": key,
            "scanner": ", ".join(dict.fromkeys(each.scanner for each in parts)),
            "rules": _all(each.rules for each in parts),
            "resources": _all(each.resources for each in parts),
            "reason": parts[0].reason,
            "expires": parts[0].expires.isoformat(),
            "products": sorted({_product(finding) for finding in shown}),
        }


def _all(groups: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(each for group in groups for each in group))


def _product(finding: Finding) -> str:
    return finding.document.partition(",")[0]


def _base(rule: str) -> str:
    """A rule without what it found: `AwsSolutions-IAM5[Resource::*]` → `AwsSolutions-IAM5`."""
    return rule.partition("[")[0]


def _key(exception: ExceptionEntry) -> str:
    return exception.place.replace("entry ", "E")


def _order(text: str) -> list[tuple[int, str]]:
    """Numbers in a name count as numbers: AC-2 before AC-17."""
    parts: list[tuple[int, str]] = []
    number = ""
    for letter in f"{text} ":
        if letter.isdigit():
            number += letter
            continue
        if number:
            parts.append((int(number), ""))
            number = ""
        parts.append((-1, letter))
    return parts
