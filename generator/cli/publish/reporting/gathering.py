"""A project → the facts of its report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from generator.cli.publish.reporting.asking import load_all_scenarios
from generator.cli.publish.reporting.environments import read_environments
from generator.cli.publish.reporting.offers import read_cards
from generator.cli.publish.reporting.scanned import read_dossier
from generator.manifest import load_manifest
from generator.synth import read_ledger
from generator.synth.files import read_bytes
from generator.views.report.facts import Digests, ReportFacts

QUESTIONS = "docs/open-questions.md"


def gather(root: Path, today: date) -> ReportFacts:
    """Everything that the report says; raises Problems where the project's own files are wrong."""
    manifest, ledger = load_manifest(root), read_ledger(root)
    scenarios = load_all_scenarios(root, manifest.products)
    digests = (
        Digests(
            f"{each.product} {each.version}",
            (
                (each.template, each.digest.hex),
                *((path, digest.hex) for path, digest in each.assets),
                *(((each.launch_role[0], each.launch_role[1].hex),) if each.launch_role else ()),
            ),
        )
        for each in ledger.releases
    )
    return ReportFacts(
        manifest.catalog.key,
        today.isoformat(),
        tuple(read_cards(root, manifest, ledger, scenarios)),
        tuple(read_environments(root, manifest, ledger, scenarios)),
        tuple(_read_questions(root)),
        read_dossier(root, ledger, manifest.products, today),
        tuple(digests),
    )


def _read_questions(root: Path) -> Iterator[tuple[str, ...]]:
    """The rows of the project's own list of what is believed; nothing where it keeps none."""
    text = (read_bytes(root / QUESTIONS) or b"").decode("utf-8", "replace")
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if len(cells) == 4 and re.fullmatch(r"Q\d+", cells[0]):
            yield tuple(cells)
