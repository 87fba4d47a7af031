"""What an author sees, word for word. `UPDATE_GOLDEN=1 pytest tests/golden` writes the screens again, for a review."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main

HERE = Path(__file__).parent
SMALL = HERE.parent / "fixtures" / "projects" / "small"
QUEUE = "products/queue/template.py"

Run = Callable[..., int]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the small project."""
    shutil.copytree(SMALL, tmp_path / "project", ignore=shutil.ignore_patterns("__pycache__", "dist", ".cache"))
    return tmp_path / "project"


@pytest.fixture
def screen(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run a command in the project's folder; returns what it printed, with the exit code."""
    monkeypatch.chdir(project)

    def run(*words: str) -> str:
        code = main(["--project", str(project), *words])
        out, err = capsys.readouterr()
        text = f"$ ./build.py {' '.join(words)}\n" + "".join(
            f"{name}\n{text.rstrip()}\n" for name, text in (("-- stdout", out), ("-- stderr", err)) if text
        )
        return f"{text}-- exit {code}\n"

    return run


def rewrite(root: Path, old: str, new: str) -> None:
    text = (root / QUEUE).read_text()
    assert old in text
    (root / QUEUE).write_text(text.replace(old, new))


def compare(name: str, *screens: str) -> None:
    """Compare with the screen that is kept; digests are kept as `…`, since they say nothing to a reader."""
    shown = re.sub(r"\b[0-9a-f]{12,64}\b", "…", "\n".join(screens))
    path = HERE / "screens" / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(shown)
    assert shown == path.read_text()


def test_rendering_a_project_for_the_first_time_and_again(screen: Callable[..., str]) -> None:
    compare("render", screen("render", "--check"), screen("render"), screen("render", "--check"), screen("render"))


def test_checking_a_project_with_faults(screen: Callable[..., str], project: Path) -> None:
    screen("render")
    rewrite(project, "QueueName=name,", "QueueName=name, DelaySeconds=9999,")
    compare(
        "check", screen("check"), screen("check", "--format", "concise"), screen("check", "-q", "--format", "sarif")
    )


def test_releasing_and_comparing(screen: Callable[..., str], project: Path) -> None:
    screens = [screen("diff", "queue"), screen("release", "queue"), screen("diff"), screen("release", "queue")]
    rewrite(project, "QueueName=name,", "")
    screens += [screen("diff", "queue"), screen("render"), screen("release", "queue", "--patch")]
    compare("release", *screens, screen("release", "queue"))


def test_a_product_that_raises(screen: Callable[..., str], project: Path) -> None:
    rewrite(project, "MessageRetentionPeriod=If(long, 1209600, 345600)", "MessageRetentionPeriod=1209600 / 0")
    compare("raises", screen("render"), screen("check"), screen("release", "queue"))


def test_a_tampered_release(screen: Callable[..., str], project: Path) -> None:
    screen("render")
    screen("release", "queue")
    template = project / "dist/queue/1.0.0/template.yaml"
    template.write_text(template.read_text().replace("false", "true"))
    ledger = project / "dist/ledger.json"
    screens = [screen("render", "--check"), screen("check", "--format", "concise")]
    ledger.write_text(ledger.read_text().replace('"version": "1.0.0"', '"version": "1.0.1"'))
    compare("tampered", *screens, screen("render", "--check"), screen("render"))


def test_a_new_product(screen: Callable[..., str]) -> None:
    compare(
        "new",
        screen("new", "product", "Batch_Job"),
        screen("new", "product", "batch-job"),
        screen("new", "product", "batch-job"),
        screen("render", "batch-job"),
        screen("check", "batch-job"),
    )


def test_formats_are_written_to_files_too_and_a_wrong_one_is_a_usage_error(
    screen: Callable[..., str], project: Path, tmp_path: Path
) -> None:
    screen("render")
    words = [
        word for name in ("json", "sarif", "junit", "github") for word in ("--output", f"{name}:{tmp_path / name}")
    ]
    assert screen("check", *words).endswith("-- exit 0\n")
    assert '"format": 1' in (tmp_path / "json").read_text()
    assert '"2.1.0"' in (tmp_path / "sarif").read_text()
    assert "<testsuites" in (tmp_path / "junit").read_text()
    assert (tmp_path / "github").read_text() == "\n"
    for wrong in ("sarif", "pdf:x", "json:", f"json:{project}"):
        assert screen("check", "--output", wrong).endswith("-- exit 2\n")
