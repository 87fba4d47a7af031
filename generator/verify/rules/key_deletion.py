"""SEC462: a key that is gone before anybody notices what went with it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, place

LONGEST = 30
"""Days; also what KMS takes where nothing is said (ScheduleKeyDeletion)."""


def find(template: Template) -> Iterator[Finding]:
    """Every key with a shorter window."""
    for name, properties in template.of("AWS::KMS::Key"):
        days = properties.get("PendingWindowInDays", LONGEST)
        if not isinstance(days, int) or days < LONGEST:
            message = f"the key `{name}` is gone {days} days after its deletion, with everything that it encrypts"
            yield Finding(
                "SEC462", message, fix=f"PendingWindowInDays={LONGEST}", path=place(name, "PendingWindowInDays")
            )
