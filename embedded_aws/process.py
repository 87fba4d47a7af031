"""Starting, finding and stopping the embedded AWS as a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from embedded_aws.asking import ask_control
from embedded_aws.embedded import ACCOUNT, FUNCTIONS
from embedded_aws.folder import Folder, Running
from embedded_aws.ports import who_listens
from embedded_aws.secret import FILE
from embedded_aws.serve import ORGANIZATION, RUN_FUNCTIONS, TAKEN
from generator.diagnostics import Finding, Problems

PORT = 4577
PATIENCE = 180.0
"""Seconds until a process that starts or stops counts as stuck; longer than the wait for what runs behind answers."""
CHECKOUT = Path(__file__).resolve().parents[1]


def start(
    folder: Path,
    port: int = PORT,
    accounts: tuple[str, ...] = (ACCOUNT,),
    set_aside: bool = False,
    organization: bool = False,
    run_functions: bool = False,
) -> tuple[Running, bool]:
    """Start it, detached, and wait until it answers; returns what runs, and whether it was started by this call.

    What runs already in this folder is returned as it is; of several that start at once one wins. Port 0 takes a free
    one. `set_aside` moves a snapshot that cannot be read out of the way first; with `organization` the first account
    manages the others; with `run_functions` Lambda functions of Python run. Raises Problems: LOC801 port in use,
    LOC802 it did not start, LOC803 the state cannot be read, LOC820 it runs already and runs no functions.
    """
    place = Folder(folder.resolve())
    running = find_running(place.path)
    if running is not None:
        if run_functions and not _status(running)["functions"]:
            words = f"the embedded AWS in {place.path} runs already, and was started to run no functions"
            fix = "./build.py local down && ./build.py local up --run-functions"
            raise Problems([Finding("LOC820", words, fix=fix)])
        return running, False
    place.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if set_aside:
        set_state_aside(place.path)
    asked = [*([ORGANIZATION] if organization else []), *([RUN_FUNCTIONS] if run_functions else [])]
    line = _launch(place, port, (*asked, *accounts))
    if line.get("code") == TAKEN and (winner := _wait_for_winner(place)) is not None:
        return winner, False
    if "ready" not in line:
        raise Problems([_explain(line, place, port)])
    started = place.read_running()
    if started is None:
        raise Problems([_explain({}, place, port)])
    return started, True


def find_running(folder: Path) -> Running | None:
    """What runs in a folder; None where nothing does, and then a run file left behind is removed."""
    place = Folder(folder.resolve())
    running = place.read_running()
    if running is None:
        return None
    if _is_alive(running.pid) and _answers(running):
        return running
    place.forget_running()
    return None


def find_unkept(running: Running) -> str:
    """Why what runs cannot keep its state; empty where it can."""
    return str(_status(running)["unkept"])


def _status(running: Running) -> Any:
    return ask_control(running.endpoint, running.secret, "status")


def stop(folder: Path, forget: bool = False) -> Running | None:
    """Stop what runs in a folder and keep its state; `forget` deletes the state too. None where nothing ran.

    Raises Problems (LOC806) where the state cannot be kept, and lets it run.
    """
    place = Folder(folder.resolve())
    running = find_running(place.path)
    if running is not None and not forget and (why := find_unkept(running)):
        words = f"the state cannot be kept in {place.path} ({why}), and what was changed last would be lost"
        fix = "./build.py local down   # once there is room; with --forget it is deleted"
        raise Problems([Finding("LOC806", words, fix=fix)])
    if running is not None:
        os.kill(running.pid, signal.SIGTERM)
        _wait_for_end(running.pid, place)
        place.forget_running()
    if forget:
        for path in (*map(place.path.joinpath, ("state.pickle", "state.part", FILE)), place.log, place.lock):
            path.unlink(missing_ok=True)
        for below in (place.config.parent, place.path / FUNCTIONS):
            shutil.rmtree(below, ignore_errors=True)
    return running


def set_state_aside(folder: Path) -> Path | None:
    """Rename the snapshot, so that the next start begins with nothing; returns its new name."""
    state = folder / "state.pickle"
    if not state.exists():
        return None
    number = 1 + sum(1 for _ in folder.glob("state.pickle.aside-*"))
    return state.rename(folder / f"state.pickle.aside-{number}")


def _launch(place: Folder, port: int, wanted: tuple[str, ...]) -> dict[str, str]:
    command = [sys.executable, "-m", "embedded_aws.serve", str(place.path), str(port), *wanted]
    with open(place.log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as log:
        process = subprocess.Popen(  # noqa: S603 - our own module
            command,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            env={key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "MOTO_"))},
        )
    if process.stdout is None:
        return {}
    with process.stdout as said:
        line = said.readline()
    try:
        row: dict[str, str] = json.loads(line)
    except ValueError:
        return {}
    # The process outlives this one; nobody waits for it, and that is no zombie of ours to report.
    process.returncode = 0
    return row


def _explain(line: dict[str, str], place: Folder, port: int) -> Finding:
    match line.get("code"):
        case "LOC801":
            holder = who_listens(port)
            by = f" by {holder}" if holder else ""
            return Finding("LOC801", f"port {port} is in use{by}", fix="./build.py local up --port 0")
        case "LOC803":
            fix = "./build.py local up --set-aside   # keeps the file under another name and starts with nothing"
            return Finding("LOC803", f"the saved state is unusable: {line.get('why')}", fix=fix)
    return Finding("LOC802", f"the embedded AWS did not start; {place.log} says why", fix=f"tail -20 '{place.log}'")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _answers(running: Running) -> bool:
    """Whether the process behind the endpoint is the one that the run file names."""
    try:
        return bool(ask_control(running.endpoint, running.secret, "status").get("pid") == running.pid)
    except (OSError, ValueError):
        return False


def _wait_for_winner(place: Folder) -> Running | None:
    """What another start, which has the folder's lock, brings up."""
    deadline = time.monotonic() + PATIENCE
    while (running := find_running(place.path)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return running


def _wait_for_end(pid: int, place: Folder) -> None:
    deadline = time.monotonic() + PATIENCE
    while _is_alive(pid) and place.run_file.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    while _is_alive(pid) and not _is_over(pid) and time.monotonic() < deadline:
        time.sleep(0.02)


def _is_over(pid: int) -> bool:
    """Whether a child of ours has ended and only waits to be collected."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except OSError:
        return False
