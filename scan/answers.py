"""The sets of answers with which a project's own templates are scanned: its environments, and its products' defaults.

What makes environments is scanned with the answers of each environment of portfolio.yaml; every other product with its
defaults and, for what has none, an example that its template accepts. The project's scan/answers.yaml (product → name
of a set → parameter → value) takes the place of both for the products that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from generator.cloudformation.template.parameter import Parameter, read_parameters
from generator.manifest import load_manifest
from generator.model import Digest, Release
from generator.planning import plan_deployment
from generator.synth import Rendered

Answers = Mapping[str, Mapping[str, str]]
_EXAMPLES = ("example", "example-1", "1", "10.0.0.0/16", "arn:aws:iam::111122223333:role/example", "a@example.com")


def find_answers(root: Path, drawn: Mapping[str, Rendered]) -> Mapping[str, Answers]:
    """The sets by product and name; raises Problems where portfolio.yaml is wrong."""
    found: dict[str, Answers] = {name: {"default": _defaults(each.document)} for name, each in drawn.items()}
    if (root / "portfolio.yaml").is_file():
        found |= _environments(root, drawn)
    written = root / "scan" / "answers.yaml"
    return found | (yaml.safe_load(written.read_text(encoding="utf-8")) if written.is_file() else {})


def _environments(root: Path, drawn: Mapping[str, Rendered]) -> dict[str, Answers]:
    """What makes environments, with the answers of each."""
    catalog = load_manifest(root).catalog
    base = catalog.base
    if base.product not in drawn:
        return {}
    rendered = drawn[base.product]
    asked = rendered.document.get("Parameters") or {}
    release = Release(base.product, rendered.product.version, Digest.of(rendered.text), rendered.path)
    sets = {}
    for name, environment in catalog.environments.items():
        given = plan_deployment(base, environment, catalog.targets[environment.target], release).parameters
        sets[name] = {key: text for key, text in given.items() if key in asked}
    return {base.product: sets}


def _defaults(document: Mapping[str, Any]) -> dict[str, str]:
    """An example for each parameter without a default, where one of ours is accepted."""
    parameters = read_parameters(document.get("Parameters") or {})
    asked = {name: each for name, each in parameters.items() if each.default is None}
    return {name: text for name, each in asked.items() if (text := _example(each)) is not None}


def _example(parameter: Parameter) -> str | None:
    tried = (parameter.example, *_EXAMPLES)
    return next((text for text in tried if text and parameter.accepts(text)), None)
