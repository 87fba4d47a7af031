"""Rendered templates → what cfn-lint and our own rules find in them, at the author's line; nothing is looked for twice.

cfn-lint is imported only where a template's text, the configuration or cfn-lint itself has changed, the rules only
where a template or a rule has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Finding
from generator.synth import Rendered
from generator.synth.cache import digest_code, digest_words
from generator.synth.installed import installed_versions
from generator.verify.finding_cache import remember_findings
from generator.verify.positions import Authors

if TYPE_CHECKING:
    from generator.verify.linter import Linter

CONFIGURATION = ".cfnlintrc"
_OURS = Path(__file__).resolve().parents[2] / CONFIGURATION

Find = Callable[[Rendered], Iterable[Finding]]


def check_templates(root: Path, rendered: Sequence[Rendered], *, experimental: bool = False) -> list[Finding]:
    """Every finding of cfn-lint with the project's `.cfnlintrc` (ours where it has none), ids kept."""
    configuration = root / CONFIGURATION if (root / CONFIGURATION).is_file() else _OURS
    words = configuration.read_text(encoding="utf-8")
    key = digest_words(*installed_versions(["cfn-lint"]), str(experimental), words)

    @cache
    def linter() -> Linter:
        from generator.verify.linter import Linter

        return Linter(configuration, experimental=experimental)

    return _find_each(root, rendered, "lint", key, lambda product: linter().lint(product.path, product.text))


def check_rules(root: Path, rendered: Sequence[Rendered]) -> list[Finding]:
    """Every finding of every rule of our own."""
    return _find_each(root, rendered, "rules", digest_code("iam", "cloudformation", "verify/rules"), _find_by_rules)


def _find_by_rules(product: Rendered) -> list[Finding]:
    from generator.verify.rules import check_document

    return check_document(product.document)


def _find_each(root: Path, rendered: Sequence[Rendered], folder: str, key: str, find: Find) -> list[Finding]:
    """What `find` says of each product, from the records of `.cache/FOLDER` where it said so before."""
    authors = Authors(root)

    def found(product: Rendered) -> list[Finding]:
        record = root / ".cache" / folder / f"{product.product.name}.json"
        return remember_findings(record, f"{key} {product.digest}", lambda: find(product))

    return [authors.locate(finding, product) for product in rendered for finding in found(product)]
