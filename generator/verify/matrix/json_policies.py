"""Policies that a template holds as texts of JSON, read as if they were written out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from generator.diagnostics import Finding

Path = tuple[str, ...]
_SUB = "Fn::Sub"


def read_json_policies(document: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Finding]]:
    """The document with such texts in place of them, and SEC502 at each that begins as a policy and is no JSON.

    Such a one is left out, so that the rest can be said.
    """
    findings: list[Finding] = []

    def found(finding: Finding) -> None:
        findings.append(finding)

    resources = {
        name: {**body, "Properties": _walk(body.get("Properties") or {}, ("Resources", name, "Properties"), found)}
        if isinstance(body, Mapping)
        else body
        for name, body in (document.get("Resources") or {}).items()
    }
    return {**document, "Resources": resources}, findings


def _walk(value: Any, path: Path, found: Callable[[Finding], None]) -> Any:
    if isinstance(value, str):
        return _parsed(value, path, found, lambda text: text)
    if isinstance(value, Mapping):
        match value:
            case {"Fn::Sub": str() as text}:
                return _parsed(text, path, found, _substituted, value)
            case {"Fn::Sub": [str() as text, Mapping() as names]}:
                return _parsed(text, path, found, lambda each: _substituted(each, names), value)
        return {key: _walk(each, (*path, str(key)), found) for key, each in value.items()}
    if isinstance(value, list):
        return [_walk(each, (*path, str(place)), found) for place, each in enumerate(value)]
    return value


def _parsed(
    text: str, path: Path, found: Callable[[Finding], None], build: Callable[[str], Any], otherwise: Any = None
) -> Any:
    """The policy, if the text is one; else what stood there."""
    stands = text if otherwise is None else otherwise
    if not text.lstrip().startswith("{") or '"Statement"' not in text or '"Effect"' not in text:
        return stands
    try:
        policy = json.loads(text)
    except ValueError as error:
        words = f"the policy in this text is no JSON: {error}"
        found(Finding("SEC502", words, fix="mend the JSON, or write the policy as YAML", path=path))
        return {"Version": "2012-10-17", "Statement": []}
    return _built(policy, build)


def _built(value: Any, build: Callable[[str], Any]) -> Any:
    if isinstance(value, str):
        return build(value)
    if isinstance(value, dict):
        return {key: _built(each, build) for key, each in value.items()}
    return [_built(each, build) for each in value] if isinstance(value, list) else value


def _substituted(text: str, names: Mapping[str, Any] | None = None) -> Any:
    if "${" not in text:
        return text
    return {_SUB: [text, dict(names)] if names else text}
