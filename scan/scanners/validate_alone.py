"""Run by the scanners' own Python, where cloudformation-validate is installed: templates in, one JSON object out."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

import cloudformation_validate as validate  # type: ignore[import-not-found]  # never installed in .venv


def main(paths: list[str]) -> None:
    """Write {version, rules, findings: [[path, rule, logical id, message]]} to standard output."""
    engine = validate.CompositeEngine()
    config = validate.ValidateConfig(severity_level=validate.Severity.WARN)
    found = [
        [path, each.rule_id, each.entity.logical_id if each.entity else "template", each.message]
        for path in paths
        for each in engine.validate_template(path, config).diagnostics
    ]
    outcome = {"version": version("cloudformation-validate"), "rules": len(engine.list_rules()), "findings": found}
    sys.stdout.write(json.dumps(outcome))


if __name__ == "__main__":
    main(sys.argv[1:])
