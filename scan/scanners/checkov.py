"""checkov, over the documents in which every condition is decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scan.installing import install_python, run_scanner
from scan.model import Document, Finding, Report

_FOUND = 1


def run(documents: Sequence[Document], cache: Path) -> Iterator[Report]:
    """One row."""
    decided = {document.path: document for document in documents if document.answers}
    files = [word for path in decided for word in ("--file", str(path))]
    command = [str(install_python(cache) / "checkov"), *files, "--framework", "cloudformation"]
    output = run_scanner([*command, "--skip-download", "--compact", "--output", "json"], cache, (0, _FOUND))
    outcome = json.loads(output)
    results = outcome["results"]
    checked = {each["check_id"] for each in (*results["passed_checks"], *results["failed_checks"])}
    findings = tuple(_finding(each, decided) for each in results["failed_checks"])
    yield Report("checkov", "", outcome["summary"]["checkov_version"], len(checked), findings)


def _finding(failed: dict[str, Any], decided: dict[Path, Document]) -> Finding:
    document = next(each for path, each in decided.items() if failed["file_abs_path"].endswith(path.name))
    logical = failed["resource"].rpartition(".")[2]
    return Finding("checkov", failed["check_id"], logical, document.name, failed["check_name"])
