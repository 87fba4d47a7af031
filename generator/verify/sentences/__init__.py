"""`scenarios.yaml` of every product: each sentence of who can and cannot do what is proven of the rendered templates.

Takes the project and its rendered products; returns findings at the sentences' lines (SEC470 to SEC473) with the
statement that decided, and what opens the network of the template (SEC420 to SEC429) with the file's answers. A proof
about the policies under AWS's documented evaluation rules, not about AWS. What was proven before is found by digest,
and then nothing is imported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from generator.diagnostics import Finding, Span
from generator.synth import Rendered
from generator.synth.cache import cache_key
from generator.verify.records import Row, digest_of_code, remembered

__all__ = ["check_scenarios"]

FILE = "scenarios.yaml"
FOLDER = ".cache/scenarios"


def check_scenarios(root: Path, rendered: Sequence[Rendered]) -> list[Finding]:
    """Every sentence that is not true, of every product that has such a file."""
    found = [
        product.product.name for product in rendered if (root / "products" / product.product.name / FILE).is_file()
    ]
    if not found:
        return []
    # A file may be about any product of the project, so every one of them counts.
    products = sorted(folder.name for folder in (root / "products").iterdir() if folder.is_dir())
    code = digest_of_code("iam", "verify/sentences", "verify/network", "verify/rules", "manifest")
    key = " ".join([code, *(cache_key(root, name) for name in products if not name.startswith((".", "__")))])
    return [finding for name in found for finding in _findings(root, name, key)]


def _findings(root: Path, product: str, key: str) -> list[Finding]:
    record = root / FOLDER / f"{product}.json"
    return [_finding(row) for row in remembered(record, key, lambda: _rows(root, product))]


def _rows(root: Path, product: str) -> list[Row]:
    from generator.verify.sentences.proof import prove

    return [_row(finding) for finding in prove(root, product)]


def _row(finding: Finding) -> Mapping[str, Any]:
    span = finding.span
    place = None if span is None else [span.path, span.line, span.column, span.length]
    return {"code": finding.code, "message": finding.message, "place": place, "fix": finding.fix}


def _finding(row: Row) -> Finding:
    return Finding(row["code"], row["message"], Span(*row["place"]) if row["place"] else None, row["fix"])
