"""Rendered templates → what our own rules find in them, at the author's line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics import Finding
from generator.synth import Rendered
from generator.synth.cache import digest_code
from generator.verify.finding_cache import remember_findings
from generator.verify.positions import Authors

FOLDER = ".cache/rules"


def check_rules(root: Path, rendered: Sequence[Rendered]) -> list[Finding]:
    """Every finding of every rule; the rules are imported only where a template or a rule has changed."""
    authors, code = Authors(root), digest_code("iam", "cloudformation", "verify/rules")

    def find(product: Rendered) -> list[Finding]:
        record = root / FOLDER / f"{product.product.name}.json"
        return remember_findings(record, f"{code} {product.digest}", lambda: _find(product))

    return [authors.locate(finding, product.sources) for product in rendered for finding in find(product)]


def _find(product: Rendered) -> list[Finding]:
    from generator.verify.rules import check_document

    return check_document(product.document)
