"""Every code, in the words of `./build.py explain CODE`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from generator.diagnostics.codes import Explanation, load_explanations
from pages.reference.markdown import escape

FAMILIES = {
    "AWS": "what AWS refuses, what it takes to reach it, and an account that is to be ready",
    "LOC": "the embedded AWS",
    "PD": "a product's folder, its product.yaml, deployment.yaml and launch-role.yaml",
    "PF": "portfolio.yaml",
    "PLN": "plans, the published catalog, and shares",
    "PRB": "probes.yaml, and what it asks",
    "SEC": "policies, networks, our own rules for templates, and sentences that are not true",
    "TP": "an author's template, and CloudFormation's limits",
    "VER": "releases, and what is kept below dist/",
}
"""What each family of codes is about."""
_HEAD = """# Codes

Every finding has a code. Here is what each means, why it is a problem, and how to fix it. In a terminal,
`./build.py explain CODE` says the same, and `./build.py explain` lists them all. A code keeps its meaning for good.
"""


def render_codes() -> str:
    """The page: a section a family, an entry a code."""
    rows = load_explanations().values()
    families = [(name, list(group)) for name, group in groupby(rows, lambda row: row.code.rstrip("0123456789"))]
    index = "\n".join(f"* [{name}](#{name.lower()}): {FAMILIES[name]}" for name, _ in families)
    return "\n".join([_HEAD, index, *(line for name, group in families for line in _family(name, group)), ""])


def _family(name: str, rows: list[Explanation]) -> Iterator[str]:
    yield f"\n## {name}\n\nAbout {FAMILIES[name]}."
    for row in rows:
        yield f"\n### {row.code}\n\n**{escape(row.title)}.** {escape(row.why)}\n\nTo fix it: {escape(row.fix)}"
