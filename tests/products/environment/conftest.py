"""The environment's template as a document, and as what it makes for given answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from generator.blueprint import Canvas
from generator.cloudformation.resolve import resolve
from generator.manifest.deployments import load_base
from generator.model import Product, Version
from products.environment.template import build

ROOT = Path(__file__).parents[3]
ANSWERS = {"Project": "churn", "Stage": "dev", "TrustedPrincipals": "arn:aws:iam::111122223333:user/dana"}
BASE = load_base(ROOT, ("environment",))
PRODUCT = Product("environment", "products/environment", "Environment", "A base environment", "x", Version(1, 0, 0))
CHINA = {"AWS::Partition": "aws-cn", "AWS::Region": "cn-north-1", "AWS::URLSuffix": "amazonaws.com.cn"}

Made: TypeAlias = Mapping[str, Any]
Make: TypeAlias = Callable[..., Made]


def draw() -> Mapping[str, Any]:
    """Draw the template afresh."""
    canvas = Canvas(ROOT, "An environment")
    build(canvas, PRODUCT)
    return canvas.finish().document


@pytest.fixture(scope="session")
def document() -> Mapping[str, Any]:
    return draw()


@pytest.fixture(scope="session")
def make(document: Mapping[str, Any]) -> Make:
    """What the template makes for these answers, on top of the least that must be answered."""

    def resources(pseudo: Mapping[str, str] | None = None, **answers: str) -> Made:
        made: Made = resolve(document, {**ANSWERS, **answers}, pseudo)["Resources"]
        return made

    return resources
