"""What is no YAML that we read is reported by its code and place, whatever it is, and never by a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Finding, Problems
from generator.manifest import load_manifest


def findings(project: Path, content: bytes) -> list[Finding]:
    (project / "portfolio.yaml").write_bytes(content)
    with pytest.raises(Problems) as raised:
        load_manifest(project)
    return list(raised.value.findings)


def bomb(levels: int) -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        pytest.param(b"", "PF106", 1, 1, id="nothing"),
        pytest.param(b"# a comment\n", "PF106", 1, 1, id="only a comment"),
        pytest.param(b"---\n", "PF106", 1, 1, id="a document of nothing"),
        pytest.param(b"null", "PF106", 1, 1, id="null"),
        pytest.param(b"format: 1\ncatalog: caf\xe9\n", "PF102", 2, 13, id="Latin-1"),
        pytest.param("format: 1\n".encode("utf-16"), "PF102", 1, 1, id="UTF-16"),
        pytest.param(b"#" * (1024 * 1024 + 1), "PF103", 1, 1, id="one byte over 1 MiB"),
        pytest.param(b"a: b\n" * 2_000_000, "PF103", 1, 1, id="10 MB"),
        pytest.param(b"format: [1\ncatalog: x\n", "PF105", 2, 8, id="an open bracket"),
        pytest.param(b"format: 1\n\tcatalog: x\n", "PF105", 2, 1, id="a tab before a key"),
        pytest.param(b"targets:\n  dev:\n\t account: x\n", "PF105", 3, 1, id="a tab as indentation"),
        pytest.param(b'format: "1\n', "PF105", 2, 1, id="an open quote"),
        pytest.param(b"format: 1\ncatalog: a: b\n", "PF105", 2, 11, id="a colon inside text"),
        pytest.param(b"format: 1\nx: \x00\n", "PF105", 2, 4, id="a NUL"),
        pytest.param(b"format: 1\nx: \x1b[31m\n", "PF105", 2, 4, id="an escape character"),
        pytest.param(b"format: 1\n--- \nformat: 1\n", "PF107", 2, 1, id="two documents"),
        pytest.param(b"x: !!python/object/apply:os.system [id]\n", "PF109", 1, 4, id="a Python tag"),
        pytest.param(b"x: !Ref y\n", "PF109", 1, 4, id="a tag of CloudFormation"),
        pytest.param(b"x: !!str 1\n", "PF109", 1, 4, id="even a harmless tag"),
        pytest.param(b"x: !foo!bar y\n", "PF109", 1, 4, id="a tag without its handle"),
        pytest.param(b"[" * 100_000, "PF115", 1, 25, id="brackets without end"),
        pytest.param(b"{a: " * 100_000, "PF115", 1, 97, id="braces without end"),
        pytest.param(b"- " * 100_000, "PF115", 1, 49, id="dashes without end"),
        pytest.param(b"? " * 50_000, "PF112", 1, 3, id="question marks without end"),
        pytest.param(bomb(9), "PF116", 6, 10, id="a billion laughs"),
        pytest.param(b"a: &a\n  b: *a\n", "PF116", 2, 6, id="an alias inside its own anchor"),
        pytest.param(b"a: *b\n", "PF116", 1, 4, id="an alias without its anchor"),
        pytest.param(b"a: &a {b: c}\nd:\n  <<: *a\n", "PF116", 3, 3, id="a merge key"),
        pytest.param(b"[a, b]: c\n", "PF112", 1, 1, id="a list as a key"),
        pytest.param(b"a: &a [b]\n*a : c\n", "PF112", 2, 1, id="a list as a key, by an alias"),
        pytest.param(b"just text\n", "PF112", 1, 1, id="text alone"),
        pytest.param(b"- format\n", "PF112", 1, 1, id="a list alone"),
    ],
)
def test_what_is_no_manifest_is_told_at_its_place(
    content: bytes, code: str, line: int, column: int, project: Path
) -> None:
    (finding,) = findings(project, content)

    assert finding.span is not None
    assert (finding.code, finding.span.line, finding.span.column) == (code, line, column)
    assert finding.fix


def test_each_second_key_of_a_name_is_told_with_the_line_of_the_first(project: Path) -> None:
    text = (project / "portfolio.yaml").read_text()
    doubled = text.replace("portfolios:\n", "  churn-dev:\n    target: dev\nportfolios:\n")

    found = [finding for finding in findings(project, doubled.encode()) if finding.code == "PF108"]

    assert [(str(finding.span), finding.message) for finding in found] == [
        ("portfolio.yaml:15:3", "`churn-dev` is here twice: first on line 6")
    ]


def test_small_aliases_are_read(project: Path) -> None:
    text = (project / "portfolio.yaml").read_text()
    text = text.replace("name: Churn\n", "name: &name Churn\n").replace("provider: ML Platform", "provider: *name")
    (project / "portfolio.yaml").write_text(text)

    assert load_manifest(project).catalog.portfolios["churn-dev"].provider == "Churn"


def test_a_byte_order_mark_and_windows_line_ends_are_read(project: Path) -> None:
    text = (project / "portfolio.yaml").read_text()
    (project / "portfolio.yaml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    manifest = load_manifest(project)

    assert str(manifest.spans.at("catalog")) == "portfolio.yaml:2:10"


def test_a_file_that_is_not_there_is_told(project: Path) -> None:
    (project / "portfolio.yaml").unlink()

    with pytest.raises(Problems) as raised:
        load_manifest(project)

    assert [finding.code for finding in raised.value.findings] == ["PF101"]


def test_a_folder_in_place_of_the_file_is_told(project: Path) -> None:
    (project / "portfolio.yaml").unlink()
    (project / "portfolio.yaml").mkdir()

    with pytest.raises(Problems) as raised:
        load_manifest(project)

    assert [finding.code for finding in raised.value.findings] == ["PF101"]


@pytest.mark.parametrize("target", ["../elsewhere.yaml", "portfolio.yaml"], ids=["out of the project", "a loop"])
def test_a_link_that_leads_out_or_round_is_told(target: str, project: Path) -> None:
    (project.parent / "elsewhere.yaml").write_text("format: 1\n")
    (project / "portfolio.yaml").unlink()
    (project / "portfolio.yaml").symlink_to(target)

    with pytest.raises(Problems) as raised:
        load_manifest(project)

    assert [finding.code for finding in raised.value.findings] == ["PF101"]
