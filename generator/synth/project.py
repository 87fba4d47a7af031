"""Every product of a project, or those that are named, each drawn only where something it is made from has changed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from generator.diagnostics import Finding, Problems
from generator.model import Product
from generator.synth.parts import Rendered
from generator.synth.render import render_product
from generator.synth.rendered_record import find_rendered, rendering_key, write_rendered_record

Drawn = TypeVar("Drawn", Product, Rendered)


def render_project(root: Path, names: Sequence[str] = ()) -> tuple[Rendered, ...]:
    """The products in the order of their names, `names` only where given.

    Raises Problems with the findings of all of them at once (PD2xx, TP3xx; VER511 for a name that does not exist).
    """
    cached = _all_cached(root)
    if cached is not None:
        return tuple(_chosen(cached, names).values())
    from generator.manifest import load_products

    rendered: list[Rendered] = []
    findings: list[Finding] = []
    for product in _chosen(dict(load_products(root)), names).values():
        try:
            rendered.append(_render(root, product))
        except Problems as problems:
            findings += problems.findings
    if findings:
        raise Problems(findings)
    return tuple(rendered)


def choose_products(root: Path, names: Sequence[str]) -> list[Product]:
    """The products that are named, or all; raises Problems as above."""
    from generator.manifest import load_products

    return list(_chosen(dict(load_products(root)), names).values())


def _all_cached(root: Path) -> dict[str, Rendered] | None:
    """Every product from the cache, or None where one of them, or the shape of the folder, has changed."""
    found: dict[str, Rendered] = {}
    for folder in _folders(root):
        rendered = find_rendered(root, folder.name)
        if rendered is None:
            return None
        found[folder.name] = rendered
    return found or None


def _folders(root: Path) -> list[Path]:
    try:
        entries = sorted((root / "products").iterdir())
    except OSError:
        return []
    return [entry for entry in entries if entry.is_dir() and not entry.name.startswith((".", "__"))]


def _render(root: Path, product: Product) -> Rendered:
    key = rendering_key(root, product.name)
    rendered = find_rendered(root, product.name)
    if rendered is None or rendered.product != product:
        rendered = render_product(root, product)
        write_rendered_record(root, rendered, key)
    return rendered


def _chosen(products: dict[str, Drawn], names: Sequence[str]) -> dict[str, Drawn]:
    unknown = [name for name in names if name not in products]
    if unknown:
        raise Problems([_unknown(name, list(products)) for name in unknown])
    return {name: products[name] for name in (sorted(set(names)) or products)}


def _unknown(name: str, known: Sequence[str]) -> Finding:
    near = get_close_matches(name, known, 1)
    fix = f"./build.py render {near[0]}" if near else f"./build.py new product {name}"
    return Finding("VER511", f"there is no product `{name}`; there are: {', '.join(known) or 'none'}", fix=fix)
