"""A folder that plays the notebook's machine: the start script runs there, with stand-ins for what is not there."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.products.notebook.drawing import notebook, start_script
from tests.waiting import PATIENCE, wait_until

NAME = "ds-churn-dev-exploration"
ARN = f"arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/{NAME}"
PLACES = (
    *("/opt/ds", "/opt/ml", "/home/ec2-user", "/var/log"),
    *("/etc/pip.conf", "/etc/profile.d", "/etc/ipython", "/etc/xdg"),
)
_RECORD = 'printf "%s\\n" "$(basename "$0") $*" >> "$RECORD"\n'
GIT = shutil.which("git")
_STAND_INS = {
    "aws": 'if [ "$2" = list-tags ]; then cat "$TAGS"; fi\n',
    "git": f'if [ "$1" = config ]; then exec {GIT} "$@"; fi\n',
    "nohup": 'exec "$@"\n',
    "setsid": 'if [ "$1" = bash ]; then exec "$@"; fi\n',
    "sleep": 'kill -TERM "$PPID"\n',
    "sudo": 'shift 3; exec "$@"\n',
}
"""git writes its configuration and clones nothing; `setsid` runs the background script and only notes the idle stop;
`sleep` ends the loop that would go on for ever."""


@dataclass(frozen=True)
class Machine:
    """Where it all happens."""

    root: Path
    name: str = NAME
    arn: str = ARN
    aws: str = _STAND_INS["aws"]
    """The body of the stand-in for the AWS CLI."""

    @property
    def record(self) -> Path:
        """Where the stand-ins write themselves down, one call a line."""
        return self.root / "record"

    def place(self, path: str) -> Path:
        """A path of the notebook, here."""
        return self.root / path.lstrip("/")

    def here(self, text: str) -> str:
        """A text that names the notebook's paths, naming these."""
        for place in PLACES:
            text = text.replace(place, str(self.place(place)))
        return text

    def start(self, **answers: str) -> subprocess.CompletedProcess[str]:
        """Run the start script that these answers give."""
        return self.run(base64.b64decode(start_script(**answers)).decode())

    def run(self, text: str) -> subprocess.CompletedProcess[str]:
        """Run a start script as SageMaker would: whole, by bash, with its own PATH."""
        self._prepare()
        script = self.root / "start"
        script.write_text(self.here(text), encoding="utf-8")
        running = subprocess.Popen(
            ["bash", str(script)],
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        out, err = running.communicate(timeout=PATIENCE)
        _wait_for_all(running.pid)
        return subprocess.CompletedProcess(running.args, running.returncode, out, err)

    def tagged(self, **values: str) -> None:
        """Answer with these values of the environment (`git_url` for `ds:git-url`) instead of what it publishes."""
        given = {f"ds:{name.replace('_', '-')}": value for name, value in values.items()}
        tags = [{**tag, "Value": given.pop(tag["Key"], tag["Value"])} for tag in notebook()["Tags"]]
        assert not given, f"the notebook has no tags {', '.join(given)}"
        (self.root / "tags.json").write_text(json.dumps({"Tags": tags}), encoding="utf-8")

    def git_says(self, key: str, url: str) -> str:
        """What git has configured for an address, as git itself reads it; several values in lines."""
        words = [str(GIT), "config", "--system", "--get-urlmatch", key, url]
        done = subprocess.run(words, env=self.environment(), capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def commands(self) -> list[str]:
        """Every command that a stand-in was called with."""
        return self.record.read_text(encoding="utf-8").splitlines()

    def files(self) -> Mapping[str, bytes]:
        """Everything that was written, but logs, stand-ins and records."""
        return dict(self._files())

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for folder in ("opt/ds", "home", "etc"):
            for path in sorted((self.root / folder).rglob("*")):
                if path.is_file():
                    yield path.relative_to(self.root).as_posix(), path.read_bytes()

    def _prepare(self) -> None:
        for folder in ("home/ec2-user/SageMaker", "etc/profile.d", "opt/ml/metadata", "var/log", "bin"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        metadata = {"ResourceArn": self.arn, "ResourceName": self.name}
        self.place("/opt/ml/metadata/resource-metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
        tags = self.root / "tags.json"
        if not tags.exists():
            tags.write_text(json.dumps({"Tags": notebook()["Tags"]}), encoding="utf-8")
        for name, body in {**_STAND_INS, "aws": self.aws}.items():
            file = self.root / "bin" / name
            file.write_text(f"#!/bin/bash\n{_RECORD}{body}", encoding="utf-8")
            file.chmod(0o755)
        # This very interpreter, by its path: a version manager's `python3` would put its own PATH before ours.
        python = self.root / "bin" / "python3"
        python.unlink(missing_ok=True)
        python.symlink_to(sys.executable)

    def environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.root / 'bin'}:/usr/bin:/bin",
            "GIT_CONFIG_SYSTEM": str(self.place("/etc/gitconfig")),
            "RECORD": str(self.record),
            "TAGS": str(self.root / "tags.json"),
        }


def _wait_for_all(group: int) -> None:
    """Until everything that the script left in the background has ended; what does not end is killed."""
    try:
        wait_until(lambda: not _runs(group), "the end of what the script left in the background")
    finally:
        if _runs(group):
            os.killpg(group, signal.SIGKILL)


def _runs(group: int) -> bool:
    """Whether a process of the group is there that has not ended: init may take its time to reap one that has."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    processes = Path("/proc")
    return not processes.is_dir() or any(_state(each) == (str(group), True) for each in processes.glob("[0-9]*/stat"))


def _state(file: Path) -> tuple[str, bool]:
    """A process's group, and whether it runs (proc_pid_stat(5): state, parent and group stand behind the name)."""
    try:
        state, _, group = file.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[:3]
    except OSError:
        return "", False
    return group, state not in "ZX"
