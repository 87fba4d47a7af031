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


def complete(project: Path, *words: str, shell: str = "bash") -> list[str]:
    """The values for the last of the words, as each shell asks for them and is answered."""
    typed = ("build.py", "--project", str(project), *words)
    asked = {
        "_BUILD_PY_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": " ".join(typed),
        # fish sends the word itself, and not its place.
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(typed) - 1),
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
    lines = [line for line in done.stdout.splitlines() if line]
    if shell == "zsh":  # three lines an answer: its kind, itself, its help
        return [
            value if kind == "plain" else f"{kind},{value}" for kind, value in zip(lines[::3], lines[1::3], strict=True)
        ]
    return [line.removeprefix("plain,").partition("\t")[0] for line in lines]


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


@pytest.mark.parametrize("shell", ["zsh", "fish"])
@pytest.mark.parametrize(
    ("words", "values"),
    [
        (("check", "qu"), ["queue", "quota"]),
        (("retire", "queue", "1"), ["1.1.0", "1.0.0"]),
        (("deploy", "churn-p"), ["churn-prod"]),
        (("plan", "--target", "p"), ["prod"]),
        (("explain", "PD291"), ["PD291"]),
    ],
)
def test_every_shell_is_answered(project: Path, shell: str, words: tuple[str, ...], values: list[str]) -> None:
    assert complete(project, *words, shell=shell) == values


@pytest.mark.parametrize(("shell", "typed"), [("bash", "$1"), ("zsh", "${~words[1]}"), ("fish", "$program")])
def test_a_shell_asks_the_program_that_is_typed_and_none_of_the_path(shell: str, typed: str) -> None:
    script = subprocess.run(
        [sys.executable, str(CHECKOUT / "build.py")],
        env={**os.environ, "_BUILD_PY_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"_BUILD_PY_COMPLETE={shell}_complete {typed}" in script.replace("\\\n", "")
    assert "build.py" not in script.replace(f"{shell}_complete {typed}", "").split("build.py", 1)[0]


def test_bash_completes_with_the_line_that_completion_prints(project: Path) -> None:
    typed = ("./build.py", "--project", str(project), "deploy", "churn-p")
    script = f"""
eval "$(_BUILD_PY_COMPLETE=bash_source ./build.py)"
COMP_WORDS=({" ".join(typed)}); COMP_CWORD={len(typed) - 1}
$(complete -p build.py | sed 's/.*-F //; s/ .*//') ./build.py
echo "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["churn-prod"]


@pytest.mark.parametrize("words", [("deploy", ""), ("plan", "--target", ""), ("retire", "queue", ""), ("explain", "P")])
def test_nothing_that_is_slow_to_import_is_imported(project: Path, words: tuple[str, ...]) -> None:
    script = (
        "import sys; sys.argv = ['build.py']; from generator.cli import main; main();"
        "print([name for name in ('pydantic', 'boto3', 'cfnlint', 'troposphere', 'rich') if name in sys.modules],"
        "file=sys.stderr)"
    )
    typed = ("build.py", "--project", str(project), *words)
    asked = {
        "_BUILD_PY_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(typed),
        "COMP_CWORD": str(len(typed) - 1),
        "PYTHONPATH": str(CHECKOUT),
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **asked}, capture_output=True, text=True, check=True
    )
    assert done.stderr.split("\n")[-2] == "[]"


@pytest.mark.parametrize("text", ["a: [", "- no mapping", "environments: none", "\x00"])
def test_a_file_that_cannot_be_read_completes_nothing(project: Path, text: str) -> None:
    (project / "portfolio.yaml").write_text(text, encoding="utf-8")
    (project / "dist" / "ledger.json").write_text("{", encoding="utf-8")
    assert complete(project, "deploy", "") == []
    assert complete(project, "retire", "queue", "") == []
    assert complete(project, "apply", "") == ["catalog", "environments", "file,"]
