"""SEC461: a bucket that goes, with all that is in it, when its stack goes or its name changes."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Finding
from generator.verify.rules.template import Template

_KEPT = {"DeletionPolicy": ("Retain", "RetainExceptOnCreate"), "UpdateReplacePolicy": ("Retain",)}


def find(template: Template) -> Iterator[Finding]:
    """Every bucket that is not kept."""
    for name, _ in template.of("AWS::S3::Bucket"):
        for attribute, kept in _KEPT.items():
            if template.resources[name].get(attribute) not in kept:
                message = f"the bucket `{name}` is not kept: its {attribute} is not {kept[0]}"
                yield Finding("SEC461", message, fix=f'{attribute}="{kept[0]}"', path=("Resources", name))
