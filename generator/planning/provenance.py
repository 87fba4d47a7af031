"""Where the bytes of a version on offer come from: git → the artifact bucket → what Service Catalog has stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.diagnostics import Finding, Span
from generator.model import Digest


@dataclass(frozen=True)
class Provenance:
    """One version on offer and its digest at each place; None where a place has none."""

    product: str
    version: str
    released: Digest
    """As dist/ledger.json says."""
    path: str
    file: Digest | None
    object: str
    """`s3://bucket/key`"""
    stored: Digest | None
    published: Digest | None
    is_published: bool

    @property
    def places(self) -> tuple[tuple[str, Digest | None], ...]:
        """(place, digest) from git to Service Catalog."""
        return ("git", self.file), ("bucket", self.stored), ("Service Catalog", self.published)


def check_provenance(row: Provenance) -> Iterator[Finding]:
    """Each link that does not hold the released bytes; nothing of what is not published yet."""
    name = f"`{row.product}` {row.version}"
    if row.file != row.released:
        what = f"`{row.path}` is not what was released: {_short(row.file)} instead of {row.released.short}"
        yield Finding("VER504", what, Span(row.path), fix=f"git checkout -- {row.path}")
    if not row.is_published:
        return
    if row.stored != row.released:
        what = f"{row.object}, the body of {name}, is {_short(row.stored)} instead of {row.released.short}"
        bucket, _, key = row.object.removeprefix("s3://").partition("/")
        fix = f"aws s3api put-object --bucket {bucket} --key {key} --body {row.path} --checksum-algorithm SHA256"
        yield Finding("PLN634", what, fix=fix)
    if row.published != row.released:
        what = f"Service Catalog holds {_short(row.published)} as {name} instead of {row.released.short}"
        fix = f"./build.py release {row.product} --patch, offer that, and retire {row.version}"
        yield Finding("PLN635", what, Span(row.path), fix=fix)


def _short(digest: Digest | None) -> str:
    return digest.short if digest is not None else "nothing"
