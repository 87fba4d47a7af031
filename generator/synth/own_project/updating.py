"""Taking a newer generator: what it would change in a project, and doing it.

A file that is as some generator wrote it is replaced. One that somebody has changed stays, and the generator's own is
written beside it with `.new` at its end. Releases are only ever added.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator import __version__
from generator.model import Digest, Release
from generator.synth.files import read_bytes, write_whole
from generator.synth.ledger import Ledger, read_ledger, write_ledger
from generator.synth.own_project.drawing import Drawn
from generator.synth.own_project.record import PATH, Record, record_of
from generator.synth.own_project.writing import write_files


@dataclass(frozen=True)
class Update:
    """What taking this generator changes; the paths are in their order."""

    before: str
    after: str
    added: tuple[str, ...]
    replaced: tuple[str, ...]
    removed: tuple[str, ...]
    """Files of the generator before that this one has no more, and that nobody has changed."""
    yours: tuple[str, ...]
    """Files that were changed here and that differ from this generator's: they stay."""
    released: tuple[Release, ...]
    """Releases that the project gets."""
    refused: tuple[Release, ...]
    """Releases that the project does not get: it has this version, or a later one, of its own."""

    @property
    def nothing(self) -> bool:
        """Whether everything is as this generator would have it."""
        return not (self.added or self.replaced or self.removed or self.yours or self.released)


def compare_project(root: Path, record: Record, drawn: Drawn) -> Update:
    """What this generator's files and releases would change; raises Problems where the ledger cannot be read."""
    added, replaced, yours = [], [], []
    for path, content in sorted(drawn.kept.items()):
        here = read_bytes(root / path)
        if here == content:
            continue
        if here is None:
            # What somebody has deleted on purpose stays away, unless the generator has something new to say there.
            if record.files.get(path) != str(Digest.of(content)):
                added.append(path)
        elif record.files.get(path) == str(Digest.of(here)):
            replaced.append(path)
        elif record.files.get(path) != str(Digest.of(content)):
            yours.append(path)
    removed = [path for path in sorted(record.files.keys() - drawn.kept.keys()) if _is_as_written(root, path, record)]
    released, refused = _compare_releases(read_ledger(root), drawn)
    return Update(
        record.generator,
        __version__,
        tuple(added),
        tuple(replaced),
        tuple(removed),
        tuple(yours),
        tuple(released),
        tuple(refused),
    )


def update_project(root: Path, record: Record, drawn: Drawn, update: Update) -> None:
    """Do what `update` says. The record is written last, so that an interrupted run is done again."""
    frozen = {path: content for path, content in drawn.frozen.items() if read_bytes(root / path) is None}
    write_files(root, frozen)
    if update.released:
        write_ledger(root, Ledger((*read_ledger(root).releases, *update.released)))
    write_files(root, {path: drawn.kept[path] for path in (*update.added, *update.replaced)})
    write_files(root, {f"{path}.new": drawn.kept[path] for path in update.yours})
    for path in update.removed:
        (root / path).unlink(missing_ok=True)
    write_whole(root / PATH, record_of(__version__, record.products, drawn.kept).text.encode())


def _is_as_written(root: Path, path: str, record: Record) -> bool:
    here = read_bytes(root / path)
    return here is not None and str(Digest.of(here)) == record.files[path]


def _compare_releases(ledger: Ledger, drawn: Drawn) -> tuple[list[Release], list[Release]]:
    released: list[Release] = []
    refused: list[Release] = []
    for release in drawn.releases:
        last = ledger.last(release.product)
        there = ledger.find(release.product, release.version)
        if there == release:
            continue
        (released if last is None or last.version < release.version else refused).append(release)
    return released, refused
