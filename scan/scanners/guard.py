"""cfn-guard, with the rules of Control Tower that come with it and those of the AWS Guard Rules Registry.

The program and Control Tower's rules come from npm (CDK's validator plug-in ships both). The registry is published as a
repository only: its rules are used where `GUARD_RULES`, or `.cache/scan/guard-rules-registry`, holds a copy of it.
"""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from scan.installing import install_node, run_scanner
from scan.model import Document, Finding, Report, Unscannable

_FAILED = 19
_PROGRAMS = {"Linux": "ubuntu", "Darwin": "macos"}
_MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "arm64": "aarch64", "aarch64": "aarch64"}
_RESOURCE = re.compile(r"/Resources/([^/]+)")
_MISSING = "the registry is in no package registry; put a checkout into .cache/scan/guard-rules-registry"


def run(documents: Sequence[Document], cache: Path) -> Iterator[Report]:
    """One row for each set of rules."""
    package = install_node(cache) / "node_modules" / "@cdklabs" / "cdk-validator-cfnguard"
    guard = _program(package)
    version = run_scanner([str(guard), "--version"], cache).split()[-1]
    yield _validate(guard, version, "Control Tower", package / "rules" / "control-tower" / "cfn-guard", documents)
    registry = Path(os.environ.get("GUARD_RULES", cache / "guard-rules-registry")) / "rules" / "aws"
    if registry.is_dir():
        yield _validate(guard, version, "registry", registry, documents)
    else:
        yield Report("cfn-guard registry", absent=_MISSING, needed=False)


def _program(package: Path) -> Path:
    system, machine = platform.system(), platform.machine().lower()
    if system not in _PROGRAMS or machine not in _MACHINES:
        raise Unscannable(f"cfn-guard is not built for {system} on {machine}")
    program = package / "bin" / _PROGRAMS[system] / _MACHINES[machine] / "cfn-guard"
    # The archive has no execute bit, and the package's own install script, which sets it, is not run here.
    program.chmod(0o755)
    return program


def _validate(guard: Path, version: str, part: str, rules: Path, documents: Sequence[Document]) -> Report:
    decided = {str(document.path): document for document in documents if document.answers}
    data = [word for path in decided for word in ("--data", path)]
    command = [str(guard), "validate", "--rules", str(rules), *data, "--structured", "--show-summary", "none"]
    outcome = json.loads(run_scanner([*command, "--output-format", "json"], rules, (0, _FAILED)))
    scanner = f"cfn-guard {part}"
    names = {name for each in outcome for name in _names(each)}
    findings = tuple(found for each in outcome for found in _findings(scanner, each, decided[each["name"]].name))
    return Report(scanner, "", version, len(names), findings)


def _names(outcome: dict[str, Any]) -> Iterator[str]:
    yield from outcome["compliant"]
    yield from outcome["not_applicable"]
    for failed in outcome["not_compliant"]:
        yield failed["Rule"]["name"]


def _findings(scanner: str, outcome: dict[str, Any], document: str) -> Iterator[Finding]:
    for failed in outcome["not_compliant"]:
        rule = failed["Rule"]
        message = next(_texts(rule["checks"], _message), "")
        for resource in sorted(set(_texts(rule["checks"], _logical_id))) or ["template"]:
            yield Finding(scanner, rule["name"], resource, document, message)


def _texts(node: Any, read: Callable[[dict[str, Any]], str]) -> Iterator[str]:
    """What `read` finds in a tree of failed checks; below an object in which it finds something nothing is read."""
    match node:
        case dict() if text := read(node):
            yield text
        case dict():
            for value in node.values():
                yield from _texts(value, read)
        case list():
            for item in node:
                yield from _texts(item, read)


def _logical_id(check: dict[str, Any]) -> str:
    """The resource, which a check names by its path in the template."""
    match check:
        case {"path": str(path)} if found := _RESOURCE.match(path):
            return found[1]
    return ""


def _message(check: dict[str, Any]) -> str:
    match check:
        case {"custom_message": str(text)} if text.strip():
            return text
    return ""
