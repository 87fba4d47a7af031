"""Processes that have imported everything and wait: each command is a fork of one, so that it need not import again.

What a command does is the same: build.py (or the AWS CLI) is run as `__main__`, with its own arguments, folder,
variables, standard streams, exit code and handlers of signals, and without any module of a project. Only the
interpreter's start, the imports and the parsing of the newest releases are spared, which take most of a short command's
time. Two processes with different
hash seeds take turns, so that a command does not find another's order of a set. `make demo` starts real ones.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import pkgutil
import runpy
import select
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module, reload
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
BUILD, AWS = "build.py", "awscli"
"""What can be run: the file, and a module."""
REAL = "TESTS_START_REAL_PROCESSES"
"""Set, to run every command in a process of its own: for measurements, and to see whether it makes a difference."""
ROLES = "awscli.customizations.assumerole"
AT_START = ("PYTHON", "LC_", "LANG", "TZ")
"""Variables that an interpreter reads when it starts begin so."""
TAKING_TURNS = 2
PAUSE = 1.0
"""Seconds that the AWS CLI sleeps at most: it asks every thirty how a stack is, and here none takes as long."""


class Warm:
    """One process that waits, and forks for each command."""

    def __init__(self, command: Sequence[str], variables: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            env=dict(variables),
        )

    def run(
        self, words: Sequence[str], folder: Path, variables: Mapping[str, str], patience: float
    ) -> tuple[int, str, str]:
        """The exit code and what was printed on both streams; raises TimeoutExpired."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as streams:
            out, err = Path(streams, "out"), Path(streams, "err")
            request = {"words": list(words), "folder": str(folder), "variables": dict(variables)}
            print(json.dumps({**request, "out": str(out), "err": str(err)}), file=self._process.stdin, flush=True)
            if not select.select([self._process.stdout], [], [], patience)[0]:
                self._process.kill()
                raise subprocess.TimeoutExpired(list(words), patience)
            return int(self._process.stdout.readline()), out.read_text(), err.read_text()

    def end(self) -> None:
        """It ends when nobody can ask any more."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


_idle: list[Warm] = []
_lock = threading.Lock()


def run_warm(words: Sequence[str], folder: Path, variables: Mapping[str, str], patience: float) -> tuple[int, str, str]:
    """A program and its words in a fork; as many at once as there are threads that ask."""
    with _lock:
        if not _idle:
            command, start = (
                [sys.executable, "-m", "tests.e2e.warm"],
                {**_at_start(variables), "PYTHONHASHSEED": "random"},
            )
            started = [Warm(command, start) for _ in range(TAKING_TURNS)]
            for each in started:
                atexit.register(each.end)
            _idle.extend(started)
        warm = _idle.pop(0)
    answer = warm.run(words, folder, variables, patience)
    with _lock:
        _idle.append(warm)
    return answer


def _at_start(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if not name.startswith("AWS_")}


def serve() -> None:
    """Import all of the generator and the AWS CLI, then fork for each line of stdin; the answer is the exit code."""
    import generator

    for module in pkgutil.walk_packages(generator.__path__, "generator."):
        import_module(module.name)
    for name in ("awscli.clidriver", "awscli.handlers"):
        import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] == "products"]:
        del sys.modules[name]
    _read_releases()
    fork_for_each(_become)


def fork_for_each(become: Callable[[Sequence[str]], None]) -> None:
    """Fork for each line of stdin, and answer with the exit code; the fork is to be the command, and not to return."""
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            request = json.loads(line)
            _take_over(request)
            become(request["words"])
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def _read_releases() -> None:
    """Parse what most commands of most tests read: the newest releases, whose text is the same in each copy."""
    from generator.cloudformation.template.reader import read_document
    from generator.synth.shipped import shipped_folder, shipped_products, shipped_releases

    for release in shipped_releases(shipped_products()).releases:
        read_document((shipped_folder() / release.template).read_text(encoding="utf-8"))


def _take_over(request: Mapping[str, Any]) -> None:
    """Have the command's folder, variables and streams."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["variables"])
    for number, place in enumerate((os.devnull, request["out"], request["err"])):
        opened = os.open(place, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace")


def _become(command: Sequence[str]) -> None:
    """Be the command; never returns."""
    program, *words = command
    if program == BUILD:
        sys.argv, sys.path[0] = [str(CHECKOUT / BUILD), *words], str(CHECKOUT)
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        shorten_pauses()
        sys.argv = [program, *words]
        reload(sys.modules[program])  # it puts where its data lies among the variables
        reload(import_module(ROLES))  # it keeps sessions of roles below the home that it was imported with
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    sys.exit()


def shorten_pauses() -> None:
    """Let nothing in this process sleep for longer than `PAUSE`."""
    sleep = time.sleep
    time.sleep = lambda seconds: sleep(min(seconds, PAUSE))


if __name__ == "__main__":
    serve()
