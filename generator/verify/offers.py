"""portfolio.yaml, beside the products: its own faults, and versions on offer that were never released."""

from __future__ import annotations

import hashlib
from pathlib import Path

from generator.diagnostics import Finding, Problems
from generator.synth import Ledger
from generator.synth.cache import add_files
from generator.synth.files import read_bytes, write_whole

FILE = "portfolio.yaml"
_RECORD = ".cache/check/portfolio"
_MANIFEST = Path(__file__).resolve().parents[1] / "manifest"
_RULES = ("verify/catalog.py", "cloudformation/template/parameter.py", "model/allowed_values.py")


def check_portfolio_file(root: Path, ledger: Ledger) -> list[Finding]:
    """PF1xx, PD2xx: nothing for a project without portfolio.yaml, or with one that was found clean as it is."""
    if not (root / FILE).is_file():
        return []
    key = _key(root, ledger).encode()
    if read_bytes(root / _RECORD) == key:
        return []
    findings = _check(root, ledger)
    if not findings:
        write_whole(root / _RECORD, key)
    return findings


def _check(root: Path, ledger: Ledger) -> list[Finding]:
    from generator.manifest import load_manifest
    from generator.verify.catalog import check_catalog

    try:
        manifest = load_manifest(root)
    except Problems as problems:
        return list(problems.findings)
    return [*manifest.warnings, *check_catalog(root, manifest, ledger)]


def _key(root: Path, ledger: Ledger) -> str:
    digest = hashlib.sha256(repr(ledger).encode())
    add_files(digest, root, [root / FILE, *(root / "products").glob("*/*")])
    add_files(digest, _MANIFEST, _MANIFEST.rglob("*"))
    add_files(digest, _MANIFEST.parent, [_MANIFEST.parent / file for file in _RULES])
    return digest.hexdigest()
