"""The folder of one embedded AWS: its state, its log, who runs it, and the AWS configuration that points at it.

state.pickle   the snapshot            aws/config        profiles: region and endpoint
server.json    who runs it             aws/credentials   admin, dana, eli
server.log     what went wrong                server.lock      held by who runs it
secret         what keys and control URLs follow from

Only their owner reads any of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from embedded_aws.embedded import REGION
from embedded_aws.secret import ADMINISTRATOR, USERS, Secret, read_secret
from embedded_aws.service import PARTITION

PROFILES = (ADMINISTRATOR, *USERS)
PUBLISHING = ("planner", "publisher", "deployer")


@dataclass(frozen=True)
class Running:
    """An embedded AWS that was started: its process, its address, its accounts and where its files are."""

    pid: int
    endpoint: str
    accounts: tuple[str, ...]
    started: str
    state: str
    config_file: str
    credentials_file: str
    log: str

    @property
    def secret(self) -> Secret:
        """What only its owner can read; raises OSError for anybody else."""
        return read_secret(Path(self.state))

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point boto3 and the AWS CLI at it, as the administrator."""
        keys = self.secret.keys("admin", self.accounts[0])
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": keys.access_key,
            "AWS_SECRET_ACCESS_KEY": keys.secret_key,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": self.config_file,
            "AWS_SHARED_CREDENTIALS_FILE": self.credentials_file,
        }


@dataclass(frozen=True)
class Folder:
    """Where everything of one embedded AWS lies."""

    path: Path

    @property
    def run_file(self) -> Path:
        """Who runs it; absent where nobody does."""
        return self.path / "server.json"

    @property
    def lock(self) -> Path:
        """Held by the process that runs it, so that two that start at once do not share a state."""
        return self.path / "server.lock"

    @property
    def log(self) -> Path:
        """What went wrong."""
        return self.path / "server.log"

    @property
    def config(self) -> Path:
        """The AWS configuration file."""
        return self.path / "aws" / "config"

    @property
    def credentials(self) -> Path:
        """The AWS credentials file."""
        return self.path / "aws" / "credentials"

    def read_running(self) -> Running | None:
        """What the run file says; None where there is none, or it is broken."""
        try:
            row = json.loads(self.run_file.read_text(encoding="utf-8"))
            return Running(**{**row, "accounts": tuple(row["accounts"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write_running(self, running: Running) -> None:
        """Say who runs it, and write the profiles; each file appears whole."""
        self.config.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(self.config, _config(running))
        _write(self.credentials, _credentials(running))
        _write(self.run_file, json.dumps(asdict(running), indent=2) + "\n")

    def forget_running(self) -> None:
        """Nobody runs it any more."""
        self.run_file.unlink(missing_ok=True)


def _config(running: Running) -> str:
    blocks = (
        f"[profile {name}]\nregion = {REGION}\noutput = json\nendpoint_url = {running.endpoint}\n"
        for name, _, _ in _profiles(running)
    )
    return "\n".join((*blocks, *_roles(running)))


def _roles(running: Running) -> Iterator[str]:
    """The roles of `./build.py permissions`, as the administrator assumes them once they are deployed."""
    for name in PUBLISHING:
        role = f"arn:{PARTITION}:iam::{running.accounts[0]}:role/ds/publishing/ds-{name}"
        place = f"region = {REGION}\noutput = json\nendpoint_url = {running.endpoint}\n"
        yield f"[profile {name}]\n{place}role_arn = {role}\nsource_profile = {PROFILES[0]}\n"


def _credentials(running: Running) -> str:
    blocks = []
    for profile, name, account in _profiles(running):
        keys = running.secret.keys(name, account)
        lines = f"aws_access_key_id = {keys.access_key}\naws_secret_access_key = {keys.secret_key}\n"
        blocks.append(f"[{profile}]\n{lines}")
    return "\n".join(blocks)


def _profiles(running: Running) -> list[tuple[str, str, str]]:
    """Profile, user and account; profiles of further accounts end in the account's number."""
    first, *others = running.accounts
    rows = [(name, name, first) for name in PROFILES]
    return rows + [(f"{name}-{account}", name, account) for account in others for name in PROFILES]


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)
