"""The documents that are scanned: each product as written, and as it comes out for a few sets of answers.

Most scanners do not follow conditions, so they get templates in which every `Fn::If` is decided, while references from
resource to resource stay references: several rules look for the policy, the flow log or the group that belongs to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.cloudformation.resolve import resolve
from generator.cloudformation.template.references import walk_references
from generator.diagnostics import Problems
from generator.manifest import load_products
from generator.synth import Rendered, render_product
from scan.answers import find_answers
from scan.installing import HERE
from scan.model import Document, Finding

_PROJECT = {"Project": "churn", "Stage": "dev", "TrustedPrincipals": "arn:aws:iam::111122223333:user/dana"}
_FULLEST = {
    **_PROJECT,
    "Current": "yes",
    "Zones": "3",
    "EndpointsDevelopment": "yes",
    "EndpointsContainers": "yes",
    "EndpointsSelfService": "yes",
    "AccessCidr": "10.8.0.0/16",
    "NetworkAcls": "yes",
    "S3PrefixList": "pl-6da54004",
    "Packages": "codeartifact",
    "AlarmEmail": "security@example.com",
    "Presign": "endpoint",
    "InvokeFrom": "endpoint",
    "ApplicationCidr": "10.20.0.0/16",
    "ModelApprovers": "arn:aws:iam::111122223333:role/risk",
    "Detective": "stop",
    "DetectiveBucket": "ds-artifacts-111122223333-eu-west-1",
    "DetectiveKey": "assets/detective.zip",
    "Organization": "o-a1b2c3d4e5",
    "PipelinePrincipals": "arn:aws:iam::111122223333:role/deploy",
    "ApplicationPrincipals": "arn:aws:iam::111122223333:role/application",
    "ExternalId": "churn-dev",
}
_SMALLEST = {
    **_PROJECT,
    "Git": "none",
    "Trail": "organization",
    "SageMakerLogGroups": "no",
    "Detective": "off",
}
_GIVEN = {
    **_PROJECT,
    "ExistingVpc": "vpc-0a1b2c3d4e5f60718",
    "ExistingSubnets": "subnet-0a1b2c3d4e5f60718,subnet-1a1b2c3d4e5f60718",
    "ExistingRouteTables": "rtb-0a1b2c3d4e5f60718",
    "VpcCidr": "10.0.0.0/16",
    "TrustedPrincipals": "",
    "TrustMode": "saml",
    "SamlProvider": "arn:aws:iam::111122223333:saml-provider/company",
}
ANSWERS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "environment": {"smallest": _SMALLEST, "default": _PROJECT, "own network": _GIVEN, "fullest": _FULLEST},
    "notebook": {
        "default": {"NotebookName": "exploration"},
        "fullest": {
            "NotebookName": "exploration",
            "Environment": "churn-dev",
            "Zone": "3",
            "GitRepository": "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/ds-churn-dev",
        },
    },
}
"""The sets of answers, by product and name: the least, what is drawn untouched, and every switch thrown."""


class _Number(str):
    """The answer to a parameter of type Number: text for the resolver, a number in what it writes."""

    def __str__(self) -> str:
        return self


_REFERENCE = re.compile(r"⟦([^⟦⟧]+)⟧")
_PARAMETER = re.compile(r"\{\{resolve:ssm:([^}]+)\}\}")


def write_documents(root: Path, folder: Path) -> tuple[list[Document], list[Finding]]:
    """Draw every product and write what is scanned below `folder`, and a finding for each set of answers that a
    template does not take. Raises Problems where a product cannot be drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    documents: list[Document] = []
    problems: list[Finding] = []
    drawn = {name: render_product(root, product) for name, product in load_products(root).items()}
    sets = ANSWERS if root == HERE.parent else find_answers(root, drawn)
    for name, rendered in drawn.items():
        documents.append(_written(name, rendered, folder))
        for answers, given in sets.get(name, {}).items():
            try:
                documents.append(_decided(name, rendered, answers, given, folder))
            except Problems as refused:
                message = f"not scanned: {refused.findings[0].message}; give answers in scan/answers.yaml"
                problems.append(Finding("answers", "refused", name, f"{name}, {answers}", message))
    return documents, problems


def _written(name: str, rendered: Rendered, folder: Path) -> Document:
    path = folder / f"{name}{Path(rendered.path).suffix}"
    path.write_text(rendered.text, encoding="utf-8")
    return Document(name, "", path, rendered.document["Resources"])


def _decided(name: str, rendered: Rendered, answers: str, given: Mapping[str, str], folder: Path) -> Document:
    decided = decide_conditions(rendered.document, given)
    path = folder / f"{name}-{answers.replace(' ', '-')}-decided.json"
    path.write_text(json.dumps(decided, indent=1, default=str), encoding="utf-8")
    return Document(name, answers, path, decided["Resources"])


def decide_conditions(document: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    """The template for these answers: no parameter, mapping or condition left, references between resources kept."""
    attributes = {place: f"⟦{'.'.join(place)}⟧" for place in _references(document)}
    dynamic = {name: f"⟦ssm:{name}⟧" for name in _dynamic_names(document, answers)}
    made = resolve(document, {**answers, **_numbers(document, answers)}, attributes=attributes, dynamic=dynamic)
    resources = {name: _restore(each) for name, each in made["Resources"].items()}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


def _numbers(document: Mapping[str, Any], answers: Mapping[str, str]) -> Mapping[str, _Number]:
    parameters = document.get("Parameters", {}).items()
    numbers = {name: answers.get(name, body.get("Default")) for name, body in parameters if body["Type"] == "Number"}
    return {name: _Number(value) for name, value in numbers.items()}


def _references(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in walk_references(document):
        if one.name in document["Resources"] and not one.condition:
            yield one.name, one.attribute or "Ref"


def _dynamic_names(document: Mapping[str, Any], answers: Mapping[str, str]) -> set[str]:
    """The names of the stored parameters that the template reads, with its own answers filled in."""
    defaults = {name: str(body.get("Default", "")) for name, body in document.get("Parameters", {}).items()}
    text = json.dumps(document, default=str)
    for name, value in {**defaults, **answers}.items():
        text = text.replace("${" + name + "}", value)
    return set(_PARAMETER.findall(text))


def _restore(node: Any) -> Any:
    match node:
        case _Number():
            return int(node)
        case str() if found := _REFERENCE.fullmatch(node):
            return _reference(found[1])
        case str() if _REFERENCE.search(node):
            return _substitution(node)
        case dict():
            return {key: _restore(value) for key, value in node.items()}
        case list():
            return [_restore(item) for item in node]
    return node


def _reference(place: str) -> Any:
    if place.startswith("ssm:"):
        return "{{resolve:" + place + "}}"
    name, _, wanted = place.partition(".")
    return {"Ref": name} if wanted == "Ref" else {"Fn::GetAtt": [name, wanted]}


def _substitution(text: str) -> Any:
    def one(match: re.Match[str]) -> str:
        if match[1].startswith("ssm:"):
            return str(_reference(match[1]))
        return "${" + match[1].removesuffix(".Ref") + "}"

    free = text.replace("${", "${!")
    replaced = _REFERENCE.sub(one, free)
    return {"Fn::Sub": replaced} if _REFERENCE.search(re.sub(r"⟦ssm:[^⟧]+⟧", "", text)) else _REFERENCE.sub(one, text)
