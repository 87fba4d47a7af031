"""SEC463: two outputs exported under one name: the stack fails at its end, and is rolled back."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.verify.rules.template import Template


def find(template: Template) -> Iterator[Finding]:
    """Every second export of a name."""
    seen: dict[str, str] = {}
    for output, body in template.document.get("Outputs", {}).items():
        if "Export" in body:
            name = json.dumps(body["Export"]["Name"], sort_keys=True)
            first = seen.setdefault(name, output)
            if first != output:
                message = f"`{output}` is exported under the same name as `{first}`"
                yield Finding(
                    "SEC463", message, fix="publish an SSM parameter instead of an export", path=("Outputs", output)
                )
