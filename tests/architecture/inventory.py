"""How large everything is: the numbers that documents would otherwise repeat, counted from the tables of the code.

`make inventory` (`python -m tests.architecture.inventory`) writes docs/inventory.md and docs/reference anew; a test
compares.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from embedded_aws.cloudformation.operations import OPERATIONS as STACK_OPERATIONS
from embedded_aws.cloudformation.providers import PROVIDERS
from embedded_aws.servicecatalog.operations import OPERATIONS as CATALOG_OPERATIONS
from generator.cli.table import ROWS
from generator.cloudformation.template.document import load_template
from generator.diagnostics.codes import load_explanations
from generator.verify.rules import RULES
from pages.reference import write_reference

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "inventory.md"
HEAD = """# Inventory

Written by `make inventory` from the tables of the code; a test finds drift. No other page repeats these numbers.
"""


def write_inventory() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_releases(), *_embedded(), *_checks(), *_commands()])


def _releases() -> Iterator[str]:
    yield "## Released products\n"
    yield "| product | version | resources | parameters | outputs | bytes | sha256 |"
    yield "|---|---|---|---|---|---|---|"
    ledger = json.loads((ROOT / "dist" / "ledger.json").read_text(encoding="utf-8"))
    for product, versions in sorted(_rows(ledger).items()):
        for version, row in versions.items():
            text = (ROOT / "dist" / product / version / "template.yaml").read_text(encoding="utf-8")
            template = load_template(text)
            counts = [len(template.section(name)) for name in ("Resources", "Parameters", "Outputs")]
            cells = [product, version, *counts, f"{len(text.encode()):,}", f"`{row[:12]}…`"]
            yield f"| {' | '.join(map(str, cells))} |"
    yield ""


def _rows(ledger: Mapping[str, object]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    releases = ledger["releases"]
    assert isinstance(releases, list)
    for row in releases:
        found.setdefault(row["product"], {})[row["version"]] = row["sha256"]
    return found


def _embedded() -> Iterator[str]:
    yield "## The embedded AWS\n"
    services = Counter(kind.split("::")[1] for kind in PROVIDERS)
    yield "| what | how many |"
    yield "|---|---|"
    yield f"| resource types | {len(PROVIDERS)} |"
    yield f"| operations of CloudFormation | {len(STACK_OPERATIONS)} |"
    yield f"| operations of Service Catalog | {len(CATALOG_OPERATIONS)} |\n"
    yield f"Resource types by service: {', '.join(f'{name} {count}' for name, count in sorted(services.items()))}.\n"


def _checks() -> Iterator[str]:
    yield "## Findings\n"
    families = Counter(code.rstrip("0123456789") for code in load_explanations())
    yield f"{len(RULES)} rules of our own; {sum(families.values())} codes, each explained by `./build.py explain CODE`:"
    yield f"{', '.join(f'{family} {count}' for family, count in sorted(families.items()))}.\n"


def _commands() -> Iterator[str]:
    yield "## Commands\n"
    yield "| for | commands |"
    yield "|---|---|"
    for group in dict.fromkeys(row.group for row in ROWS):
        yield f"| {group} | {', '.join(f'`{row.name}`' for row in ROWS if row.group == group)} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(write_inventory(), encoding="utf-8")
    write_reference()
