"""cdk-nag's packs, over the documents in which every condition is decided: imported into CDK, never deployed by it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scan.installing import HERE, install_node, run_scanner
from scan.model import Document, Finding, Look, Report


def run(documents: Sequence[Document], cache: Path) -> Iterator[Report]:
    """One row for each pack."""
    decided = {str(document.path): document for document in documents if document.answers}
    output = run_scanner(["node", str(HERE / "node" / "nag.js"), str(install_node(cache)), *decided], cache)
    outcome = json.loads(output)
    for pack in dict.fromkeys(each["pack"] for each in outcome["runs"]):
        runs = [each for each in outcome["runs"] if each["pack"] == pack]
        rules = {rule for each in runs for rule in each["rules"]}
        findings = tuple(_finding(found, decided) for each in runs for found in each["findings"])
        looked = tuple(dict.fromkeys(_look(one, decided) for each in runs for one in each["looked"]))
        yield Report("cdk-nag", pack, outcome["version"], len(rules), findings, looked=looked)


def _look(one: dict[str, Any], decided: dict[str, Document]) -> Look:
    return Look(one["rule"], decided[one["template"]].product, one["resource"], tuple(one["controls"]))


def _finding(found: dict[str, Any], decided: dict[str, Document]) -> Finding:
    document = decided[found["template"]]
    return Finding("cdk-nag", found["rule"], found["resource"], document.name, found["message"])
