"""`products/<name>/launch-role.yaml` → the product's own launch role, or everything that is wrong with the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from generator.diagnostics import Finding, Problems, Span
from generator.manifest.codes import LAUNCH_ROLE
from generator.manifest.folders import FOLDER
from generator.manifest.forms.launch_roles import LaunchRoleFile, LaunchStatementForm
from generator.manifest.spans import find_place
from generator.manifest.suggestions import suggest
from generator.manifest.validation import find_empty, find_validation_errors
from generator.manifest.yaml import Node, parse_yaml, plain, read_text
from generator.model.launch_role import ENVIRONMENT, PSEUDO, VARIABLE, LaunchRole, LaunchStatement

FILE = "launch-role.yaml"


def load_launch_role(root: Path, product: str, *, in_environment: bool) -> LaunchRole | None:
    """The product's file; None where it has none. Raises Problems (PD260 to PD264) with all that is wrong."""
    path = f"{FOLDER}/{product}/{FILE}"
    if not (root / path).exists() and not (root / path).is_symlink():
        return None
    tree, findings = parse_yaml(read_text(root, path, LAUNCH_ROLE), path, LAUNCH_ROLE)
    findings += find_empty(tree, path, LAUNCH_ROLE)
    try:
        file = LaunchRoleFile.model_validate(plain(tree))
    except ValidationError as error:
        raise Problems([*findings, *find_validation_errors(error, tree, path, LAUNCH_ROLE, LaunchRoleFile)]) from None
    findings += _doubled(file, tree, path)
    findings += _unfilled(file, tree, path, (*PSEUDO, ENVIRONMENT) if in_environment else PSEUDO)
    if findings:
        raise Problems(findings)
    return LaunchRole(tuple(_build(form, tree, path, index) for index, form in enumerate(file.statements)))


def _build(form: LaunchStatementForm, tree: Node, path: str, index: int) -> LaunchStatement:
    when = {
        operator: {key: tuple(values) for key, values in keys.items()} for operator, keys in sorted(form.when.items())
    }
    span = Span(path, *find_place(tree, ("statements", index, "id")))
    places = tuple(Span(path, *find_place(tree, ("statements", index, "allow", at))) for at in range(len(form.allow)))
    return LaunchStatement(form.id, tuple(form.allow), tuple(form.on), when, form.because, span, places)


def _doubled(file: LaunchRoleFile, tree: Node, path: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, form in enumerate(file.statements):
        if form.id.lower() in seen:
            place = Span(path, *find_place(tree, ("statements", index, "id")))
            yield Finding("PD264", f"two statements are called `{form.id}`", place, f"{form.id}2")
        seen.add(form.id.lower())


def _unfilled(file: LaunchRoleFile, tree: Node, path: str, known: tuple[str, ...]) -> Iterator[Finding]:
    for index, form in enumerate(file.statements):
        for where, text in _texts(form):
            for name in VARIABLE.findall(text):
                # `${aws:PrincipalTag/team}` is a variable of policies, which IAM fills in at each call.
                if name not in known and not name.startswith("aws:"):
                    place = Span(path, *find_place(tree, ("statements", index, *where)))
                    fix = suggest(name, known) or f"one of {', '.join(known)}, or a wildcard"
                    yield Finding("PD263", f"nothing fills in `${{{name}}}` here", place, fix)


def _texts(form: LaunchStatementForm) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, text in enumerate(form.on):
        yield ("on", index), text
    for operator, keys in form.when.items():
        for key, values in keys.items():
            for text in values:
                yield ("when", operator, key), text
