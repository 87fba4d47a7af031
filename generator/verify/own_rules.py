"""Rendered templates → what our own rules find in them, at the author's line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from generator.diagnostics import Finding
from generator.synth import Rendered
from generator.verify.positions import Authors
from generator.verify.records import Row, digest_of_code, remembered

FOLDER = ".cache/rules"


def check_rules(root: Path, rendered: Sequence[Rendered]) -> list[Finding]:
    """Every finding of every rule; the rules are imported only where a template or a rule has changed."""
    authors = Authors(root)
    code = digest_of_code("iam", "verify/rules")
    return [_finding(row, product, authors) for product in rendered for row in _rows(root, product, code)]


def _rows(root: Path, rendered: Rendered, code: str) -> list[Row]:
    record = root / FOLDER / f"{rendered.product.name}.json"
    return remembered(record, f"{code} {rendered.digest}", lambda: _breaches(rendered))


def _breaches(rendered: Rendered) -> Iterator[Row]:
    from generator.verify.rules import find_breaches

    return (asdict(breach) for breach in find_breaches(rendered.document))


def _finding(row: Row, rendered: Rendered, authors: Authors) -> Finding:
    path = tuple(row["path"])
    span = authors.find(rendered.sources, path)
    return Finding(row["code"], row["message"], span, fix=row["fix"], label="/".join(path))
