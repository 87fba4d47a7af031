"""portfolio.yaml and product.yaml, as `./build.py schema NAME --format markdown` prints them."""

from __future__ import annotations

from pathlib import Path

from generator.manifest.deployments import load_base
from generator.manifest.folders import find_products
from generator.manifest.schema import build_schema
from generator.views.reference import render_reference

_ROOT = Path(__file__).resolve().parents[2]


def render_portfolio() -> str:
    """Every key of portfolio.yaml."""
    return _render("portfolio")


def render_product() -> str:
    """Every key of product.yaml."""
    return _render("product")


def _render(name: str) -> str:
    return render_reference(build_schema(name, load_base(_ROOT, find_products(_ROOT)[0]).roles))
