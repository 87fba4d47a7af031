"""SEC487: a role of any product that can give itself more than the template says, alone or by way of others.

Takes the project and its rendered products; returns findings at the author's statements, each with the requests that
lead there and the answers under which they are allowed. What was proven before is found by digest, and then nothing is
imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.diagnostics import Finding
from generator.synth import Rendered
from generator.synth.cache import digest_code, digest_words
from generator.verify.finding_cache import remember_findings
from generator.verify.permissions import permissions_key

__all__ = ["check_widening"]

FOLDER = ".cache/widening"


def check_widening(root: Path, rendered: Sequence[Rendered]) -> list[Finding]:
    """Each way, once for each last step."""
    code = digest_code("verify")
    found: list[Finding] = []
    for product in rendered:
        key = digest_words(code, permissions_key(root, product))
        record = root / FOLDER / f"{product.product.name}.json"
        found += remember_findings(record, key, lambda: _find(root, product))  # noqa: B023
    return found


def _find(root: Path, product: Rendered) -> list[Finding]:
    from generator.verify.widening.ways import find_ways

    return find_ways(root, product)
