"""The scanners' own environments below `.cache/scan`, made from their locks and made again when a lock changes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from scan.model import Unscannable

HERE = Path(__file__).parent
_ONE_AT_A_TIME = threading.Lock()


def install_python(cache: Path) -> Path:
    """The folder with the commands of the Python scanners. Raises Unscannable."""
    lock = HERE / "requirements.lock"
    folder = cache / "python"
    with _ONE_AT_A_TIME:
        if not _is_current(folder, lock):
            shutil.rmtree(folder, ignore_errors=True)
            _run([sys.executable, "-m", "venv", str(folder)], cache)
            pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            _run([*pip, "--require-hashes", "-r", str(lock)], cache)
            _remember(folder, lock)
    return folder / "bin"


def install_node(cache: Path, wanted: Path = HERE / "node") -> Path:
    """The folder with the packages that npm brings for `wanted`, a folder with a lock. Raises Unscannable."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Unscannable("node 20 or newer with npm is not on this machine")
    lock = wanted / "package-lock.json"
    folder = cache / wanted.name
    with _ONE_AT_A_TIME:
        if not _is_current(folder, lock):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(wanted / name, folder / name)
            _run(["npm", "ci", "--silent"], folder)
            _remember(folder, lock)
    return folder


def run_scanner(command: Sequence[str], folder: Path, fine: Sequence[int] = (0,)) -> str:
    """What a scanner writes to its standard output. Raises Unscannable where it ends with another code than `fine`."""
    done = subprocess.run(  # noqa: S603  # our own programs, no shell
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode not in fine:
        raise Unscannable(f"{Path(command[0]).name} ended with {done.returncode}: {_last_words(done.stderr)}")
    return done.stdout


def _run(command: Sequence[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # noqa: S603  # our own programs, no shell
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Unscannable(f"it could not be installed: {_last_words(done.stderr or done.stdout)}")


def _last_words(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:160] if lines else "it said nothing"


def _is_current(folder: Path, lock: Path) -> bool:
    stamp = folder / ".installed"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == _digest(lock)


def _remember(folder: Path, lock: Path) -> None:
    (folder / ".installed").write_text(_digest(lock), encoding="utf-8")


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
