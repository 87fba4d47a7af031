"""portfolio.yaml, beside the products: what is wrong in it, and versions on offer that were never released."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Finding, Problems
from generator.synth import Ledger
from generator.synth.cache import digest_code, digest_files, digest_words
from generator.verify.finding_cache import remember_findings

if TYPE_CHECKING:
    from generator.verify.offered.role import Launching

FILE = "portfolio.yaml"
_RECORD = ".cache/check/portfolio.json"
_POLICIES = re.compile(r"""\bpolicies:\s*["']?([^"',}\n]+)""")


def check_portfolio_file(root: Path, ledger: Ledger, launching: Launching | None = None) -> list[Finding]:
    """PF1xx, PF2xx, PD2xx: nothing for a project without portfolio.yaml; offers are proven, and answers compared, with
    `launching` only."""
    if not (root / FILE).is_file():
        return []
    return remember_findings(root / _RECORD, _key(root, ledger), lambda: _check(root, ledger, launching))


def _check(root: Path, ledger: Ledger, launching: Launching | None) -> list[Finding]:
    from generator.manifest import load_manifest
    from generator.verify.catalog import check_catalog
    from generator.verify.offered.proof import check_offered_launches

    try:
        manifest = load_manifest(root)
    except Problems as problems:
        return list(problems.findings)
    found = [*manifest.warnings, *check_catalog(root, manifest, ledger)]
    if launching is not None:
        found += launching.untaken(root, manifest, ledger) if launching.untaken is not None else []
        found += check_offered_launches(root, manifest, ledger, launching)
    return found


def _key(root: Path, ledger: Ledger) -> str:
    products = root / "products"
    files = [root / FILE, *products.glob("*/*"), *products.glob("*/*/*.y*ml")]
    files += [root / release.template for release in ledger.releases]
    files += [root / release.launch_role[0] for release in ledger.releases if release.launch_role is not None]
    code = digest_code("manifest", "model", "cloudformation", "synth", "verify", "iam", "launching", "planning")
    return digest_words(repr(ledger), digest_files(root, files), *_read_policies(root), code)


def _read_policies(root: Path) -> list[str]:
    """What the files say that portfolio.yaml names as a role's `policies`."""
    try:
        names = _POLICIES.findall((root / FILE).read_text(encoding="utf-8"))
        files = [root / name.strip() for name in names]
        return [file.read_text(encoding="utf-8") if file.is_file() else "" for file in files]
    except (OSError, UnicodeDecodeError):
        return []
