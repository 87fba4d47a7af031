"""What is below dist/: working renders come and go, released bytes never change."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Problems
from generator.synth import (
    Ledger,
    check_dist,
    compare_release,
    plan_version,
    read_ledger,
    render_project,
    write_dist,
    write_release,
)
from generator.synth.project import choose_products

TEMPLATE = "dist/queue/1.0.0/template.yaml"


def codes(root: Path) -> list[tuple[str, str]]:
    """Code and path of everything that is wrong."""
    findings = check_dist(root, render_project(root), read_ledger(root), whole=True)
    return [(finding.code, finding.span.path if finding.span else "") for finding in findings]


def write(root: Path) -> list[str]:
    return write_dist(root, render_project(root), read_ledger(root), whole=True)


def release(root: Path, name: str, part: str | None = None) -> str:
    ledger = read_ledger(root)
    (product,) = choose_products(root, [name])
    difference = compare_release(root, product, ledger)
    row, _ = write_release(root, difference, plan_version(root, difference, part), ledger, "nothing")
    return str(row.version)


def rewrite(root: Path, old: str, new: str, file: str = "products/queue/template.py") -> None:
    text = (root / file).read_text()
    assert old in text
    (root / file).write_text(text.replace(old, new))


def test_everything_is_missing_before_the_first_render_and_nothing_after(project: Path) -> None:
    assert {code for code, _ in codes(project)} == {"VER503"}
    assert TEMPLATE in write(project)
    assert codes(project) == []
    assert write(project) == []


def test_an_edited_working_render_is_stale_and_is_written_again(project: Path) -> None:
    write(project)
    (project / TEMPLATE).write_text("edited")
    assert codes(project) == [("VER502", TEMPLATE)]
    assert write(project) == [TEMPLATE]


def test_a_tampered_release_is_named_with_both_digests(project: Path) -> None:
    write(project)
    release(project, "queue")
    rewrite(project, "Delete", "Retain", TEMPLATE)
    findings = check_dist(project, render_project(project), read_ledger(project), whole=True)
    (finding,) = findings
    assert finding.code == "VER504"
    assert "`queue` 1.0.0" in finding.message
    assert finding.fix == f"git checkout -- {TEMPLATE}"


def test_a_released_file_that_is_gone_is_named(project: Path) -> None:
    write(project)
    release(project, "bucket")
    for asset in (project / "dist" / "assets").iterdir():
        asset.unlink()
    assert [code for code, _ in codes(project)] == ["VER503"]


def test_a_released_version_refuses_to_change_and_names_the_way(project: Path) -> None:
    release(project, "queue")
    before = (project / TEMPLATE).read_bytes()
    rewrite(project, "1209600", "604800")
    with pytest.raises(Problems) as caught:
        write(project)
    (finding,) = caught.value.findings
    assert (finding.code, finding.fix) == ("VER501", "./build.py release queue --minor")
    assert (project / TEMPLATE).read_bytes() == before
    assert not (project / "dist" / "bucket").exists(), "nothing is written where one product is refused"


def test_a_file_that_belongs_to_nothing_is_named_and_kept(project: Path) -> None:
    write(project)
    (project / "dist/queue/notes.txt").write_text("mine")
    assert codes(project) == [("VER507", "dist/queue/notes.txt")]
    write(project)
    assert (project / "dist/queue/notes.txt").exists()


def test_a_working_render_that_was_overtaken_is_removed(project: Path) -> None:
    write(project)
    rewrite(project, '"1.0.0"', '"1.5.0"', "products/queue/product.yaml")
    assert ("VER507", TEMPLATE) in codes(project)
    assert sorted(write(project)) == [TEMPLATE, "dist/queue/1.5.0/template.yaml"]
    assert codes(project) == []


def test_rendering_one_product_leaves_the_others_alone(project: Path) -> None:
    write(project)
    rewrite(project, '"1.0.0"', '"1.5.0"', "products/bucket/product.yaml")
    changed = write_dist(project, render_project(project, ["queue"]), Ledger(), whole=False)
    assert changed == []
    assert (project / "dist/bucket/1.0.0/template.yaml").exists()


def test_a_release_takes_its_version_its_bytes_and_its_row_together(project: Path) -> None:
    assert release(project, "queue") == "1.0.0"
    rewrite(project, "1209600", "604800")
    assert release(project, "queue") == "1.1.0"
    text = (project / "products/queue/product.yaml").read_text()
    assert 'version: "1.1.0"  # what the next release freezes' in text
    assert [str(row.version) for row in read_ledger(project).releases] == ["1.0.0", "1.1.0"]
    assert (project / TEMPLATE).exists()
    assert [code for code, path in codes(project) if "queue" in path] == []


def test_assets_are_frozen_with_the_release_and_a_changed_one_is_a_minor_change(project: Path) -> None:
    release(project, "bucket")
    (row,) = read_ledger(project).releases
    ((path, digest),) = row.assets
    assert path == f"dist/assets/{digest}.zip"
    (project / "products/bucket/program/main.py").write_text("print('other')\n")
    assert release(project, "bucket") == "1.1.0"
    assert (project / path).exists()
    assert [code for code, place in codes(project) if "queue" not in place] == []
