"""The pages of docs/reference: each a name and what renders it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pages.reference.codes import render_codes
from pages.reference.commands import render_commands
from pages.reference.exits import render_exit_page
from pages.reference.formats import render_formats
from pages.reference.schemas import render_portfolio, render_product

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "commands": render_commands,
    "codes": render_codes,
    "exit-codes": render_exit_page,
    "formats": render_formats,
    "portfolio": render_portfolio,
    "product": render_product,
}


def write_reference() -> None:
    """Write every page below docs/reference."""
    for name, render in PAGES.items():
        (FOLDER / f"{name}.md").write_text(render(), encoding="utf-8")
