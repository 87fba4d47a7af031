"""A project of one's own, an embedded AWS of its own, and `build.py` typed into it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from embedded_aws.asking import ask_control
from embedded_aws.secret import Secret, read_secret
from tests.e2e.warm import AT_START, AWS, BUILD, REAL, run_warm

CHECKOUT = Path(__file__).resolve().parents[2]
ACCOUNT, REGION, ENVIRONMENT = "111122223333", "eu-west-1", "churn-dev"
SCIENTIST = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-data-scientist"
LAUNCH_ROLE = "ds-churn-dev-notebook-creation"
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "EMBEDDED_AWS_ENDS_WITH")
COMMAND_PATIENCE = 600
"""Seconds for one command; on a loaded machine the slowest takes minutes."""
READS = ("Describe", "Get", "List", "Search", "Head", "Scan", "AssumeRole")


def tools_with(product: str, more: str = "") -> str:
    """A portfolio for portfolio.yaml that offers one product of one's own; `more` are lines of its offer."""
    return f"""
  tools:
    name: Tools
    provider: ML Platform
    target: dev
    products:
      - use: {product}
        offer: {{ current: "1.0.0" }}
{more}    access:
      - principal: arn:aws:iam::{ACCOUNT}:user/admin
"""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything that was printed."""
        return self.out + self.err

    @property
    def data(self) -> Any:
        """What was printed on stdout, as JSON."""
        return json.loads(self.out)

    def said(self, *words: str) -> Done:
        """Itself, after looking that all of this was printed."""
        for word in words:
            assert word in self.text, f"{word!r} was not said:\n{self.text}"
        return self

    def ended(self, code: int) -> Done:
        """Itself, after looking that it ended with this code and without a traceback."""
        assert self.code == code, f"exit code {self.code} instead of {code}:\n{self.text}"
        assert "Traceback (most" not in self.text, self.text
        return self


def clean_environment(**more: str) -> dict[str, str]:
    """The variables of a shell that knows no AWS."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    nowhere = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nowhere", "AWS_PAGER": ""}
    return {**kept, **nowhere, "AWS_SHARED_CREDENTIALS_FILE": "/nowhere", "COLUMNS": "110", **more}


def build_command(project: Path, *words: str) -> list[str]:
    """`build.py WORDS` on a project, as a command line."""
    return [sys.executable, str(CHECKOUT / "build.py"), "--project", str(project), *words]


def run(project: Path, *words: str, **variables: str) -> Done:
    """Type `build.py WORDS`, with nothing but these variables of AWS."""
    if REAL in os.environ or any(name.startswith(AT_START) for name in variables):
        return run_command(build_command(project, *words), project, clean_environment(**variables))
    return fork(project, BUILD, "--project", str(project), *words, **variables)


def fork(folder: Path, *words: str, **variables: str) -> Done:
    """A program with its words, in a fork of a process that has imported it."""
    return Done(*run_warm(words, folder, clean_environment(**variables), COMMAND_PATIENCE))


