"""What a portfolio narrows, held against the released templates: the parameter exists and takes what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from generator.diagnostics import Finding, Span
from generator.manifest import Manifest
from generator.model import Narrowing, Release
from generator.synth import Ledger
from generator.synth.parse import load_template


def check_narrowing(root: Path, manifest: Manifest, ledger: Ledger) -> list[Finding]:
    """PF164, PF165: what is not asked, or never taken, would block every launch."""
    found: dict[tuple[str, str], Finding] = {}
    for key, portfolio in manifest.catalog.portfolios.items():
        for index, offer in enumerate(portfolio.offers):
            for version in offer.versions:
                release = ledger.find(offer.product, version)
                asked = _parameters(root, release) if release is not None and offer.narrow else None
                for narrowing in offer.narrow if asked is not None else ():
                    span = manifest.spans.at("portfolios", key, "products", index, "narrow", narrowing.parameter)
                    for finding in _faults(narrowing, asked or {}, f"{offer.product} {version}", span):
                        found.setdefault((str(span), finding.code), finding)
    return list(found.values())


def _parameters(root: Path, release: Release) -> Mapping[str, Any] | None:
    """The parameters of a released template; None where its file is another check's finding."""
    try:
        document = load_template((root / release.template).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    parameters: Mapping[str, Any] = document.get("Parameters", {})
    return parameters


def _faults(narrowing: Narrowing, asked: Mapping[str, Any], product: str, span: Span) -> Iterator[Finding]:
    name = narrowing.parameter
    if name not in asked:
        near = get_close_matches(name, asked, 1)
        fix = f"{near[0]}: …" if near else f"it asks {', '.join(asked)}"
        yield Finding("PF164", f"`{product}` has no parameter `{name}` to narrow", span, fix=fix)
        return
    refused = [value for value in narrowing.values if not _takes(asked[name], value)]
    if refused:
        choices = ", ".join(map(str, asked[name].get("AllowedValues", []))) or _bounds(asked[name])
        message = f"`{name}` of `{product}` never takes {', '.join(refused)}"
        yield Finding("PF165", message, span, fix=f"take from: {choices}")


def _takes(question: Mapping[str, Any], value: str) -> bool:
    allowed = question.get("AllowedValues")
    if allowed is not None and value not in map(str, allowed):
        return False
    if question.get("Type") != "Number":
        return True
    low, high = float(question.get("MinValue", "-inf")), float(question.get("MaxValue", "inf"))
    return value.lstrip("-").replace(".", "", 1).isdigit() and low <= float(value) <= high


def _bounds(question: Mapping[str, Any]) -> str:
    return f"{question.get('MinValue', 'any')} to {question.get('MaxValue', 'any')}"
