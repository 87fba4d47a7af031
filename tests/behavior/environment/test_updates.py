"""What an environment of a published release becomes by an update: nothing with a name of its own is made anew.

CloudFormation refuses to replace what has a name of its own ("cannot update a stack when a custom-named resource
requires replacing"), and what has none would lose what it holds.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.cloudformation.registry.refresh import DATA
from generator.cloudformation.resolve import resolve
from generator.cloudformation.template.document import load_template
from tests.behavior.environment.combinations import ROOT, rendered

LEAST = {"Project": "churn", "Stage": "dev", "TrustedPrincipals": "arn:aws:iam::111122223333:user/dana"}


def made(document: Any) -> dict[str, Any]:
    resources: dict[str, Any] = resolve(document, LEAST)["Resources"]
    return resources


def fixed(kind: str) -> set[str]:
    """The properties of a type that a resource is created with once and for all."""
    schema = json.loads((DATA / f"{kind.replace('::', '-')}.json").read_text(encoding="utf-8"))
    return {path.split("/")[2] for path in schema.get("createOnlyProperties", [])}


@pytest.mark.parametrize("release", ["1.0.0", "1.0.1"])
def test_an_update_from_a_published_release_replaces_nothing(release: str) -> None:
    text = (ROOT / f"dist/environment/{release}/template.yaml").read_text(encoding="utf-8")
    before, after = made(load_template(text).document), made(rendered().document)
    replaced = [
        (name, key)
        for name, body in before.items()
        if name in after
        for key in sorted(fixed(body["Type"]))
        if body.get("Properties", {}).get(key) != after[name].get("Properties", {}).get(key)
    ]
    assert replaced == []
    assert {name: body["Type"] for name, body in before.items() if name in after} == {
        name: after[name]["Type"] for name in before if name in after
    }
