"""What both majors of the SageMaker SDK must do in a launched notebook, each with files and words of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.behavior.deployed.site import ROOT, Site
from tests.foreign.environments import python_of
from tests.foreign.notebook import Done, started

NAME = "ds-churn-dev-danas"
MODELS = "s3://ds-churn-dev-models-111122223333-eu-west-1/"
FIRST = "first_cells.py"


def run_files(site: Site, machine: Path, major: str, files: Iterable[str], refused: Iterable[str]) -> dict[str, Done]:
    """How each file of a person's ended: the first cells, what runs, and each that ends otherwise."""
    notebook = started(site, NAME, machine)
    return notebook.run(python_of(major), major, FIRST, *files, *(f"refused.py {what}" for what in refused))


def assert_first_cells(ended: dict[str, Done]) -> None:
    """Session, role, default bucket and upload are the environment's own."""
    done = ended[FIRST].well()
    assert "role arn:aws:iam::111122223333:role/ds-churn-dev-training" in done.text
    assert "bucket ds-churn-dev-models" in done.text
    assert "/candidates/churn/train/train.csv" in done.text


def assert_explained(ended: dict[str, Done], what: str, words: str) -> None:
    """It ended with these words, and the notebook's README has a row for it."""
    ended[f"refused.py {what}"].refused(words)
    readme = (ROOT / "products/notebook/README.md").read_text(encoding="utf-8")
    assert f"<!-- {what} -->" in readme
