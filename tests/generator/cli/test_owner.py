"""The name of a person's session goes where the product asks for it, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli.launch.owner import owner_tags, say_owner
from generator.cloudformation.template.parameter import Parameter, read_parameters

ASKED = tuple(read_parameters({"Owner": {"Type": "String", "Default": ""}, "Size": {"Type": "Number"}}).values())
TITLE, PERSON = "Notebook", "dana@example.com"
PRODUCT = f'title: {TITLE}\nsummary: A notebook.\nowner: Platform\nversion: "1.0.0"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose one product asks for its owner by `Owner`."""
    folder = tmp_path / "products/notebook"
    folder.mkdir(parents=True)
    (folder / "product.yaml").write_text(f"{PRODUCT}owner-parameter: Owner\n")
    return tmp_path


def answers(root: Path, title: str = TITLE, asked: tuple[Parameter, ...] = ASKED, **given: str) -> dict[str, str]:
    return say_owner(root, title, PERSON, asked, given)


def test_it_answers_what_the_product_asks_and_no_tag_is_sent(root: Path) -> None:
    assert answers(root) == {"Owner": PERSON}
    assert owner_tags(root, TITLE, PERSON, ASKED) == {}


def test_an_answer_of_ones_own_is_kept(root: Path) -> None:
    assert answers(root, Owner="eli") == {}


@pytest.mark.parametrize(
    ("title", "asked"),
    [(TITLE, ASKED[1:]), ("Training job", ASKED), (TITLE, ())],
    ids=["a version from before it asked", "another product", "a product that asks nothing"],
)
def test_what_asks_for_no_owner_gets_the_tag(root: Path, title: str, asked: tuple[Parameter, ...]) -> None:
    assert answers(root, title, asked) == {}
    assert owner_tags(root, title, PERSON, asked) == {"ds:owner": PERSON}


def test_a_folder_that_is_not_in_order_does_not_stop_a_launch(root: Path) -> None:
    (root / "products/notebook/product.yaml").write_text("title: [")
    assert answers(root) == {}
