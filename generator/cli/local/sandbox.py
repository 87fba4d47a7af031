"""The demo's sandbox: a copy of the project, its own embedded AWS, and the commands that are typed there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click

COPIED = ("portfolio.yaml", "products", "dist", ".cfnlintrc")
CREDENTIALS = (
    "AWS_PROFILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
)


class StepFailed(Exception):
    """A command of the story did not end as the story says."""

    def __init__(self, words: Sequence[str], code: int, expected: int) -> None:
        self.words = words
        super().__init__(f"`{' '.join(words)}` ended with exit code {code}; the story expects {expected}")


@dataclass
class DemoSandbox:
    """One run of the demo: its folder, the environment variables of its commands, and how many commands have run."""

    checkout: Path
    folder: Path
    color: bool
    environment: dict[str, str] = field(default_factory=dict)
    commands: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def project(self) -> Path:
        """The copy of the project that the demo changes."""
        return self.folder / "project"

    @property
    def state(self) -> Path:
        """Where the embedded AWS keeps its state."""
        return self.folder / "aws"

    def prepare(self) -> None:
        """An empty folder with a fresh copy of the project."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.project.mkdir(parents=True)
        for name in COPIED:
            source = self.checkout / name
            if source.is_dir():
                shutil.copytree(source, self.project / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy2(source, self.project / name)

    def end(self) -> None:
        """Stop the embedded AWS, whether or not every command ended as expected."""
        self.chapter("The embedded AWS stops")
        with suppress(StepFailed):
            self.build("local", "down", "--state", str(self.state))

    def chapter(self, title: str) -> None:
        """A heading."""
        click.secho(f"\n── {title} ", bold=self.color, nl=False)
        click.secho("─" * max(3, 76 - len(title)), dim=self.color)

    def comment(self, words: str) -> None:
        """A sentence between two commands, as a shell comment."""
        click.secho(f"# {words}", dim=self.color)

    def build(self, *words: str, expected: int = 0, show: int | None = None) -> str:
        """Type `./build.py WORDS`; returns what it says; raises StepFailed for another exit code."""
        typed = ["./build.py", *words]
        command = [sys.executable, str(self.checkout / "build.py"), "--project", str(self.project), *words]
        return self.run(typed, command, expected=expected, show=show)

    def aws(self, *words: str, expected: int = 0, show: int | None = None) -> str:
        """Type `aws WORDS` with the AWS CLI of the environment."""
        command = [sys.executable, "-m", "awscli", *words]
        return self.run(["aws", *words], command, expected=expected, show=show)

    def run(self, typed: Sequence[str], command: Sequence[str], *, expected: int, show: int | None) -> str:
        """Run one command and show what it says, at most `show` lines of it."""
        self.commands += 1
        click.secho(f"$ {' '.join(_quoted(word) for word in typed)}", bold=self.color)
        done = subprocess.run(  # noqa: S603 - our own commands
            list(command),
            cwd=self.project,
            env=self._variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self._show(done.stdout, show if done.returncode == expected else None)
        if done.returncode != expected:
            raise StepFailed(typed, done.returncode, expected)
        return done.stdout

    def edit(self, name: str, before: str, after: str) -> None:
        """Change one place of one file, as an editor would."""
        file = self.project / name
        text = file.read_text(encoding="utf-8")
        if text.count(before) != 1:
            raise StepFailed(["edit", name], text.count(before), 1)
        file.write_text(text.replace(before, after), encoding="utf-8")
        click.secho(f"  {name}", dim=self.color)
        for sign, block, tint in (("-", before, "red"), ("+", after, "green")):
            for line in block.strip("\n").splitlines():
                click.secho(f"  {sign} {line.strip()}", fg=tint if self.color else None)

    def become(self, keys: Mapping[str, str]) -> None:
        """Use these credentials from here on."""
        for name in CREDENTIALS:
            self.environment.pop(name, None)
        self.environment.update(keys)

    def data(self, *words: str) -> dict[str, object]:
        """The JSON that a command prints, without showing it."""
        command = [sys.executable, str(self.checkout / "build.py"), "--project", str(self.project), *words]
        done = subprocess.run(  # noqa: S603 - our own commands
            command, cwd=self.project, env=self._variables(), capture_output=True, text=True, check=True
        )
        answer: dict[str, object] = json.loads(done.stdout)
        return answer

    def _variables(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
        return {**kept, **self.environment, "AWS_PAGER": "", "COLUMNS": "110"}

    def _show(self, text: str, show: int | None) -> None:
        lines = [] if show == 0 else text.strip("\n").rstrip().splitlines()
        shown = lines if show is None or len(lines) <= show else [*lines[: show - 1], f"… {len(lines) - show + 1} more"]
        for line in shown:
            click.echo(f"  {line}")


def _quoted(word: str) -> str:
    return f"'{word}'" if any(sign in word for sign in " {}*") else word
