"""The product folders: what is below `products/`."""

from __future__ import annotations

import re
from pathlib import Path

from generator.diagnostics import Finding, Span

FOLDER = "products"
PRODUCT_FILE = "product.yaml"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LIMIT = 40


def find_products(root: Path) -> tuple[list[str], list[Finding]]:
    """Names of the folders below `products/` that can be products, in order, and findings for those that cannot.

    Files, `__pycache__` and hidden folders are passed over.
    """
    base = root / FOLDER
    try:
        found = sorted(base.iterdir())
    except OSError:
        fix = "./build.py new product notebook"
        return [], [Finding("PD230", "there is no folder `products`", Span(FOLDER), fix)]
    names: list[str] = []
    findings: list[Finding] = []
    for folder in found:
        if folder.name.startswith((".", "__")) or not (folder.is_dir() or folder.is_symlink()):
            continue
        problem = _misplaced(folder, root) or _misnamed(folder.name)
        if problem is None:
            names.append(folder.name)
        else:
            findings.append(problem)
    return names, findings


def _misplaced(folder: Path, root: Path) -> Finding | None:
    """A link that leaves the project, or leads nowhere: what it holds could change behind everybody's back."""
    if not folder.is_symlink():
        return None
    path = f"{FOLDER}/{folder.name}"
    try:
        target = folder.resolve(strict=True)
    except (OSError, RuntimeError):
        return Finding("PD231", f"`{path}` is a link that leads nowhere", Span(path), f"rm {path}")
    if not target.is_relative_to(root.resolve()):
        return Finding("PD231", f"`{path}` is a link that leaves the project", Span(path), "copy the folder instead")
    return None if target.is_dir() else Finding("PD231", f"`{path}` is a link to a file", Span(path), f"rm {path}")


def _misnamed(name: str) -> Finding | None:
    if _NAME.fullmatch(name) and len(name) <= _LIMIT:
        return None
    shown = name.encode("utf-8", "replace").decode()[:60]
    better = re.sub(r"[^a-z0-9]+", "-", name.lower()).lstrip("-0123456789")[:_LIMIT].strip("-")
    message = f"`{shown}` cannot be a product: 1 to {_LIMIT} lower-case letters, digits and hyphens, a letter first"
    fix = f"git mv {FOLDER}/{shown} {FOLDER}/{better}" if better else "rename the folder"
    return Finding("PD232", message, Span(f"{FOLDER}/{shown}"), fix)
