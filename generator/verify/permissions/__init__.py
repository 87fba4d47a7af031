"""Permissions of every product: computed, written beside the template, and compared with the last release.

Takes the project, its rendered products and the ledger; returns findings at the author's statements (SEC480 to SEC483)
and where permissions.txt is not current (VER516). What was computed before is found by digest, and then nothing is
imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics import Finding
from generator.synth import Ledger, Rendered
from generator.synth.cache import digest_code, digest_files, digest_words
from generator.verify.finding_cache import remember_findings

__all__ = ["FOLDER", "check_permissions", "permissions_key"]

FOLDER = ".cache/permissions"


def check_permissions(root: Path, rendered: Sequence[Rendered], ledger: Ledger) -> list[Finding]:
    """What each product allows beyond its last release without consent, and what of it cannot be seen."""
    found: list[Finding] = []
    for product in rendered:
        name = product.product.name
        written = digest_files(root, [root / product.permissions_path])
        key = digest_words(permissions_key(root, product), repr(ledger.last(name)), written)
        record = root / FOLDER / f"{name}-findings.json"
        found += remember_findings(record, key, lambda: _check(root, product, ledger))  # noqa: B023
    return found


def permissions_key(root: Path, product: Rendered) -> str:
    """The digest of everything that the permissions of a product are computed from."""
    code = digest_code("iam", "cloudformation", "verify/permissions", "manifest", "synth")
    scenarios = digest_files(root, [root / "products" / product.product.name / "scenarios.yaml"])
    return digest_words(code, str(product.product.version), product.digest.hex, product.launch_policy, scenarios)


def _check(root: Path, product: Rendered, ledger: Ledger) -> list[Finding]:
    from generator.verify.permissions.checks import check_product

    return check_product(root, product, ledger)
