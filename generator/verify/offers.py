"""portfolio.yaml, beside the products: what is wrong in it, and versions on offer that were never released."""

from __future__ import annotations

from pathlib import Path

from generator.diagnostics import Finding, Problems
from generator.synth import Ledger
from generator.synth.cache import digest_code, digest_files, digest_words
from generator.verify.finding_cache import remember_findings

FILE = "portfolio.yaml"
_RECORD = ".cache/check/portfolio.json"


def check_portfolio_file(root: Path, ledger: Ledger) -> list[Finding]:
    """PF1xx, PD2xx: nothing for a project without portfolio.yaml."""
    if not (root / FILE).is_file():
        return []
    return remember_findings(root / _RECORD, _key(root, ledger), lambda: _check(root, ledger))


def _check(root: Path, ledger: Ledger) -> list[Finding]:
    from generator.manifest import load_manifest
    from generator.verify.catalog import check_catalog
    from generator.verify.launches import check_offered_launches

    try:
        manifest = load_manifest(root)
    except Problems as problems:
        return list(problems.findings)
    offered = check_offered_launches(root, manifest, ledger)
    return [*manifest.warnings, *check_catalog(root, manifest, ledger), *offered]


def _key(root: Path, ledger: Ledger) -> str:
    files = [root / FILE, *(root / "products").glob("*/*"), *(root / release.template for release in ledger.releases)]
    files += [root / release.launch_role[0] for release in ledger.releases if release.launch_role is not None]
    code = digest_code("manifest", "model", "cloudformation", "synth", "verify", "iam", "launching")
    return digest_words(repr(ledger), digest_files(root, files), code)
