"""SEC491: a symmetric key whose material never changes.

KMS rotates only symmetric keys whose material it made itself (KMS Developer Guide, "Rotating AWS KMS keys").
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, place
from generator.verify.rules.values import is_on, values_at


def find(template: Template) -> Iterator[Finding]:
    """Every key that could rotate and may not."""
    for name, properties in template.of("AWS::KMS::Key"):
        rotates = properties.get("KeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
        own = properties.get("Origin", "AWS_KMS") == "AWS_KMS"
        if rotates and own and not all(map(is_on, values_at(template, properties, "EnableKeyRotation"))):
            message = f"the material of the key `{name}` never changes"
            yield Finding("SEC491", message, fix="EnableKeyRotation: true", path=place(name)[:2])
