"""Rendered templates → what cfn-lint and our own rules find in them, at the author's line; nothing is looked for twice.

cfn-lint is imported only where a template's text, the configuration or cfn-lint itself has changed, the rules only
where a template or a rule has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.diagnostics import Finding
from generator.synth import Rendered
from generator.synth.cache import digest_code, digest_words
from generator.synth.installed import installed_versions
from generator.verify.finding_cache import is_remembered, remember_findings
from generator.verify.positions import Authors

if TYPE_CHECKING:
    from generator.verify.linter import Linter

CONFIGURATION = ".cfnlintrc"
_OURS = Path(__file__).resolve().parents[2] / CONFIGURATION

Find = Callable[[Rendered], Iterable[Finding]]


@contextmanager
def linting(
    root: Path, rendered: Sequence[Rendered], *, experimental: bool = False
) -> Iterator[Callable[[], list[Finding]]]:
    """Begin to lint; what is yielded waits for every finding of cfn-lint, by the project's `.cfnlintrc` (ours where it
    has none), ids kept."""
    configuration = root / CONFIGURATION if (root / CONFIGURATION).is_file() else _OURS
    words = configuration.read_text(encoding="utf-8")
    key = digest_words(*installed_versions(["cfn-lint"]), str(experimental), words)

    @cache
    def linter() -> Linter:
        from generator.verify.linter import Linter

        return Linter(configuration, experimental=experimental)

    waiting = [each for each in rendered if not is_remembered(*_kept(root, "lint", key, each))]
    if not waiting:
        yield lambda: _find_each(root, rendered, "lint", key, lambda product: ())
        return
    from generator.verify.linting import Linting

    options = [str(configuration.resolve()), *(["--experimental"] if experimental else [])]
    with Linting(waiting, options, lambda product: linter().lint(product.path, product.text)) as under_way:
        yield lambda: _find_each(root, rendered, "lint", key, under_way.find)


def check_templates(root: Path, rendered: Sequence[Rendered]) -> list[Finding]:
    """Every finding of cfn-lint."""
    with linting(root, rendered) as find:
        return find()


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
        return remember_findings(*_kept(root, folder, key, product), lambda: find(product))

    return [authors.locate(finding, product) for product in rendered for finding in found(product)]


def _kept(root: Path, folder: str, key: str, product: Rendered) -> tuple[Path, str]:
    """The record of a product's findings, and the key under which they are kept in it."""
    return root / ".cache" / folder / f"{product.product.name}.json", f"{key} {product.digest}"
