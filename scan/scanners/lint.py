"""cfn-lint with every rule on, over the templates as written: it follows conditions by itself."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scan.installing import run_scanner
from scan.model import Document, Finding, Report

_ANY = range(64)
_EVERYTHING = ("--include-checks", "I", "--include-experimental")


def run(documents: Sequence[Document], cache: Path) -> Iterator[Report]:
    """One row."""
    program = str(Path(sys.executable).with_name("cfn-lint"))
    listed = run_scanner([program, *_EVERYTHING, "--list-rules"], cache)
    written = [document for document in documents if not document.answers]
    findings = tuple(found for document in written for found in _lint(program, document, cache))
    rules = set(re.findall(r"^([EWI]\d{4})\b", listed, re.MULTILINE))
    yield Report("cfn-lint", "", version("cfn-lint"), len(rules), findings)


def _lint(program: str, document: Document, cache: Path) -> Iterator[Finding]:
    # cfn-lint ends with a sum of what it found; what it could not read it says as a finding too.
    command = [program, *_EVERYTHING, "--format", "json", "--template", str(document.path)]
    for match in json.loads(run_scanner(command, cache, _ANY)):
        yield Finding("cfn-lint", match["Rule"]["Id"], _resource(match), document.name, match["Message"])


def _resource(match: Mapping[str, Any]) -> str:
    path = match["Location"].get("Path") or []
    return str(path[1]) if len(path) > 1 and path[0] == "Resources" else "template"
