"""One product's permissions against its last release and against what is written beside its template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.diagnostics import Finding, Problems, Span
from generator.iam.permissions.comparing import Difference
from generator.iam.permissions.sentences import render_difference, shown
from generator.iam.permissions.statements import Source
from generator.model import Release
from generator.synth import Ledger, Rendered
from generator.synth.cache import read_record, write_record
from generator.synth.dist import is_released_as
from generator.synth.files import read_bytes
from generator.verify.permissions import FOLDER, permissions_key
from generator.verify.permissions.branches import Branch
from generator.verify.permissions.snapshots import Snapshot, build_snapshot, compare_subjects, find_unseen
from generator.verify.permissions.subjects import drawn_subject, released_subject
from generator.verify.positions import Authors

MOST_SAID = 30
"""Findings of one kind of a product; the rest is counted."""


def check_product(root: Path, product: Rendered, ledger: Ledger) -> list[Finding]:
    """Everything that is to be said of a product's permissions."""
    release = ledger.find(product.product.name, product.product.version)
    if release is not None and is_released_as(product, release):
        return _unknown(root, product, find_unseen(drawn_subject(root, product)))
    snapshot = find_snapshot(root, product)
    found = _unknown(root, product, snapshot)
    if release is None:
        if read_bytes(root / product.permissions_path) == snapshot.text.encode():
            return found
        differences = compare_release(root, product, ledger.last(product.product.name))
        if not any(each.more for each in differences):
            words = f"`{product.permissions_path}` is not what the policies of `{product.product.name}` allow now"
            fix = f"./build.py render {product.product.name}"
            return [*found, Finding("VER516", words, Span(product.permissions_path), fix)]
        return [*found, *say_differences(root, product, differences, "render")]
    return [
        *found,
        *say_differences(root, product, compare_release(root, product, ledger.last(product.product.name)), "release"),
    ]


def find_snapshot(root: Path, product: Rendered) -> Snapshot:
    """The permissions of a product as it is drawn now, computed once."""
    record, key = root / FOLDER / f"{product.product.name}.json", permissions_key(root, product)

    def load(row: object) -> Snapshot:
        assert isinstance(row, dict)
        missing = (Branch(tuple(path), frozenset(map(tuple, needs))) for path, needs in row["missing"])
        return Snapshot(str(row["text"]), tuple(missing), tuple(row["unknown"]))

    known = read_record(record, key, load)
    if known is None:
        known = build_snapshot(drawn_subject(root, product))
        missing = [[list(each.path), sorted(map(list, each.needs))] for each in known.missing]
        write_record(record, key, {"text": known.text, "missing": missing, "unknown": list(known.unknown)})
    return known


def compare_release(root: Path, product: Rendered, release: Release | None) -> list[Difference]:
    """Who can do more or less by the product as it is drawn now; nothing where there is no release, or one of the two
    cannot be known."""
    if release is None:
        return []
    try:
        return compare_subjects(released_subject(root, release), drawn_subject(root, product))
    except Problems:
        return []


def place_of(authors: Authors, product: Rendered, source: Source) -> Span:
    """Where a statement was written."""
    return (authors.find(product, source.path) if source.path else None) or _file(product)


def say_differences(root: Path, product: Rendered, differences: Sequence[Difference], verb: str) -> Iterator[Finding]:
    """SEC480 and SEC481: every difference at the statement that makes it; `verb` is the command that consents."""
    authors, name = Authors(root), product.product.name
    for code, more in (("SEC480", True), ("SEC481", False)):
        listed = [each for each in shown(differences) if each.more is more]
        for each in listed[:MOST_SAID]:
            where = next((place_of(authors, product, source) for source in each.because), None)
            words = render_difference(each, lambda source: _text(place_of(authors, product, source)))
            fix = f"./build.py {verb} {name} --allow broadens" if more else f"./build.py {verb} {name}"
            yield Finding(code, f"`{name}`: {words}", where or _file(product), fix)
        if len(listed) > MOST_SAID:
            words = f"`{name}`: {len(listed) - MOST_SAID} more, which `./build.py diff {name}` shows"
            yield Finding(code, words, _file(product), f"./build.py diff {name}")


def _text(span: Span) -> str:
    return f"{span.path}:{span.line}"


def _unknown(root: Path, product: Rendered, snapshot: Snapshot) -> list[Finding]:
    """SEC482 and SEC483: what nobody has looked at, or can."""
    return [
        *(_unseen(root, product, branch) for branch in snapshot.missing),
        *(_not_known(root, product, each) for each in snapshot.unknown),
    ]


def _not_known(root: Path, product: Rendered, words: str) -> Finding:
    """SEC483 at the part of the template that the words begin with, such as `Parameters/Reader: …`."""
    part = tuple(words.partition(":")[0].split("/"))
    span = Authors(root).find(product, part) if len(part) > 1 else None
    fix = f"give {part[-1]} a default, or an answer under `answers` in {product.product.folder}/scenarios.yaml"
    asked = part[0] == "Parameters"
    return Finding("SEC483", words, span or _file(product), fix if asked else "write it so that it can be known")


def _unseen(root: Path, product: Rendered, branch: Branch) -> Finding:
    needs = ", ".join(f"{name} {'holds' if holds else 'does not hold'}" for name, holds in sorted(branch.needs))
    words = f"no answers were found with which {needs}, so that `{'/'.join(branch.path)}` was never looked at"
    where = place_of(Authors(root), product, Source("", "", branch.path))
    fix = f"name answers for it under `networks` in {product.product.folder}/scenarios.yaml"
    return Finding("SEC482", words, where, fix)


def _file(product: Rendered) -> Span:
    return Span(product.author)
