"""What the last scan of the project said (`python -m scan`), by control; read from its record, never run here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from generator.diagnostics import Problems
from generator.manifest.codes import PORTFOLIO
from generator.manifest.yaml import parse_yaml, plain
from generator.model import Product
from generator.synth import Ledger
from generator.synth.files import read_bytes
from generator.views.report.facts import ControlRow, Dossier, ExceptionRow

RECORD, EXCEPTIONS = ".cache/scan/outcome.json", "scan/exceptions.yaml"
_NONE = "No scan of this project is recorded: `make scan` makes one, and the report after it has its controls."


def read_dossier(root: Path, ledger: Ledger, products: Mapping[str, Product], today: date) -> Dossier:
    """The dossier of the last scan; empty, with the reason, where there is none that can be read."""
    try:
        said = json.loads(read_bytes(root / RECORD) or b"{}")
        if said.get("format") != 1:
            return _unscanned(root, today)
        exceptions = tuple(
            ExceptionRow(
                each["key"],
                each["scanner"],
                tuple(each["rules"]),
                tuple(each["resources"]),
                each["reason"],
                ", ".join(dict.fromkeys(products[name].owner for name in each["products"] if name in products)),
                each["expires"],
                each["expires"] <= today.isoformat(),
            )
            for each in said["exceptions"]
        )
        controls = tuple(
            ControlRow(
                each["framework"],
                each["control"],
                tuple(each["rules"]),
                tuple(each["resources"]),
                tuple(each["open"]),
                tuple(each["exceptions"]),
            )
            for each in said["controls"]
        )
        scanners = tuple((each["name"], each["version"], each["outcome"]) for each in said["scanners"])
    except (ValueError, KeyError, TypeError):
        return Dossier(_NONE)
    return Dossier(_stale(said, ledger), said["day"], scanners, controls, exceptions)


def _unscanned(root: Path, today: date) -> Dossier:
    try:
        return Dossier(_NONE, exceptions=tuple(_list_exceptions(root, today)))
    except (Problems, ValueError, KeyError, TypeError):
        return Dossier(f"{_NONE} {EXCEPTIONS} cannot be read either: `make scan` says why.")


def _list_exceptions(root: Path, today: date) -> Iterator[ExceptionRow]:
    """The project's list of exceptions as it is written, where no scan has said which products they are about."""
    content = read_bytes(root / EXCEPTIONS)
    if content is None:
        return
    entries = plain(parse_yaml(content.decode("utf-8", "replace"), EXCEPTIONS, PORTFOLIO)[0])
    for number, entry in enumerate(entries, 1):
        parts = entry["findings"]
        scanners = dict.fromkeys(str(part["scanner"]) for part in parts)
        rules = dict.fromkeys(str(rule) for part in parts for rule in part["rules"])
        resources = dict.fromkeys(str(each) for part in parts for each in part["resources"])
        reason, last = " ".join(str(entry["reason"]).split()), str(entry["expires"])
        late = last <= today.isoformat()
        yield ExceptionRow(f"E{number}", ", ".join(scanners), tuple(rules), tuple(resources), reason, "", last, late)


def _stale(said: Mapping[str, object], ledger: Ledger) -> str:
    """A warning where what was scanned is not what is released last."""
    scanned = said.get("templates")
    newest = {each.product: each.digest.hex for each in ledger.releases}
    if not isinstance(scanned, Mapping):
        return ""
    other = [name for name, digest in scanned.items() if name in newest and newest[name] != digest]
    if not other:
        return ""
    return (
        f"The last scan is of other bytes than the newest release of {', '.join(sorted(other))}: run `make scan` again."
    )
