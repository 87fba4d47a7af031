"""`make scan`: every scanner that can be had, one table, and what is left."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from scan.documents import write_documents
from scan.dossier import write_outcome
from scan.exceptions import check_exceptions, load_exceptions
from scan.installing import HERE
from scan.model import Document, Finding, Report, Unscannable
from scan.scanners import checkov, guard, lint, nag, own, validate
from scan.table import finding_lines, left_over, table_lines

CLEAN, LEFT, NOT_RUN = 0, 1, 3
_CORES = 2
SCANNERS: Mapping[str, Callable[[Sequence[Document], Path], Iterator[Report]]] = {
    "checkov": checkov.run,
    "cdk-nag": nag.run,
    "cfn-guard": guard.run,
    "cloudformation-validate": validate.run,
    "cfn-lint": lint.run,
    "check": own.run,
}


def main() -> int:
    """Scan and print. Returns 0 for clean, 1 where something is left, 3 where a scanner that was needed did not run."""
    asked = ArgumentParser(prog="python -m scan", description="Other people's scanners over a project's templates.")
    asked.add_argument("--project", type=Path, default=HERE.parent, help="the folder with portfolio.yaml and products")
    asked.add_argument("--only", choices=SCANNERS, action="append", help="this scanner alone; may repeat")
    said = asked.parse_args()
    root = said.project.resolve()
    documents, problems = write_documents(root, root / ".cache" / "scan" / "documents")
    today = datetime.now(UTC).date()
    exceptions, wrong = load_exceptions(root / "scan" / "exceptions.yaml")
    problems += wrong
    reports = run_everything(documents, HERE.parent / ".cache" / "scan", said.only or SCANNERS)
    write_outcome(root / ".cache" / "scan" / "outcome.json", documents, reports, exceptions, today)
    found = [finding for report in reports for finding in report.findings]
    problems += check_exceptions(exceptions, found, (each.scanner for each in reports if not each.absent), today)
    left = left_over(reports, exceptions, today) + problems
    _print(documents, [*table_lines(reports, exceptions, today)], left)
    return exit_code(reports, left)


def run_everything(documents: Sequence[Document], cache: Path, names: Iterable[str]) -> list[Report]:
    """The rows of these scanners in the order of the table; those that cannot run say why."""
    cache.mkdir(parents=True, exist_ok=True)
    chosen = [name for name in SCANNERS if name in names]
    with ThreadPoolExecutor(_CORES) as pool:
        rows = list(pool.map(lambda name: _rows(name, documents, cache), chosen))
    return [report for reports in rows for report in reports]


def exit_code(reports: Sequence[Report], left: Sequence[Finding]) -> int:
    """What the run ends with: a finding outweighs a scanner that did not run."""
    if left:
        return LEFT
    return NOT_RUN if any(report.absent and report.needed for report in reports) else CLEAN


def _rows(name: str, documents: Sequence[Document], cache: Path) -> list[Report]:
    try:
        return list(SCANNERS[name](documents, cache))
    except Unscannable as reason:
        return [Report(name, absent=str(reason))]
    except json.JSONDecodeError as problem:
        return [Report(name, absent=f"its answer is no JSON: {problem}")]


def _print(documents: Sequence[Document], table: Sequence[str], left: Sequence[Finding]) -> None:
    out = sys.stdout.write
    out("scanned: " + "; ".join(document.name for document in documents) + "\n\n")
    out("\n".join(table) + "\n")
    if left:
        out(f"\n{len(left)} left: fix the template, or add an exception with its reason to scan/exceptions.yaml\n")
        out("\n".join(finding_lines(left)) + "\n")


if __name__ == "__main__":
    sys.exit(main())
