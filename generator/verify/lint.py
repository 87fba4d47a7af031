"""Rendered templates → cfn-lint's findings at the author's lines; a text that was linted before is not linted again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from generator.diagnostics import Finding
from generator.synth import Rendered
from generator.synth.cache import digest_words
from generator.synth.installed import installed_versions
from generator.verify.finding_cache import remember_findings
from generator.verify.positions import Authors

FOLDER = ".cache/lint"
CONFIGURATION = ".cfnlintrc"
_OURS = Path(__file__).resolve().parents[2] / CONFIGURATION

Lint = Callable[[str, str], Sequence[Finding]]


def check_templates(root: Path, rendered: Sequence[Rendered], *, experimental: bool = False) -> list[Finding]:
    """Every finding of cfn-lint with the project's `.cfnlintrc` (ours where it has none), ids kept.

    cfn-lint is imported only where a template's text, the configuration or cfn-lint itself has changed.
    """
    configuration = root / CONFIGURATION if (root / CONFIGURATION).is_file() else _OURS
    words = configuration.read_text(encoding="utf-8")
    key = digest_words(*installed_versions(["cfn-lint"]), str(experimental), words)
    authors = Authors(root)

    @cache
    def linter() -> Lint:
        from generator.verify.linter import Linter

        return Linter(configuration, experimental=experimental).lint

    def lint(product: Rendered) -> list[Finding]:
        record = root / FOLDER / f"{product.product.name}.json"
        return remember_findings(record, f"{key} {product.digest}", lambda: linter()(product.path, product.text))

    return [authors.locate(finding, product.sources) for product in rendered for finding in lint(product)]
