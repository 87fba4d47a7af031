"""The rules of resources: each finds its planted fault at the author's line, in YAML and in Python, and no other."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from generator.synth import render_project
from generator.verify.templates import check_rules

ROOT = Path(__file__).parents[3]
PLANTED = ROOT / "tests" / "fixtures" / "projects" / "planted"
MARK = re.compile(r"# <- (SEC49\d|SEC516)$")
CODES = {f"SEC49{number}" for number in range(10)} | {"SEC516"}
IN_YAML = CODES - {"SEC499"}
"""Its gateway is beside an endpoint for STS, which is no work."""


def marked(product: str) -> list[tuple[str, int, str]]:
    return sorted(
        (path.relative_to(PLANTED).as_posix(), number, found[1])
        for path in (PLANTED / "products" / product).glob("template.*")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := MARK.search(line))
    )


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, int, str]]]:
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(PLANTED, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return {
        each.product.name: sorted(
            (finding.span.path, finding.span.line, finding.code)
            for finding in check_rules(root, [each])
            if finding.code in CODES and finding.span
        )
        for each in render_project(root)
    }


@pytest.mark.parametrize("product", ["written", "drawn"])
def test_each_fault_is_found_at_the_line_of_its_author_and_nothing_else_is(
    found: dict[str, list[tuple[str, int, str]]], product: str
) -> None:
    assert found[product] == marked(product)
    assert {code for _, _, code in found[product]} == (CODES if product == "drawn" else IN_YAML)
