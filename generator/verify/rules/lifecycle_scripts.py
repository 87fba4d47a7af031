"""SEC464: a notebook's script that is not Base64: SageMaker refuses it, or runs what nobody wrote."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.template import Template, place

_KIND = "AWS::SageMaker::NotebookInstanceLifecycleConfig"


def find(template: Template) -> Iterator[Finding]:
    """Every script that does not begin with `#!` once decoded."""
    for name, properties in template.of(_KIND):
        for when in ("OnCreate", "OnStart"):
            for script in properties.get(when, []):
                if not _is_script(script.get("Content")):
                    message = f"the {when} script of `{name}` is no script in Base64"
                    yield Finding("SEC464", message, fix="Content=Base64(Sub(…))", path=place(name, when))


def _is_script(content: Any) -> bool:
    if not isinstance(content, str):
        return isinstance(content, dict) and "Fn::Base64" in content
    try:
        return base64.b64decode(content, validate=True).startswith(b"#!")
    except binascii.Error:
        return False
