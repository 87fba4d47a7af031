"""The reviewer's dossier: controls of frameworks, what looks at which resources for them, and what is excepted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from generator.views.report.facts import ControlRow, Dossier, ExceptionRow
from generator.views.report.html import Child, Markup, anchor, code, element
from generator.views.report.tables import folded, listing, table


def render_dossier(dossier: Dossier) -> Markup:
    """Everything that the scanners said, by control."""
    return element("div", *_parts(dossier))


def _parts(dossier: Dossier) -> Iterator[Child]:
    if dossier.state:
        yield element("p", dossier.state, class_="mark warn" if dossier.day else None)
    if dossier.day:
        yield from _scanned(dossier)
    yield element("h3", "Exceptions")
    yield table(
        "Findings that do not apply, and until when",
        ("Exception", "Last day", "Owner", "Rules", "Resources", "Reason"),
        [_exception(row) for row in dossier.exceptions],
    )


def _scanned(dossier: Dossier) -> Iterator[Child]:
    yield element(
        "p",
        f"As the scanners said on {dossier.day}. A control is listed where a rule that its scanner maps to it looked "
        "at the templates; a rule that reports nothing found nothing against it. A mapping is the scanner's opinion "
        "and no attestation: what a control asks of people and processes is not in a template.",
    )
    yield table("Scanners", ("Scanner", "Version", "Outcome"), dossier.scanners)
    for framework, group in groupby(dossier.controls, key=lambda row: row.framework):
        rows = list(group)
        left, clean = sum(bool(row.open) for row in rows), sum(not row.open and not row.excepted for row in rows)
        excepted = len(rows) - clean - left
        head = f"{framework}: {len(rows)} controls, {clean} clean, {excepted} with exceptions, {left} open"
        heads = ("Control", "State", "Proven by", "Resources", "Exceptions")
        yield folded(head, table(f"Controls of {framework}", heads, [_control(row) for row in rows]))


def _control(row: ControlRow) -> tuple[Child, ...]:
    state, kind = ("open", "warn") if row.open else ("excepted", "no") if row.excepted else ("clean", "yes")
    links = [element("a", key, " ", href=f"#{anchor('exception', key)}") for key in row.excepted]
    found = [element("br"), *[code(each) for each in row.open]] if row.open else None
    looked = folded(f"{len(row.resources)} resources", element("span", ", ".join(row.resources)), kind="screen")
    proven = listing([code(rule) for rule in row.rules])
    return (row.control, [element("span", state, class_=f"mark {kind}"), found], proven, looked, links or "–")


def _exception(row: ExceptionRow) -> tuple[Child, ...]:
    day = element("span", row.last_day, class_="mark warn" if row.late else None)
    return (
        element("span", row.key, id=anchor("exception", row.key)),
        day,
        row.owner or "–",
        [element("div", row.scanner), listing([code(rule) for rule in row.rules])],
        listing([code(each) for each in row.resources]),
        row.reason,
    )
