"""A release of a product by its version, as somebody types it."""

from __future__ import annotations

from pathlib import Path

from generator.diagnostics import Finding, Problems
from generator.model import Product, Release
from generator.synth import Ledger
from generator.synth.versions import find_version


def find_release(root: Path, product: Product, ledger: Ledger, version: str) -> Release:
    """The release; raises Problems (VER517) where there is none, with those that there are."""
    known = {str(each.version): each for each in ledger.releases if each.product == product.name}
    if version not in known:
        words = f"`{product.name}` was never released as {version}; there are: {', '.join(known) or 'none'}"
        fix = f"--since {list(known)[-1]}" if known else f"./build.py release {product.name}"
        raise Problems([Finding("VER517", words, find_version(root, product), fix)])
    return known[version]
