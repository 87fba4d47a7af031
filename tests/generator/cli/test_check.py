"""Which findings fail `check`: every one, whatever its severity, as its help says."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli import main
from generator.cli.exits import Exit


@pytest.fixture
def rendered(project: Path) -> Path:
    """The small project, rendered and without a finding."""
    assert main(["--project", str(project), "render", "-q"]) == Exit.FINE
    return project


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("QueueName=name,", "QueueName=name, DelaySeconds=9999,", "1 error"),
        ('Ref(queue), "Where', 'Sub("fixed"), "Where', "1 warning"),
        ('Join("/", [', 'Join("", [', "1 info"),
    ],
)
def test_a_finding_of_any_severity_fails_check(
    rendered: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    assert main(["--project", str(rendered), "check"]) == Exit.FINE
    template = rendered / "products/queue/template.py"
    template.write_text(template.read_text().replace(old, new))
    assert main(["--project", str(rendered), "render", "-q"]) == Exit.FINE
    capsys.readouterr()
    assert main(["--project", str(rendered), "check"]) == Exit.PROBLEMS
    assert said in capsys.readouterr().err


def test_the_help_of_check_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--help"]) == Exit.FINE
    said = " ".join(capsys.readouterr().out.split())
    assert "0 says that there is no finding at all, informational ones included; 1 that there is one" in said
