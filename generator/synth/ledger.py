"""`dist/ledger.json`: which bytes are which version, for ever.

Rows are only ever added. Each carries a seal over itself and the product's rows before it, so that a row that was
edited, moved or taken out by hand is named; branches that release different products still merge.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.diagnostics import Finding, Problems, Span
from generator.model import Digest, Release, Version
from generator.synth.files import write_whole

PATH = "dist/ledger.json"
_FIX = f"git checkout -- {PATH}"


@dataclass(frozen=True)
class Ledger:
    """Every release, in the order of releasing."""

    releases: tuple[Release, ...] = ()

    def find(self, product: str, version: Version) -> Release | None:
        """The release of this product and version, or None."""
        return next((row for row in self.releases if (row.product, row.version) == (product, version)), None)

    def last(self, product: str) -> Release | None:
        """The product's newest release, or None where it has none."""
        return max((row for row in self.releases if row.product == product), default=None)


def read_ledger(root: Path) -> Ledger:
    """The ledger, empty where there is none yet; raises Problems (VER505, VER506) where it was edited."""
    try:
        text = (root / PATH).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Ledger()
    except (OSError, UnicodeDecodeError) as error:
        raise Problems([Finding("VER505", f"the ledger cannot be read: {error}", Span(PATH), fix=_FIX)]) from error
    try:
        rows = _rows(json.loads(text))
        releases = tuple(map(_release, rows))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        words = f"the ledger is not a list of releases: {error}"
        raise Problems([Finding("VER505", words, Span(PATH, line), fix=_FIX)]) from error
    findings = _check_seals(rows, releases, text)
    if findings:
        raise Problems(findings)
    return Ledger(releases)


def write_ledger(root: Path, ledger: Ledger) -> None:
    """Write the whole ledger, sealed, by replacing the file."""
    write_whole(root / PATH, render_ledger(ledger).encode())


def render_ledger(ledger: Ledger) -> str:
    """The ledger's text."""
    rows: list[dict[str, Any]] = []
    seals: dict[str, str] = {}
    for release in ledger.releases:
        seals[release.product] = _seal(release, seals.get(release.product, ""))
        rows.append({**_row(release), "seal": seals[release.product]})
    return json.dumps({"format": 1, "releases": rows}, indent=2) + "\n"


def _rows(data: Any) -> list[Mapping[str, Any]]:
    if not isinstance(data, dict) or data.get("format") != 1 or not isinstance(data.get("releases"), list):
        raise ValueError('it must hold "format": 1 and "releases"')
    return list(data["releases"])


def _row(release: Release) -> dict[str, Any]:
    beside = {"launch-role": release.launch_role, "permissions": release.permissions}
    files = {name: {file[0]: str(file[1])} for name, file in beside.items() if file is not None}
    return {
        "product": release.product,
        "version": str(release.version),
        "sha256": str(release.digest),
        "template": release.template,
        "assets": {path: str(digest) for path, digest in release.assets},
        **files,
    }


def _release(row: Mapping[str, Any]) -> Release:
    return Release(
        product=str(row["product"]),
        version=Version.parse(row["version"]),
        digest=Digest(row["sha256"]),
        template=str(row["template"]),
        assets=tuple((str(path), Digest(digest)) for path, digest in dict(row["assets"]).items()),
        launch_role=_file(row, "launch-role"),
        permissions=_file(row, "permissions"),
    )


def _file(row: Mapping[str, Any], name: str) -> tuple[str, Digest] | None:
    """A file beside the template, and its digest."""
    return next(((str(path), Digest(digest)) for path, digest in dict(row.get(name, {})).items()), None)


def _seal(release: Release, before: str) -> str:
    content = json.dumps(_row(release), sort_keys=True, separators=(",", ":"))
    return str(Digest.of(f"{before}\n{content}"))


def _check_seals(rows: list[Mapping[str, Any]], releases: tuple[Release, ...], text: str) -> list[Finding]:
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith('"product"')]
    findings: list[Finding] = []
    seals: dict[str, str] = {}
    newest: dict[str, Version] = {}
    for index, (row, release) in enumerate(zip(rows, releases, strict=True)):
        expected = _seal(release, seals.get(release.product, ""))
        span = Span(PATH, lines[index] if index < len(lines) else 1)
        name = f"{release.product} {release.version}"
        if row.get("seal") != expected:
            findings.append(Finding("VER506", f"the ledger's row of {name} was edited by hand", span, fix=_FIX))
        elif release.product in newest and release.version <= newest[release.product]:
            words = f"the ledger's row of {name} comes after {newest[release.product]}"
            findings.append(Finding("VER506", words, span, fix=_FIX))
        seals[release.product] = str(row.get("seal"))
        newest[release.product] = max(release.version, newest.get(release.product, release.version))
    return findings
