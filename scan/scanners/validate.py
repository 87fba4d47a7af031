"""AWS's cloudformation-validate, over the templates as written: it follows conditions by itself.

Its notes below a warning are left out: one for each property that CloudFormation cannot change in place is a fact about
the service, and no finding about the template.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from scan.installing import HERE, install_python, run_scanner
from scan.model import Document, Finding, Report


def run(documents: Sequence[Document], cache: Path) -> Iterator[Report]:
    """One row."""
    written = {str(document.path): document for document in documents if not document.answers}
    script = str(HERE / "scanners" / "validate_alone.py")
    outcome = json.loads(run_scanner([str(install_python(cache) / "python"), script, *written], cache))
    findings = tuple(
        Finding("cloudformation-validate", rule, resource, written[path].name, message)
        for path, rule, resource, message in outcome["findings"]
    )
    yield Report("cloudformation-validate", "", outcome["version"], outcome["rules"], findings)
