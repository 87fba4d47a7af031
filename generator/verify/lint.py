"""Rendered templates → cfn-lint's findings at the author's lines; a text that was linted before is not linted again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from generator.diagnostics import Finding, Severity, Span
from generator.model import Digest
from generator.synth import Rendered
from generator.synth.files import read_bytes, write_whole
from generator.synth.installed import installed_versions
from generator.verify.matches import Match
from generator.verify.positions import Authors

FOLDER = ".cache/lint"
CONFIGURATION = ".cfnlintrc"
_OURS = Path(__file__).resolve().parents[2] / CONFIGURATION
_LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "informational": Severity.INFO}

Lint = Callable[[str, str], tuple[Match, ...]]


def check_templates(root: Path, rendered: Sequence[Rendered], *, experimental: bool = False) -> list[Finding]:
    """Every finding of cfn-lint with the project's `.cfnlintrc` (ours where it has none), ids kept.

    cfn-lint is imported only where a template's text, the configuration or cfn-lint itself has changed.
    """
    configuration = root / CONFIGURATION if (root / CONFIGURATION).is_file() else _OURS
    key = str(
        Digest.of(f"{installed_versions(['cfn-lint'])}\n{experimental}\n{configuration.read_text(encoding='utf-8')}")
    )
    authors = Authors(root)

    @cache
    def linter() -> Lint:
        from generator.verify.linter import Linter

        return Linter(configuration, experimental=experimental).lint

    return [
        _finding(match, product, authors)
        for product in rendered
        for match in _matches(root, product, key, lambda path, text: linter()(path, text))
    ]


def _matches(root: Path, rendered: Rendered, key: str, lint: Lint) -> tuple[Match, ...]:
    """What cfn-lint says about this text: from the cache, or now."""
    record = root / FOLDER / f"{rendered.product.name}.json"
    wanted = [key, str(rendered.digest)]
    known = _read_record(record, wanted)
    if known is not None:
        return known
    matches = lint(rendered.path, rendered.text)
    content = {"key": wanted, "matches": [match.to_row() for match in matches]}
    write_whole(record, json.dumps(content).encode())
    return matches


def _read_record(path: Path, wanted: list[str]) -> tuple[Match, ...] | None:
    try:
        record = json.loads(read_bytes(path) or b"{}")
        return tuple(map(Match.from_row, record["matches"])) if record.get("key") == wanted else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _finding(match: Match, rendered: Rendered, authors: Authors) -> Finding:
    length = match.end_column - match.column if match.end_line == match.line else 1
    own = Span(rendered.path, match.line, match.column, max(1, length))
    span = authors.find(rendered.sources, match.path) or own
    label = "/".join(match.path) if span is not own and match.path else None
    return Finding(match.rule, match.message, span, label=label, severity=_LEVELS.get(match.level, Severity.ERROR))
