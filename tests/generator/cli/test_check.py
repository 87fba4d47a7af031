"""Which findings fail `check`: every one, whatever its severity, as its help says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.cli import main
from generator.cli.exits import Exit

SMALL = Path(__file__).parents[2] / "fixtures" / "projects" / "small"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The small project, rendered and without a finding."""
    root = tmp_path / "project"
    shutil.copytree(SMALL, root, ignore=shutil.ignore_patterns("__pycache__", "dist", ".cache"))
    assert main(["--project", str(root), "render", "-q"]) == Exit.FINE
    return root


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("QueueName=name,", "QueueName=name, DelaySeconds=9999,", "1 error"),
        ('Ref(queue), "Where', 'Sub("fixed"), "Where', "1 warning"),
        ('Join("/", [', 'Join("", [', "1 info"),
    ],
)
def test_a_finding_of_any_severity_fails_check(
    project: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    assert main(["--project", str(project), "check"]) == Exit.FINE
    template = project / "products/queue/template.py"
    template.write_text(template.read_text().replace(old, new))
    assert main(["--project", str(project), "render", "-q"]) == Exit.FINE
    capsys.readouterr()
    assert main(["--project", str(project), "check"]) == Exit.PROBLEMS
    assert said in capsys.readouterr().err


def test_the_help_of_check_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--help"]) == Exit.FINE
    said = " ".join(capsys.readouterr().out.split())
    assert "0 says that there is no finding at all, informational ones included; 1 that there is one" in said
