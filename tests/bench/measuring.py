"""Commands as whole processes, timed in turn, so that a ratio holds where the machine's speed drifts."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable

RUNNER = """
import json, os, sys, time
began = time.monotonic()
nothing = os.open(os.devnull, os.O_RDWR)
files = [(os.POSIX_SPAWN_DUP2, nothing, number) for number in (0, 1, 2)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=files)
_, status, used = os.wait4(child, 0)
wall = time.monotonic() - began
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, wall, used.ru_maxrss]))
"""
"""A small process between: the peak memory of a process is never less than that of the one that started it."""


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds of the processors, seconds on the clock, the most memory in MiB."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True)
class Command:
    """Words to run, and what to do before every run, which is not counted."""

    words: Sequence[str]
    before: Callable[[], object] = lambda: None
    folder: Path = CHECKOUT
    codes: tuple[int, ...] = (0,)

    def run(self) -> Cost:
        """Run it once to its end."""
        self.before()
        done = subprocess.run(
            [PYTHON, "-S", "-c", RUNNER, *self.words], cwd=self.folder, capture_output=True, text=True, check=True
        )
        code, cpu, wall, memory = json.loads(done.stdout)
        assert code in self.codes, f"{' '.join(self.words)} ended with {code}"
        return Cost(cpu, wall, memory / 1024)


def build(project: Path, *words: str, **more: object) -> Command:
    """`build.py WORDS` on a project."""
    return Command([PYTHON, str(CHECKOUT / "build.py"), "--project", str(project), *words], **more)  # type: ignore[arg-type]


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.wall for cost in costs),
        statistics.median(cost.memory for cost in costs),
    )


def race(ours: Command, theirs: Command, runs: int = 5) -> tuple[Cost, Cost, float]:
    """Both in turn, A B A B …, after one run each that is not counted; the medians, and that of the pairs' ratios."""
    ours.run(), theirs.run()
    pairs = [(ours.run(), theirs.run()) for _ in range(runs)]
    ratio = statistics.median(one.cpu / other.cpu for one, other in pairs)
    return median([one for one, _ in pairs]), median([other for _, other in pairs]), ratio


def race_calls(ours: Callable[[], object], theirs: Callable[[], object], runs: int = 7) -> tuple[float, float, float]:
    """The same for two functions in this process: medians of processor seconds, and the median ratio."""
    pairs = [(cpu_of(ours), cpu_of(theirs)) for _ in range(runs + 1)][1:]
    ratio = statistics.median(one / other for one, other in pairs)
    return statistics.median(one for one, _ in pairs), statistics.median(other for _, other in pairs), ratio


def cpu_of(call: Callable[[], object]) -> float:
    """Processor seconds of one call."""
    began = time.process_time()
    call()
    return time.process_time() - began
