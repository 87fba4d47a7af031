"""Product folders: their names, links, and product.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Finding, Problems
from generator.manifest import load_manifest, load_products
from generator.model import GivenRole, Support, Version


def findings(project: Path) -> list[Finding]:
    with pytest.raises(Problems) as raised:
        load_products(project)
    return list(raised.value.findings)


def test_products_are_read_by_name_and_in_order(enterprise: Path) -> None:
    products = load_products(enterprise)

    assert list(products) == ["environment", "notebook", "training-job"]
    notebook = products["notebook"]
    assert (notebook.folder, notebook.title, notebook.version) == ("products/notebook", "Notebook", Version(2, 1, 0))
    assert (notebook.launch_role, notebook.distributor) == (GivenRole(local="notebook-creation"), None)
    assert notebook.support == Support("ml-platform@example.com", "https://wiki.example.com/data-science")


def test_files_caches_and_hidden_folders_are_no_products(project: Path) -> None:
    for name in ("__pycache__", ".ipynb_checkpoints"):
        (project / "products" / name).mkdir()
    (project / "products" / "__init__.py").touch()

    assert list(load_products(project)) == ["environment", "notebook"]


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Notebook2", "notebook2"),
        ("my_notebook", "my-notebook"),
        ("2notebook", "notebook"),
        ("note book", "note-book"),
        ("n" * 41, "n" * 40),
        ("notebook-", "notebook"),
        ("a--b", "a-b"),
    ],
)
def test_a_folder_that_is_badly_named_is_told_with_a_better_name(name: str, better: str, project: Path) -> None:
    (project / "products" / name).mkdir()

    (finding,) = findings(project)

    assert finding.code == "PD232"
    assert finding.fix == f"git mv products/{name} products/{better}"


@pytest.mark.parametrize("target", ["../../outside", "../nowhere", "again", "../portfolio.yaml"])
def test_a_link_that_is_no_folder_of_the_project_is_told(target: str, project: Path) -> None:
    (project.parent / "outside").mkdir()
    (project / "products" / "again").symlink_to(target)

    assert [(it.code, str(it.span)) for it in findings(project)] == [("PD231", "products/again:1:1")]


def test_a_link_of_product_yaml_that_leaves_the_project_is_told(project: Path) -> None:
    file = project / "products" / "notebook" / "product.yaml"
    (project.parent / "product.yaml").write_text(file.read_text())
    file.unlink()
    file.symlink_to("../../../product.yaml")

    assert [it.code for it in findings(project)] == ["PD201"]


def test_a_link_within_the_project_is_a_product(project: Path) -> None:
    (project / "products" / "same").symlink_to("notebook")

    assert "same" in load_products(project)


def test_a_project_without_products_is_told(tmp_path: Path) -> None:
    assert [it.code for it in findings(tmp_path)] == ["PD230"]


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        (None, "PD201", 1, 1),
        (b"title: caf\xe9\n", "PD202", 1, 11),
        (b"#" * (1024 * 1024 + 1), "PD203", 1, 1),
        (b"title: [\n", "PD205", 2, 1),
        (b"", "PD206", 1, 1),
        (b"title: a\n---\ntitle: b\n", "PD207", 2, 1),
        (b"title: !!python/name:os x\n", "PD209", 1, 8),
        (b"[" * 1000, "PD215", 1, 25),
        (b"title: *a\n", "PD216", 1, 8),
        (b"- title\n", "PD212", 1, 1),
    ],
)
def test_a_product_yaml_that_cannot_be_read_is_told_at_its_place(
    content: bytes | None, code: str, line: int, column: int, project: Path
) -> None:
    file = project / "products" / "notebook" / "product.yaml"
    file.unlink()
    if content is not None:
        file.write_bytes(content)

    (finding,) = findings(project)

    assert finding.span is not None
    assert (finding.code, finding.span.line, finding.span.column) == (code, line, column)
    assert finding.span.path == "products/notebook/product.yaml"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("title: Notebook", "title: Notebook\ntitle: Again", "PD208", 2),
        ("owner:", "ownr:", "PD210", 3),
        ("owner: ML Platform\n", "", "PD211", 1),
        ("title: Notebook", "title: 7", "PD212", 1),
        ("title: Notebook", "title:", "PD212", 1),
        ('version: "1.0.0"', "version: 1.4", "PD218", 4),
        ('version: "1.0.0"', 'version: "v1"', "PD218", 4),
        ("title: Notebook", "title: " + "n" * 101, "PD219", 1),
        ("title: Notebook", "title: Notebook\nsupport: { email: nobody }", "PD245", 2),
        ("title: Notebook", "title: Notebook\nsupport: { url: 'http://example.com' }", "PD245", 2),
        ("notebook-creation", "creator", "PD254", 5),
    ],
)
def test_an_error_of_product_yaml_is_reported_by_its_code_on_its_line(
    old: str, new: str, code: str, line: int, project: Path
) -> None:
    file = project / "products" / "notebook" / "product.yaml"
    file.write_text(file.read_text().replace(old, new))

    found = [it for it in findings(project) if it.code == code]

    assert [it.span.line for it in found if it.span] == [line]
    assert found[0].fix


def test_errors_of_all_files_are_reported_at_once_and_in_order(project: Path) -> None:
    (project / "products" / "Bad").mkdir()
    (project / "products" / "notebook" / "product.yaml").write_text("title: 7\n")
    (project / "portfolio.yaml").write_text((project / "portfolio.yaml").read_text().replace("format: 1", "format: 9"))

    with pytest.raises(Problems) as raised:
        load_manifest(project)

    paths = [it.span.path for it in raised.value.findings if it.span]
    assert list(dict.fromkeys(paths)) == ["portfolio.yaml", "products/Bad", "products/notebook/product.yaml"]


def test_a_product_whose_file_is_broken_is_not_unknown_as_well(project: Path) -> None:
    (project / "products" / "notebook" / "product.yaml").write_text("title: 7\n")

    with pytest.raises(Problems) as raised:
        load_manifest(project)

    assert {it.code for it in raised.value.findings} == {"PD211", "PD212"}


ACTION = """\
actions:
  stop:
    summary: Stops it
    document: AWS-StopIt
    version: "1"
    parameters: { Name: target, Reason: text }
"""


def test_a_service_action_is_read(project: Path) -> None:
    file = project / "products/notebook/product.yaml"
    file.write_text(file.read_text(encoding="utf-8") + ACTION, encoding="utf-8")
    [action] = load_products(project)["notebook"].actions
    assert (action.name, action.document, action.version, action.role) == ("stop", "AWS-StopIt", "1", "launch")
    assert action.parameters == (("Name", "target"), ("Reason", "text"))


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("AWS-StopIt", "AWS StopIt", "PD219"),
        ('"1"', '"0"', "PD219"),
        ("target", "everything", "PD212"),
        ("Reason", "Why not", "PD219"),
        ('version: "1"', 'version: "1"\n    role: administrator', "PD219"),
        ("    summary: Stops it\n", "", "PD211"),
        ("  stop:", "  Stop it:", "PD212"),
    ],
)
def test_a_service_action_that_could_not_be_made_is_reported(project: Path, before: str, after: str, code: str) -> None:
    file = project / "products/notebook/product.yaml"
    assert before in ACTION
    file.write_text(file.read_text(encoding="utf-8") + ACTION.replace(before, after, 1), encoding="utf-8")
    assert {finding.code for finding in findings(project)} == {code}
