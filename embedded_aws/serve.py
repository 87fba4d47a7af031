"""The process behind `./build.py local up`: `python -m embedded_aws.serve FOLDER PORT [WORD…] ACCOUNT…`.

The words are `organization` and `run-functions`.

It says on stdout, in one line of JSON, that it is ready or why it is not, and then only writes to its log.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from embedded_aws.embedded import Embedded, embedded
from embedded_aws.folder import Folder, Running

ENDS_WITH = "EMBEDDED_AWS_ENDS_WITH"
"""The process id with which it ends, too."""
TAKEN = "taken"
ORGANIZATION = "organization"
"""An argument before the accounts: the first of them manages an organization of all."""
RUN_FUNCTIONS = "run-functions"
"""An argument before the accounts: Lambda functions of Python run."""
PAUSE = 0.5
GARBAGE_THRESHOLDS = (50_000, 20, 20)
"""Backends and what they hold stay in memory: searching them for garbage took a seventh of the processor's time."""


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    folder, port, rest = Folder(Path(arguments[0])), int(arguments[1]), tuple(arguments[2:])
    united, runs = ORGANIZATION in rest, RUN_FUNCTIONS in rest
    accounts = tuple(word for word in rest if word not in (ORGANIZATION, RUN_FUNCTIONS))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    from embedded_aws.models import share_models

    share_models()
    from embedded_aws.gateway.snapshots import CorruptState

    lock = hold(folder)
    if lock is None:
        _say({"code": TAKEN})
        return 1
    _end_with_another(stop)
    try:
        with lock, embedded(folder.path, port, accounts, log=_log, organization=united, run_functions=runs) as running:
            gc.freeze()
            gc.set_threshold(*GARBAGE_THRESHOLDS)
            folder.write_running(describe(running, folder, accounts))
            _say({"ready": running.endpoint})
            stop.wait()
            folder.forget_running()
    except CorruptState as error:
        _say({"code": "LOC803", "why": str(error)})
        return 1
    except OSError as error:
        _say({"code": "LOC801", "why": str(error)})
        return 1
    return 0


def hold(folder: Folder) -> IO[bytes] | None:
    """The folder's lock, for as long as the file stays open; None where another process has it."""
    folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = open(folder.lock, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))  # noqa: SIM115
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _end_with_another(stop: threading.Event) -> None:
    """Stop when the process named in the environment has ended: so that a test that dies leaves no server behind."""
    other = os.environ.get(ENDS_WITH, "")
    if other.isdigit():
        threading.Thread(target=_watch, args=(int(other), stop), daemon=True).start()


def _watch(pid: int, stop: threading.Event) -> None:
    while not stop.wait(PAUSE):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            stop.set()
        except PermissionError:
            continue


def describe(running: Embedded, folder: Folder, accounts: tuple[str, ...]) -> Running:
    """What the run file says of this process."""
    return Running(
        pid=os.getpid(),
        endpoint=running.endpoint,
        accounts=accounts,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        state=str(folder.path),
        config_file=str(folder.config),
        credentials_file=str(folder.credentials),
        log=str(folder.log),
    )


def _say(row: Mapping[str, str]) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()
    sys.stdout.close()
    sys.stdout = sys.stderr


def _log(text: str) -> None:
    with suppress(OSError):  # a full disk takes no log, either
        sys.stderr.write(f"{datetime.now(UTC).isoformat(timespec='milliseconds')} {text}\n")
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
