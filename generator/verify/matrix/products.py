"""The permission matrix of a product of the project, with its own answers and the persons of its scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import Finding, Problems, Span
from generator.iam.actions import UnknownAction, named
from generator.iam.permissions.statements import Source
from generator.manifest.scenarios import FILE, load_scenarios
from generator.manifest.tasks import FILE as TASKS_FILE
from generator.manifest.tasks import load_tasks
from generator.model.task import Task
from generator.synth import render_project
from generator.synth.statement_places import find_statement
from generator.verify.matrix.generic import GENERIC
from generator.verify.matrix.matrix import Chosen, Matrix, build_matrix
from generator.verify.permissions.subjects import drawn_subject


def build_product(root: Path, product: str, chosen: Chosen) -> Matrix:
    """The matrix; raises Problems for a product that is not there or policies that are not understood."""
    (rendered,) = render_project(root, (product,))

    def place(source: Source) -> Span | None:
        return find_statement(rendered, source.path) if source.path else None

    subject, persons = drawn_subject(root, rendered), _persons(root, product)
    return build_matrix(product, subject, place, find_tasks(root, product), persons, chosen)


def find_tasks(root: Path, product: str) -> tuple[Task, ...]:
    """The product's own tasks (tasks.yaml), then those that every template is asked; raises Problems."""
    if not (root / "products" / product / TASKS_FILE).is_file():
        return GENERIC
    own = load_tasks(root, product)
    findings = [
        Finding("SEC471", f"AWS has no action `{task.action}`", span, "write it as AWS documents it: s3:GetObject")
        for task, span in own
        if not _exists(task.action)
    ]
    if findings:
        raise Problems(findings)
    return (*(task for task, _ in own), *GENERIC)


def _exists(action: str) -> bool:
    try:
        return tuple(named(action)) == (action,)
    except UnknownAction:
        return False


def _persons(root: Path, product: str) -> Iterator[str]:
    """The users and roles, by their ARNs, that the sentences of scenarios.yaml are about."""
    if (root / "products" / product / FILE).is_file():
        scenarios = load_scenarios(root, product).scenarios
        if scenarios.about == product:
            yield from (
                each for sentence in scenarios.sentences for each in sentence.principals if each.startswith("arn:")
            )
