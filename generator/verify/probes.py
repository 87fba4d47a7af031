"""`probes.yaml` of every product that has one: read as `./build.py probe` reads it, found by digest when unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics import Finding
from generator.synth import Rendered
from generator.synth.cache import digest_code, digest_words
from generator.verify.finding_cache import remember_findings

FILE = "probes.yaml"
FOLDER = ".cache/probe-files"


def check_probes(root: Path, rendered: Sequence[Rendered]) -> list[Finding]:
    """What is wrong with the files (PRB801 to PRB803)."""
    found = [one.product.name for one in rendered if (root / "products" / one.product.name / FILE).is_file()]
    return [finding for name in found for finding in _findings(root, name)]


def _findings(root: Path, product: str) -> list[Finding]:
    text = (root / "products" / product / FILE).read_bytes()
    key = digest_words(digest_code("manifest"), text.hex())
    return remember_findings(root / FOLDER / f"{product}.json", key, lambda: _read(root, product))


def _read(root: Path, product: str) -> list[Finding]:
    from generator.diagnostics import Problems
    from generator.manifest.probes import load_probes

    try:
        load_probes(root, product)
    except Problems as problems:
        return list(problems.findings)
    return []
