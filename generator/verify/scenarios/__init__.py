"""`scenarios.yaml` of every product: each sentence of who can and cannot do what is proven of the rendered templates.

Takes the project and its rendered products; returns findings at the sentences' lines (SEC470 to SEC473) with the
statement that decided, at the claims' lines (SEC484 to SEC486), and what opens the network of the template (SEC420 to
SEC429) with the file's answers. A proof about the policies under AWS's documented evaluation rules, not about AWS. What
was proven before is found by digest, and then nothing is imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics import Finding
from generator.synth import Rendered
from generator.synth.cache import digest_code, digest_words
from generator.synth.rendered_record import rendering_key
from generator.verify.finding_cache import remember_findings

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
    code = digest_code(
        "iam", "cloudformation", "manifest", "verify/scenarios", "verify/permissions", "verify/network", "verify/rules"
    )
    key = digest_words(code, *(rendering_key(root, name) for name in products if not name.startswith((".", "__"))))
    return [finding for name in found for finding in _findings(root, name, key)]


def _findings(root: Path, product: str, key: str) -> list[Finding]:
    return remember_findings(root / FOLDER / f"{product}.json", key, lambda: _prove(root, product))


def _prove(root: Path, product: str) -> list[Finding]:
    from generator.verify.scenarios.proof import prove

    return prove(root, product)
