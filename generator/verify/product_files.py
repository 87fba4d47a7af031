"""`probes.yaml` and `tasks.yaml` of every product that has one: read as their commands read them.

Takes the project and its rendered products; returns what `./build.py probe` (PRB801 to PRB803) and `./build.py prove`
(SEC470, SEC471) would say of the files. What was read before is found by digest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from generator.diagnostics import Finding
from generator.synth import Rendered
from generator.synth.cache import digest_code, digest_words
from generator.verify.finding_cache import remember_findings

FOLDER = ".cache/product-files"


def check_product_files(root: Path, rendered: Sequence[Rendered]) -> list[Finding]:
    """What is wrong with the files."""
    found: list[Finding] = []
    for name in (one.product.name for one in rendered):
        for file, read in _READERS.items():
            if (root / "products" / name / file).is_file():
                found += _findings(root, name, file, read)
    return found


def _findings(root: Path, product: str, file: str, read: Callable[[Path, str], object]) -> list[Finding]:
    text = (root / "products" / product / file).read_bytes()
    key = digest_words(digest_code("manifest", "verify/matrix", "iam"), text.hex())
    return remember_findings(root / FOLDER / f"{product}-{file}.json", key, lambda: _problems(root, product, read))


def _problems(root: Path, product: str, read: Callable[[Path, str], object]) -> list[Finding]:
    from generator.diagnostics import Problems

    try:
        read(root, product)
    except Problems as problems:
        return list(problems.findings)
    return []


def _read_probes(root: Path, product: str) -> object:
    from generator.manifest.probes import load_probes

    return load_probes(root, product)


def _read_tasks(root: Path, product: str) -> object:
    from generator.verify.matrix.products import find_tasks

    return find_tasks(root, product)


_READERS: Mapping[str, Callable[[Path, str], object]] = {"probes.yaml": _read_probes, "tasks.yaml": _read_tasks}
