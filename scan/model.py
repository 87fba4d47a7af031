"""What passes between the scanners, the exceptions and the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

WHOLE = "template"
"""Stands for a template as a whole where a resource is named."""
SCANNERS = (
    "checkov",
    "cdk-nag",
    "cfn-guard Control Tower",
    "cfn-guard registry",
    "cloudformation-validate",
    "cfn-lint",
    "check",
)
"""The names under which findings are reported, and excepted."""


@dataclass(frozen=True)
class Document:
    """A template that is scanned, as written (`answers` is empty) or as it comes out for a set of answers."""

    product: str
    answers: str
    path: Path
    resources: Mapping[str, Any]

    @property
    def name(self) -> str:
        """How the reports call it."""
        return f"{self.product}, {self.answers}" if self.answers else self.product


@dataclass(frozen=True, order=True)
class Finding:
    """What one scanner reports about one resource of one document; `template` stands for the template as a whole."""

    scanner: str
    rule: str
    resource: str
    document: str = ""
    message: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """What stays the same in every document that shows it."""
        return self.scanner, self.rule, self.resource


@dataclass(frozen=True, order=True)
class Look:
    """A rule that looked at a resource of a product, and the controls of its framework that it stands for."""

    rule: str
    product: str
    resource: str
    controls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """One row of the table: what a scanner (or a part of it) looked for and found, or why it did not run.

    `needed` is false where the scanner cannot be had from any package registry: its absence is no failure.
    """

    scanner: str
    part: str = ""
    version: str = ""
    rules: int = 0
    findings: tuple[Finding, ...] = ()
    absent: str = ""
    needed: bool = True
    looked: tuple[Look, ...] = ()
    """What was looked at, of a scanner that says so."""


@dataclass(frozen=True)
class ExceptionEntry:
    """Findings that do not apply: these rules of a scanner, about these resources, for a reason, until `expires`.

    Rules and resources are patterns in which `*` stands for anything and everything else for itself.
    """

    scanner: str
    rules: tuple[str, ...]
    resources: tuple[str, ...]
    reason: str
    expires: date
    place: str = ""


class Unscannable(Exception):
    """A scanner cannot run here; the text says why, in one line."""
