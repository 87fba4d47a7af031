"""Environments of other people's software by their lock files; made once, below `.cache/foreign`."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "foreign"
UV = Path(sys.executable).parent / "uv"
LOCK = "requirements.lock"


def python_of(name: str) -> Path:
    """The interpreter of the environment whose lock file is `NAME/requirements.lock`; fails where it cannot be made."""
    lock = HERE / name / LOCK
    version = f"{sys.version_info.major}.{sys.version_info.minor}".encode()
    folder = CACHE / f"{name}-{hashlib.sha256(version + lock.read_bytes()).hexdigest()[:12]}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not (folder / LOCK).exists():
            shutil.rmtree(folder, ignore_errors=True)
            _make(folder, lock)
            shutil.copyfile(lock, folder / LOCK)
    return folder / "bin" / "python"


def _make(folder: Path, lock: Path) -> None:
    """By uv, which takes seconds where pip takes minutes; by pip where uv finds no index, for pip may know another."""
    words = ["--quiet", "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)]
    python = str(folder / "bin" / "python")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    if subprocess.run([str(UV), "pip", "install", "--python", python, *words], check=False).returncode != 0:
        subprocess.run([python, "-m", "pip", "install", "--disable-pip-version-check", *words], check=True)
