"""Writing what a product's policies allow: whatever broadens needs somebody's consent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostics import Finding, Refused
from generator.iam.permissions.comparing import Difference
from generator.synth import Ledger, Rendered
from generator.synth.files import read_bytes, write_whole
from generator.synth.versions import find_version
from generator.verify.permissions.checks import compare_release, find_snapshot

BROADENS = "broadens"


@dataclass(frozen=True)
class Agreement:
    """The permissions of a product in words, what of them is different, and whether that needs consent."""

    product: Rendered
    text: str
    differences: tuple[Difference, ...]
    settled: bool
    """Whether nobody can do more, or somebody agreed: the text is written already."""


def find_agreement(root: Path, product: Rendered, ledger: Ledger, path: str, *, compared: bool) -> Agreement:
    """What is to be written at `path`, against the last release; what is there already only where `compared` asks."""
    text = find_snapshot(root, product).text
    written = read_bytes(root / path) == text.encode()
    last = ledger.last(product.product.name) if compared or not written else None
    differences = compare_release(root, product, last)
    return Agreement(product, text, tuple(differences), written or not any(each.more for each in differences))


def write_permissions(root: Path, agreements: Sequence[Agreement], allow: Sequence[str]) -> list[str]:
    """Write permissions.txt of each of them where that is settled; returns the paths that changed."""
    settled = [each for each in agreements if each.settled or BROADENS in allow]
    return [
        each.product.permissions_path
        for each in settled
        if write_whole(root / each.product.permissions_path, each.text.encode())
    ]


def require_consent(root: Path, agreements: Sequence[Agreement], allow: Sequence[str], command: str) -> None:
    """Raises Refused (SEC480) with the command that consents, where something broadens and nobody has."""
    open_ones = [each for each in agreements if not each.settled and BROADENS not in allow]
    if not open_ones:
        return
    names = [each.product.product.name for each in open_ones]
    count = sum(difference.more for each in open_ones for difference in each.differences)
    words = f"{' and '.join(f'`{name}`' for name in names)} would let somebody do more than the last release"
    label = f"{count} {'difference' if count == 1 else 'differences'}, said above"
    span = find_version(root, open_ones[0].product.product)
    raise Refused(Finding("SEC480", words, span, f"./build.py {command.format(' '.join(names))}", label=label))
