"""What a shell completes, asked as a shell asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
PORTFOLIO = """\
targets:
  dev: {}
  prod: {}
environments:
  churn-dev: {}
  churn-prod: {}
portfolios:
  tools: {}
"""
LEDGER = """{"releases": [
  {"product": "queue", "version": "1.0.0"},
  {"product": "other", "version": "7.0.0"},
  {"product": "queue", "version": "1.1.0"}
]}"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "ledger.json").write_text(LEDGER, encoding="utf-8")
    for name in ("queue", "quota", "other"):
        (tmp_path / "products" / name).mkdir(parents=True)
        (tmp_path / "products" / name / "product.yaml").touch()
    (tmp_path / "config").write_text(
        "[default]\n[profile admin]\n[sso-session ours]\n[services local]\n[profile dana]\n", encoding="utf-8"
    )
    (tmp_path / "credentials").write_text("[admin]\n[robot]\n", encoding="utf-8")
    return tmp_path


def complete(project: Path, *words: str) -> list[str]:
    """The values for the last of the words."""
    asked = {
        "_BUILD_PY_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("build.py", "--project", str(project), *words)),
        "COMP_CWORD": str(len(words) + 2),
        "AWS_CONFIG_FILE": str(project / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(project / "credentials"),
    }
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "build.py")],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [line.removeprefix("plain,") for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (("check", "qu"), ["queue", "quota"]),
        (("release", ""), ["other", "queue", "quota"]),
        (("retire", "queue", ""), ["1.1.0", "1.0.0"]),
        (("launch", "queue", "--version", "1.0"), ["1.0.0"]),
        (("deploy", "churn-p"), ["churn-prod"]),
        (("destroy", ""), ["churn-dev", "churn-prod"]),
        (("plan", "--target", "p"), ["prod"]),
        (("promote", "queue", "1.0.0", "--to", ""), ["tools"]),
        (("apply", "c"), ["catalog", "churn-dev", "churn-prod", "file,c"]),
        (("adopt", "po"), ["portfolio/tools"]),
        (("explain", "pd291"), []),
        (("explain", "PD291"), ["PD291"]),
        (("plan", "--profile", ""), ["default", "admin", "dana", "robot"]),
    ],
)
def test_a_shell_completes_values(project: Path, words: tuple[str, ...], values: list[str]) -> None:
    assert complete(project, *words) == values


@pytest.mark.parametrize("text", ["a: [", "- no mapping", "environments: none", "\x00"])
def test_a_file_that_cannot_be_read_completes_nothing(project: Path, text: str) -> None:
    (project / "portfolio.yaml").write_text(text, encoding="utf-8")
    (project / "dist" / "ledger.json").write_text("{", encoding="utf-8")
    assert complete(project, "deploy", "") == []
    assert complete(project, "retire", "queue", "") == []
    assert complete(project, "apply", "") == ["catalog", "environments", "file,"]
