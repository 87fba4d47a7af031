"""Which version a release gets, and which ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Problems, Refused
from generator.model import Digest, Product, Release, Version
from generator.synth import Difference, compare_release, plan_version, read_ledger, render_product, write_release
from generator.synth.project import choose_products
from generator.synth.semantics import Change, Part


@pytest.fixture
def queue(project: Path) -> Product:
    (product,) = choose_products(project, ["queue"])
    return product


def difference(project: Path, product: Product, version: str, *parts: Part) -> Difference:
    """The product, last released at 1.2.0, with `version` in product.yaml and changes of these weights."""
    named = Product(product.name, product.folder, product.title, product.summary, "Us", Version.parse(version))
    last = Release(product.name, Version(1, 2, 0), Digest.of(""), "dist/queue/1.2.0/template.yaml")
    changes = tuple(Change(part, "Outputs", "Url", "changed") for part in parts)
    return Difference(named, render_product(project, named), last, changes)


@pytest.mark.parametrize(
    ("version", "changes", "part", "expected"),
    [
        ("1.2.0", [Part.PATCH], None, "1.2.1"),
        ("1.2.0", [Part.PATCH, Part.MINOR], None, "1.3.0"),
        ("1.2.0", [Part.MAJOR, Part.PATCH], None, "2.0.0"),
        ("1.2.0", [Part.PATCH], "minor", "1.3.0"),
        ("1.2.0", [Part.PATCH], "major", "2.0.0"),
        ("1.4.0", [Part.MINOR], None, "1.4.0"),
        ("3.0.0", [Part.MAJOR], None, "3.0.0"),
    ],
)
def test_the_smallest_legal_version_unless_a_larger_one_is_asked_for(
    project: Path, queue: Product, version: str, changes: list[Part], part: str | None, expected: str
) -> None:
    assert str(plan_version(project, difference(project, queue, version, *changes), part)) == expected


@pytest.mark.parametrize(
    ("version", "changes", "part"),
    [("1.2.0", [Part.MINOR], "patch"), ("1.2.0", [Part.MAJOR], "minor"), ("1.9.0", [Part.MAJOR], None)],
)
def test_a_smaller_version_is_refused_with_the_one_that_is_needed(
    project: Path, queue: Product, version: str, changes: list[Part], part: str | None
) -> None:
    with pytest.raises(Refused) as caught:
        plan_version(project, difference(project, queue, version, *changes), part)
    assert caught.value.finding.code == "VER508"
    assert caught.value.finding.fix == f"./build.py release queue --{changes[0].word}"


def test_a_version_before_the_last_release_is_refused(project: Path, queue: Product) -> None:
    with pytest.raises(Refused) as caught:
        plan_version(project, difference(project, queue, "1.1.0", Part.MINOR), None)
    assert caught.value.finding.code == "VER509"


def test_the_first_release_takes_the_version_as_it_stands(project: Path, queue: Product) -> None:
    assert plan_version(project, compare_release(project, queue, read_ledger(project)), "major") == queue.version


def test_an_unchanged_product_has_nothing_to_release(project: Path, queue: Product) -> None:
    first = compare_release(project, queue, read_ledger(project))
    _, ledger = write_release(project, first, queue.version, read_ledger(project), "")
    assert compare_release(project, queue, ledger).needed is None


def test_parts_in_another_order_are_a_patch(project: Path, queue: Product) -> None:
    first = compare_release(project, queue, read_ledger(project))
    _, ledger = write_release(project, first, queue.version, read_ledger(project), "")
    file = project / "products/queue/template.py"
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines[:-2], lines[-1], lines[-2], ""]))
    assert compare_release(project, queue, ledger).needed is Part.PATCH


def test_a_version_that_cannot_be_set_stops_before_anything_is_written(project: Path, queue: Product) -> None:
    file = project / "products/queue/product.yaml"
    file.write_text(file.read_text().replace('version: "1.0.0"', '"version": "1.0.0"'))
    with pytest.raises(Problems) as caught:
        write_release(
            project, compare_release(project, queue, read_ledger(project)), Version(1, 0, 0), read_ledger(project), ""
        )
    assert caught.value.findings[0].code == "VER510"
    assert not (project / "dist").exists()


def test_a_damaged_release_is_not_compared_with(project: Path, queue: Product) -> None:
    first = compare_release(project, queue, read_ledger(project))
    _, ledger = write_release(project, first, queue.version, read_ledger(project), "")
    (project / "dist/queue/1.0.0/template.yaml").write_text("Resources: {}")
    with pytest.raises(Problems) as caught:
        compare_release(project, queue, ledger)
    assert caught.value.findings[0].code == "VER504"


def test_a_product_that_does_not_exist_is_reported_with_the_nearest_name(project: Path) -> None:
    with pytest.raises(Problems) as caught:
        choose_products(project, ["queu"])
    assert caught.value.findings[0].fix == "./build.py render queue"


def test_a_release_that_cannot_be_written_leaves_nothing_half_done_and_can_be_run_again(
    project: Path, queue: Product
) -> None:
    obstacle = project / "dist/queue/1.0.0/template.yaml"
    obstacle.mkdir(parents=True)
    first = compare_release(project, queue, read_ledger(project))
    with pytest.raises(OSError, match="directory"):
        write_release(project, first, queue.version, read_ledger(project), "")
    assert list(project.rglob("*.part")) == []
    assert read_ledger(project).releases == ()
    obstacle.rmdir()
    _, ledger = write_release(project, first, queue.version, read_ledger(project), "")
    assert read_ledger(project) == ledger
    assert ledger.find("queue", Version(1, 0, 0)) is not None
