"""The template that `./build.py permissions` prints for the project as it ships, resolved to roles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.cli.project import load_project
from generator.cli.publish.deploying_needs import build_needs
from generator.iam.roles import DeployedRole, read_roles
from generator.planning.bootstrap.entrances import Entrance, Trusted
from generator.planning.publishing_roles import build_roles, list_documents, read_scope, render_roles

ROOT = Path(__file__).parents[3]
ACCOUNT = "111122223333"


@pytest.fixture(scope="session")
def template() -> Mapping[str, Any]:
    """The template with all three, for whoever administers the account."""
    project = load_project(ROOT)
    target = project.manifest.catalog.targets["dev"]
    scope = read_scope(project.manifest.catalog, target)
    documents = list_documents(scope, build_needs(project, scope))
    trusted = Trusted((Entrance("trust", f"arn:aws:iam::{ACCOUNT}:user/admin"),))
    text = render_roles(build_roles(scope, target, documents, tuple(documents), trusted))
    return dict(json.loads(text))


@pytest.fixture(scope="session")
def roles(template: Mapping[str, Any]) -> Mapping[str, DeployedRole]:
    """Each by its name, with its policies and its boundary."""
    references = {
        logical: f"arn:aws:iam::{ACCOUNT}:policy{body['Properties']['Path']}{body['Properties']['ManagedPolicyName']}"
        for logical, body in template["Resources"].items()
        if body["Type"] == "AWS::IAM::ManagedPolicy"
    }

    def fill(value: Any) -> Any:
        match value:
            case {"Ref": str() as logical}:
                return references[logical]
            case dict():
                return {key: fill(each) for key, each in value.items()}
            case list():
                return [fill(each) for each in value]
        return value

    return read_roles(fill({**template, "Outputs": {}}), ACCOUNT)