def run_command(command: list[str], folder: Path, variables: Mapping[str, str]) -> Done:
    """Run a command to its end."""
    done = subprocess.run(
        command, cwd=folder, env=dict(variables), capture_output=True, text=True, timeout=COMMAND_PATIENCE, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


class Staged(Protocol):
    """Who runs what, once the stage is set."""

    def keys_for(self, words: Sequence[str]) -> Mapping[str, str]:
        """The variables with the keys of whom these words are for; none where nobody's in particular."""


NOBODYS = Secret("")
"""Of a world that asks no control URL and has no persons."""


@dataclass(frozen=True)
class World:
    """A project and the embedded AWS that it is published to."""

    project: Path
    endpoint: str
    keys: Mapping[str, str] = field(default_factory=dict)
    pid: int = 0
    secret: Secret = NOBODYS
    staged: Staged | None = None
    """Set where planner, publisher and deployer run the commands that are theirs (`tests.e2e.principals`)."""

    def build(self, *words: str, **variables: str) -> Done:
        """`build.py WORDS`, as whoever the world is seen by: the principal that the command is for, or one person."""
        somebody = any(name.startswith("AWS_") for name in variables)
        return run(self.project, *words, **{**(self.variables if somebody else self.variables_for(words)), **variables})

    def variables_for(self, words: Sequence[str]) -> dict[str, str]:
        """The variables with which `build.py WORDS` is run, with the keys of whom the command is for."""
        return {**self.variables, **(self.staged.keys_for(words) if self.staged is not None else {})}

    def aws(self, *words: str) -> Done:
        """`aws WORDS`: Amazon's own command line."""
        if REAL not in os.environ:
            return fork(self.project, AWS, *words, **self.variables)
        command = [sys.executable, "-m", "awscli", *words]
        return run_command(command, self.project, clean_environment(**self.variables))

    def ask(self, *words: str) -> Any:
        """The JSON that `aws WORDS` prints."""
        done = self.aws(*words, "--output", "json").ended(0)
        return json.loads(done.out) if done.out.strip() else {}

    @property
    def variables(self) -> dict[str, str]:
        """What points boto3 and the AWS CLI here."""
        return {"AWS_ENDPOINT_URL": self.endpoint, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, **self.keys}

    def as_person(self, name: str) -> World:
        """The same world, seen by `admin`, `dana` or `eli` with keys of their own."""
        keys = self.secret.keys(name, ACCOUNT)
        own = {"AWS_ACCESS_KEY_ID": keys.access_key, "AWS_SECRET_ACCESS_KEY": keys.secret_key}
        return replace(self, keys=own, staged=None)

    def as_scientist(self, name: str, role: str = SCIENTIST) -> World:
        """The same world, seen by a person who has assumed the data scientist's role with the second factor."""
        answer = self.as_person(name).ask(
            *("sts", "assume-role", "--role-arn", role, "--role-session-name", name, "--source-identity", name),
            *("--serial-number", f"arn:aws:iam::{ACCOUNT}:mfa/{name}", "--token-code", "123456"),
        )["Credentials"]
        names = {
            "AWS_ACCESS_KEY_ID": "AccessKeyId",
            "AWS_SECRET_ACCESS_KEY": "SecretAccessKey",
            "AWS_SESSION_TOKEN": "SessionToken",
        }
        return replace(self, keys={variable: answer[name] for variable, name in names.items()}, staged=None)

    def edit(self, before: str, after: str, name: str = "portfolio.yaml") -> None:
        """Change the one place of a file where `before` stands."""
        file = self.project / name
        text = file.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {name}"
        file.write_text(text.replace(before, after), encoding="utf-8")

    def control(self, method: str, what: str, body: Any = None) -> Any:
        """One of the embedded AWS's own URLs."""
        return ask_control(self.endpoint, self.secret, what, method, body)

    @contextmanager
    def faults(self, *rules: Mapping[str, Any]) -> Iterator[None]:
        """These accidents happen meanwhile."""
        self.control("POST", "faults", list(rules))
        try:
            yield
        finally:
            self.control("DELETE", "faults")

    @contextmanager
    def counting(self) -> Iterator[dict[str, int]]:
        """Fills the calls that were made meanwhile into what it yields: `service:Operation` → how often."""
        self.control("DELETE", "calls")
        calls: dict[str, int] = {}
        yield calls
        calls.update(self.control("GET", "calls"))


def writes(calls: Mapping[str, int]) -> dict[str, int]:
    """The calls that are no reads."""
    return {name: count for name, count in calls.items() if not name.split(":")[1].startswith(READS)}


def started(state: Path, project: Path) -> World:
    """Start an embedded AWS on what its folder holds, for this project; seen by the administrator."""
    done = run(CHECKOUT, "local", "up", "--port", "0", "--state", str(state), "--format", "json").ended(0)
    return World(project, done.data["endpoint"], pid=done.data["pid"], secret=read_secret(state)).as_person("admin")


def ended(world: World) -> None:
    """End it at once; nobody needs its state any more."""
    os.kill(world.pid, signal.SIGKILL)


def stopped(state: Path) -> None:
    """Stop it; its state stays."""
    run(CHECKOUT, "local", "down", "--state", str(state)).ended(0)
