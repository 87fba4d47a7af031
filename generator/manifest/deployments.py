"""`products/<name>/deployment.yaml` → what the product that makes environments declares.

It is read from the folder and not frozen with a version: one declaration serves every release, as portfolio.yaml's
format does. A parameter that a release lacks is left out; one that was renamed is declared under both names.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from generator.diagnostics import Finding, Problems, Span
from generator.manifest.codes import DEPLOYMENT
from generator.manifest.folders import FOLDER
from generator.manifest.forms.deployments import DeploymentFile
from generator.manifest.spans import find_place
from generator.manifest.suggestions import suggest
from generator.manifest.validation import find_empty, find_validation_errors
from generator.manifest.yaml import parse_yaml, plain, read_text
from generator.model.declaration import DECLARATION, NO_BASE, Base, Question


def load_base(root: Path, products: Iterable[str]) -> Base:
    """The one product with a declaration, an empty one where there is none; raises Problems (PD280 to PD283)."""
    found = [name for name in products if (root / FOLDER / name / DECLARATION).is_file()]
    if not found:
        return NO_BASE
    if len(found) > 1:
        what = f"{' and '.join(f'`{name}`' for name in found)} declare how environments are made, and one product may"
        raise Problems(
            [
                Finding(
                    "PD283",
                    what,
                    Span(f"{FOLDER}/{found[1]}/{DECLARATION}"),
                    f"git rm {FOLDER}/{found[1]}/{DECLARATION}",
                )
            ]
        )
    return _load(root, found[0])


def find_span(root: Path, product: str, *path: str | int) -> Span:
    """The place of a key, or of an entry of a list, in a product's declaration."""
    file = f"{FOLDER}/{product}/{DECLARATION}"
    tree, _ = parse_yaml(read_text(root, file, DEPLOYMENT), file, DEPLOYMENT)
    return Span(file, *find_place(tree, path, key=isinstance(path[-1], str)))


def _load(root: Path, product: str) -> Base:
    path = f"{FOLDER}/{product}/{DECLARATION}"
    tree, findings = parse_yaml(read_text(root, path, DEPLOYMENT), path, DEPLOYMENT)
    findings += find_empty(tree, path, DEPLOYMENT)
    try:
        file = DeploymentFile.model_validate(plain(tree))
    except ValidationError as error:
        raise Problems([*findings, *find_validation_errors(error, tree, path, DEPLOYMENT, DeploymentFile)]) from None
    for key, role in (("person", file.person), ("caller", file.caller)):
        if role not in file.roles:
            near = suggest(role, file.roles) or file.roles[0]
            place = Span(path, *find_place(tree, (key,)))
            findings.append(Finding("PD282", f"`{role}` is none of the `roles`", place, near))
    if findings:
        raise Problems(findings)
    questions = tuple(
        Question(name, answer) if isinstance(answer, str) else Question(name, answer.field, answer.has)
        for name, answer in file.parameters.items()
    )
    return Base(product, questions, tuple(file.roles), file.person, file.caller)
