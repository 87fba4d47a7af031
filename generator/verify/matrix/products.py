"""The permission matrix of a product of the project, with its own answers and the persons of its scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import Span
from generator.iam.permissions.statements import Source
from generator.manifest.scenarios import FILE, load_scenarios
from generator.synth import render_project
from generator.synth.statement_places import find_statement
from generator.verify.matrix.matrix import Chosen, Matrix, build_matrix
from generator.verify.permissions.subjects import drawn_subject


def build_product(root: Path, product: str, chosen: Chosen) -> Matrix:
    """The matrix; raises Problems for a product that is not there or policies that are not understood."""
    (rendered,) = render_project(root, (product,))

    def place(source: Source) -> Span | None:
        return find_statement(rendered, source.path) if source.path else None

    return build_matrix(product, drawn_subject(root, rendered), place, _persons(root, product), chosen)


def _persons(root: Path, product: str) -> Iterator[str]:
    """The users and roles, by their ARNs, that the sentences of scenarios.yaml are about."""
    if (root / "products" / product / FILE).is_file():
        scenarios = load_scenarios(root, product).scenarios
        if scenarios.about == product:
            yield from (
                each for sentence in scenarios.sentences for each in sentence.principals if each.startswith("arn:")
            )
