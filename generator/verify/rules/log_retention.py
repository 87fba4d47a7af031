"""SEC495: a log group without a last day: what it holds is kept, and paid for, for ever.

CloudWatch Logs keeps events for ever where nothing is said (its User Guide, "Change log data retention").
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.diagnostics.finding import Severity
from generator.verify.rules.template import Template, place
from generator.verify.rules.values import ABSENT, values_at


def find(template: Template) -> Iterator[Finding]:
    """Every log group that may lack it."""
    for name, properties in template.of("AWS::Logs::LogGroup"):
        if any(value is ABSENT for value in values_at(template, properties, "RetentionInDays")):
            message = f"the log group `{name}` has no last day: its events are kept for ever"
            yield Finding(
                "SEC495", message, fix="RetentionInDays: 365", path=place(name)[:2], severity=Severity.WARNING
            )
