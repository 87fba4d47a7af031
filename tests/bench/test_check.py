"""`check`, against cfn-lint alone on the same templates with the same configuration."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.bench.conftest import plant
from tests.bench.measuring import CHECKOUT, PYTHON, Command, build, race
from tests.bench.table import TABLE, ms

pytestmark = pytest.mark.bench


def forget(project: Path) -> None:
    """Nothing was ever rendered or linted."""
    shutil.rmtree(project / ".cache", ignore_errors=True)


def test_both_products_against_cfn_lint_alone(released: Path) -> None:
    lint = Command([str(Path(PYTHON).with_name("cfn-lint"))], folder=released)
    cold = build(released, "check", before=lambda: forget(released))
    ours, theirs, ratio = race(cold, lint, 3)
    TABLE.add("check, cold / cfn-lint alone", ms(ours.cpu), ms(theirs.cpu), ratio, "< 1.1")
    again, theirs, ratio = race(build(released, "check"), lint, 1)
    TABLE.add("check, nothing changed / cfn-lint alone", ms(again.cpu), ms(theirs.cpu), ratio, "< 0.1")


def test_an_unchanged_project_is_checked_without_cfn_lint(released: Path) -> None:
    build(released, "check").run()
    program = (
        "import sys; from pathlib import Path; from generator.verify import check_project;"
        "check_project(Path(sys.argv[1]));"
        "print(*[name for name in ('cfnlint', 'troposphere', 'pydantic', 'yaml', 'boto3') if name in sys.modules])"
    )
    done = subprocess.run(
        [PYTHON, "-c", program, str(released)], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    TABLE.add("check, nothing changed: heavy imports", str(len(done.stdout.split())), aim="0")
    assert done.stdout.split() == []


def test_one_of_a_thousand_products_changed(tmp_path: Path) -> None:
    root = plant(tmp_path, 1000)
    build(root, "render", "--quiet").run()
    first = build(root, "check", "--quiet").run()
    TABLE.add("check 1,000 products, cold", ms(first.cpu), aim="")
    template = root / "products" / "queue-0500" / "template.py"

    def change() -> None:
        text = template.read_text()
        old, new = ("two weeks", "a fortnight") if "two weeks" in text else ("a fortnight", "two weeks")
        template.write_text(text.replace(old, new))
        # A template that is not current is a finding, and what is measured is a check that finds nothing.
        build(root, "render", "--quiet").run()

    ours, theirs, ratio = race(build(root, "check", "--quiet", before=change), build(root, "check", "--quiet"), 3)
    TABLE.add("check 1,000 products, one changed / none changed", ms(ours.cpu), ms(theirs.cpu), ratio)
