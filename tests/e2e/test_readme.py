"""The commands of the README, and of the page to which it leads for authors, each as it stands and in its order.

They are typed in a fresh copy of the project with no account.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.own_projects import build_generator
from tests.e2e.world import CHECKOUT, COMMAND_PATIENCE, clean_environment

pytestmark = pytest.mark.slow
COPIED = ("build.py", "generator", "embedded_aws", "portfolio.yaml", "products", "dist", ".cfnlintrc")
PAGES = ("README.md", "docs/adding.md")
DANA = " --profile dana --as data-scientist --mfa-code 123456"
"""What the README says is put behind a command, where an administrator is to be a data scientist."""
HERS = ("I launch notebooks",)
"""Sections whose commands are a data scientist's."""
ELSEWHERE = {
    "make demo": "tests/e2e/test_demo.py runs it, with what it prints as next",
    "make test": "this test is one of those that it runs",
    "make wheel": "the test itself builds it, since a project in a test has no environment of its own",
}
PLACEHOLDERS = {
    "./build.py new product my-product --from queue.yaml": "./build.py new product my-queue --from queue.yaml",
    "./build.py deprecate notebook 1.0.0": "./build.py deprecate notebook 2.0.0 --preview",
}
ENDS = {
    "./build.py destroy churn-dev --yes": 4,  # the portfolio offers it, and the README says that it refuses then
    "./build.py deprecate notebook 1.0.0": 4,  # the newest one, which is all that is offered: nothing would be left
}
"""Exit codes of commands that refuse, in the project as it stands."""
NETWORK = "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.0/16 }\n"
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
ROLE = {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [TRUST]}}
ROLES = json.dumps({"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": ROLE}}})
QUEUE = "Resources:\n  Queue:\n    Type: AWS::SNS::Topic\n"


@dataclass(frozen=True)
class Shown:
    """What one block of a page shows."""

    section: str
    language: str
    text: str

    def commands(self) -> Iterator[str]:
        """Each of its commands, without the words behind it."""
        for line in self.text.splitlines():
            if command := line.partition(" #")[0].strip():
                yield command


def read_blocks(page: Path) -> list[Shown]:
    """The blocks of a page, in their order."""
    found, section = list[Shown](), ""
    for heading, language, text in re.findall(
        r"^## ([^\n]+)$|^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        section = heading or section
        if text:
            found.append(Shown(section, language, text))
    return found


class Typed:
    """One shell, in which everything is typed; each command's end is looked at afterwards."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lines, self._commands = folder, list[str](), list[str]()

    def type(self, command: str) -> None:
        self._commands.append(command)
        self._lines += [f"echo '== {len(self._commands)}'", f'{command} 2>&1; echo "== ended $?"']

    def edit(self, before: str, after: str) -> None:
        """Change portfolio.yaml, when what was typed before has ended."""
        number = len(self._lines)
        (self._folder / f"edit-{number}.py").write_text(
            "from pathlib import Path\n"
            "file = Path('portfolio.yaml')\n"
            f"before, after = {before!r}, {after!r}\n"
            "text = file.read_text()\n"
            "assert text.count(before) == 1, text\n"
            "file.write_text(text.replace(before, after))\n"
        )
        self._lines.append(f"python3 edit-{number}.py")

    def run(self) -> dict[str, tuple[int, str]]:
        """How each command ended, and what it said."""
        done = subprocess.run(
            ["bash", "-c", "\n".join(self._lines)],
            cwd=self._folder,
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=COMMAND_PATIENCE * 3,
            check=False,
        )
        parts = re.findall(r"^== (\d+)\n(.*?)^== ended (\d+)$", done.stdout, re.MULTILINE | re.DOTALL)
        assert [int(number) for number, _, _ in parts] == list(range(1, len(self._commands) + 1)), done.stdout
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        return {command: (int(code), said) for command, (_, said, code) in zip(self._commands, parts, strict=True)}


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A fresh copy, in which an AWS may be started."""
    for name in COPIED:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, tmp_path / name)
    (tmp_path / ".venv").symlink_to((CHECKOUT / ".venv").resolve())
    (tmp_path / "queue.yaml").write_text(QUEUE)
    (tmp_path / "vpc.yaml").write_text(NETWORK)
    (tmp_path / "roles.json").write_text(ROLES)
    wheel = build_generator(tmp_path_factory.mktemp("wheel")).wheel
    (tmp_path / "build" / "wheel").mkdir(parents=True)
    shutil.copy2(wheel, tmp_path / "build" / "wheel")
    yield tmp_path
    subprocess.run(["./build.py", "local", "down"], cwd=tmp_path, env=clean_environment(), check=True)


def test_every_command_of_the_readme_is_run_as_it_stands(folder: Path) -> None:
    typed, expected = Typed(folder), dict[str, int]()
    blocks = [shown for page in PAGES for shown in read_blocks(CHECKOUT / page)]
    for shown in blocks:
        if shown.language == "yaml":
            typed.edit("    access:\n", f"{shown.text}    access:\n")
            continue
        for command in shown.commands():
            if command in ELSEWHERE:
                continue
            line = PLACEHOLDERS.get(command, command) + (DANA if shown.section in HERS else "")
            # Several accounts answer at one address: the port is free, and the rest is as it stands.
            line = line.replace("local up)", "local up --port 0)")
            line = line.replace("../team-catalog", "team-catalog")  # all that a test writes is in its folder
            typed.type(line)
            expected[line] = ENDS.get(command, 0)
    ended = typed.run()
    wrong = {line: ended[line] for line, code in expected.items() if ended[line][0] != code}
    assert wrong == {}, "\n".join(f"$ {line}\n{said}exit {code}\n" for line, (code, said) in wrong.items())
    assert {"I launch notebooks", "I publish", "I add a product", "In a project of your own"} <= {
        shown.section for shown in blocks
    }


def test_the_readme_says_what_is_put_behind_a_data_scientists_command() -> None:
    assert f"`{DANA.strip()}`" in (CHECKOUT / "README.md").read_text(encoding="utf-8")
