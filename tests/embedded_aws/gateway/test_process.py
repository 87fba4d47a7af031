"""`./build.py local up | down | status`, as a person types it; and the AWS CLI as a foreign client."""

from __future__ import annotations

import json
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.waiting import wait_until

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]


def local(*words: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")} | more
    command = [sys.executable, str(ROOT / "build.py"), "local", *words, "--state", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env=kept, cwd=folder.parent, check=False)


def aws(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    status = json.loads(local("status", "--format", "json", folder=folder).stdout)
    profiles = {name: status["environment"][name] for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")}
    command = [sys.executable, "-m", "awscli", *words]
    return subprocess.run(command, capture_output=True, text=True, env={**kept, **profiles}, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "a folder with spaces"
    yield path
    local("down", folder=path)


def test_it_comes_up_answers_goes_down_and_keeps_its_state(folder: Path) -> None:
    up = local("up", "--port", "0", folder=folder)
    assert up.returncode == 0
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:" in up.stdout
    assert aws(folder, "--profile", "admin", "s3", "mb", "s3://kept").returncode == 0
    who = json.loads(aws(folder, "--profile", "dana", "sts", "get-caller-identity").stdout)
    assert who["Arn"].endswith(":user/dana")
    denied = aws(folder, "--profile", "eli", "s3", "ls")
    assert denied.returncode != 0
    assert "AccessDenied" in denied.stderr
    again = local("up", folder=folder)
    assert again.stderr.startswith("already up")
    assert local("down", folder=folder).returncode == 0
    assert local("status", folder=folder).returncode == 2
    local("up", "--port", "0", folder=folder)
    assert "kept" in aws(folder, "--profile", "admin", "s3", "ls").stdout
    local("down", "--forget", folder=folder)
    assert list(folder.iterdir()) == []


def test_a_port_in_use_is_said_with_who_has_it(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        up = local("up", "--port", str(port), folder=folder)
    assert up.returncode == 2
    assert f"error[LOC801]: port {port} is in use by" in up.stderr
    assert f"(process {os.getpid()})" in up.stderr
    assert "fix: ./build.py local up --port 0" in up.stderr
    assert "Traceback" not in up.stderr


def test_a_process_that_died_is_noticed(folder: Path) -> None:
    local("up", "--port", "0", folder=folder)
    running = json.loads((folder / "server.json").read_text())
    os.kill(running["pid"], 9)
    status = local("status", folder=folder)
    assert status.returncode == 2
    assert "LOC804" in status.stderr
    assert local("up", "--port", "0", folder=folder).stderr.startswith("up: ")


def test_a_damaged_state_is_said_and_can_be_set_aside(folder: Path) -> None:
    folder.mkdir()
    (folder / "state.pickle").write_bytes(b"damaged")
    up = local("up", "--port", "0", folder=folder)
    assert up.returncode == 2
    assert "LOC803" in up.stderr
    assert "Traceback" not in up.stderr
    assert local("up", "--port", "0", "--set-aside", folder=folder).returncode == 0
    assert (folder / "state.pickle.aside-1").read_bytes() == b"damaged"


def test_a_state_of_other_versions_is_said_without_a_traceback(folder: Path) -> None:
    folder.mkdir()
    (folder / "state.pickle").write_bytes(pickle.dumps({"format": "3", "python": "3.99", "moto": "1.0"}))
    up = local("up", "--port", "0", folder=folder)
    assert up.returncode == 2
    assert "LOC803" in up.stderr
    assert "python 3.99" in up.stderr
    assert "fix: ./build.py local up --set-aside" in up.stderr
    assert "Traceback" not in up.stderr + (folder / "server.log").read_text()


def test_of_two_that_start_at_once_one_wins_and_the_other_says_so(folder: Path) -> None:
    with ThreadPoolExecutor() as pool:
        ups = [one.result() for one in [pool.submit(local, "up", "--port", "0", folder=folder) for _ in range(3)]]
    assert [up.returncode for up in ups] == [0, 0, 0]
    assert sorted(up.stderr.partition(":")[0] for up in ups) == ["already up", "already up", "up"]
    assert len({up.stdout for up in ups}) == 1


def test_going_down_after_a_crash_is_no_error_and_keeps_the_state(folder: Path) -> None:
    local("up", "--port", "0", folder=folder)
    aws(folder, "--profile", "admin", "s3", "mb", "s3://kept")
    state = folder / "state.pickle"
    wait_until(lambda: state.exists() and b"kept" in state.read_bytes(), "the snapshot holds the bucket")
    os.kill(json.loads((folder / "server.json").read_text())["pid"], 9)
    down = local("down", folder=folder)
    assert (down.returncode, down.stderr.partition(";")[0]) == (0, "nothing was running")
    assert local("up", "--port", "0", folder=folder).returncode == 0
    assert "kept" in aws(folder, "--profile", "admin", "s3", "ls").stdout


def test_it_ends_with_the_process_that_it_is_told_to_end_with(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        local("up", "--port", "0", folder=folder, EMBEDDED_AWS_ENDS_WITH=str(other.pid))
        pid = json.loads((folder / "server.json").read_text())["pid"]
        other.communicate(b"\n")
    wait_until(lambda: not Path(f"/proc/{pid}").exists(), "the process ends")
    assert local("status", folder=folder).returncode == 2


def test_an_account_that_is_none_is_refused(folder: Path) -> None:
    up = local("up", "--account", "12", folder=folder)
    assert up.returncode == 2
    assert "LOC805" in up.stderr


def test_several_accounts_come_up_in_an_organization(folder: Path) -> None:
    accounts = ("--account", "111122223333", "--account", "444455556666")
    assert local("up", "--port", "0", *accounts, "--organization", folder=folder).returncode == 0
    found = json.loads(aws(folder, "--profile", "admin", "organizations", "list-accounts").stdout)
    assert [row["Id"] for row in found["Accounts"]] == ["111122223333", "444455556666"]
    refused = aws(folder, "--profile", "admin-444455556666", "organizations", "list-accounts")
    assert "AccessDeniedException" in refused.stderr


def test_functions_run_only_where_it_was_started_so(folder: Path) -> None:
    assert local("up", "--port", "0", folder=folder).returncode == 0
    refused = local("up", "--run-functions", folder=folder)
    assert refused.returncode == 2
    assert "LOC820" in refused.stderr
    local("down", folder=folder)
    assert local("up", "--port", "0", "--run-functions", folder=folder).returncode == 0
    assert local("up", "--run-functions", folder=folder).stderr.startswith("already up")
