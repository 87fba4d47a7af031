"""The site: what Sphinx reads of this project, and in which order it shows it.

Sphinx runs this file in an environment of its own (`make site`); nothing of ours is imported there. The README is the
first page, and each page is a file of the repository as it stands. What is named in no part of `PARTS` is a warning,
and a warning ends the build.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PARTS: Mapping[str, Sequence[str]] = {
    "For people who launch": ("docs/people", "docs/serving"),
    "For administrators": ("docs/beginning", "docs/publishing", "docs/upgrading"),
    "For authors": (
        "docs/adding",
        "docs/launch-proof",
        "docs/permissions",
        "docs/limits",
        "docs/claims",
        "docs/foreign-clients",
        "CONTRIBUTING",
        "ARCHITECTURE",
    ),
    "For reviewers": ("products/environment/README", "docs/scan", "docs/open-questions"),
    "Products": (
        "products/notebook/README",
        "products/model-endpoint/README",
        "products/job-alerts/README",
        "embedded_aws/README",
    ),
    "Reference": (
        "docs/reference/commands",
        "docs/reference/portfolio",
        "docs/reference/product",
        "docs/reference/codes",
        "docs/reference/exit-codes",
        "docs/reference/formats",
    ),
    "Changes and measures": (
        "CHANGELOG",
        "products/environment/CHANGELOG",
        "products/notebook/CHANGELOG",
        "products/model-endpoint/CHANGELOG",
        "products/job-alerts/CHANGELOG",
        "docs/inventory",
        "docs/figures",
    ),
}
"""Caption in the navigation → its pages, by their paths without `.md`."""

project = "The data science catalog"
language = "en"
root_doc = "README"
include_patterns = ["*.md", "docs/**.md", "products/*/*.md", "embedded_aws/README.md"]
exclude_patterns = [".*", "build", "dist", "generator", "pages", "scan", "tests"]
extensions = ["myst_parser"]
myst_heading_anchors = 4
html_theme = "furo"
html_title = project
html_copy_source = False
html_use_index = False
html_show_copyright = False
highlight_language = "none"


def add_navigation(_: Any, name: str, source: list[str]) -> None:
    """Put what leads to the other pages behind the README's text, for the site alone."""
    if name == root_doc:
        for caption, pages in PARTS.items():
            lines = ("", "```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```", "")
            source[0] += "\n".join(lines)


def name_first_page(app: Any, failed: Exception | None) -> None:
    """A folder opens at index.html: the README's page under that name, too."""
    if failed is None:
        folder = Path(app.outdir)
        shutil.copyfile(folder / f"{root_doc}.html", folder / "index.html")


def setup(app: Any) -> None:
    """What Sphinx calls first."""
    app.connect("source-read", add_navigation)
    app.connect("build-finished", name_first_page)
