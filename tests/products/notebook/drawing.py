"""The notebook's template as a document, and as what it makes for given answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generator.blueprint import Canvas
from generator.cloudformation.resolve import resolve
from generator.model import Product, Version
from products.environment.template import build as build_environment
from products.notebook.template import build

ROOT = Path(__file__).parents[3]
PROJECT = {
    "Project": "churn",
    "Stage": "dev",
    "Current": "yes",
    "TrustedPrincipals": "arn:aws:iam::111122223333:user/dana",
}


@cache
def draw() -> Mapping[str, Any]:
    """The document."""
    canvas = Canvas(ROOT, "A notebook")
    build(canvas, Product("notebook", "products/notebook", "SageMaker notebook", "x", "x", Version(1, 0, 0)))
    return canvas.finish().document


@cache
def published() -> Mapping[str, str]:
    """What the base environment publishes: parameter → value."""
    canvas = Canvas(ROOT, "An environment")
    build_environment(canvas, Product("environment", "products/environment", "E", "x", "x", Version(1, 0, 0)))
    made = resolve(canvas.finish().document, PROJECT)["Resources"].values()
    parameters = [each["Properties"] for each in made if each["Type"] == "AWS::SSM::Parameter"]
    return {each["Name"]: each["Value"] for each in parameters}


def launch(**answers: str) -> dict[str, Any]:
    """Everything that a launch makes, with the environment's values filled in."""
    return resolve(json.loads(json.dumps(draw())), {"NotebookName": "exploration", **answers}, dynamic=published())


def notebook(**answers: str) -> dict[str, Any]:
    """The notebook's properties."""
    properties: dict[str, Any] = launch(**answers)["Resources"]["Notebook"]["Properties"]
    return properties


def start_script(**answers: str) -> str:
    """The start script in Base64, as SageMaker gets it."""
    properties = launch(**answers)["Resources"]["LifecycleConfig"]["Properties"]
    return str(properties["OnStart"][0]["Content"])
