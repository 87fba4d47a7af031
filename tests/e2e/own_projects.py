"""A project of one's own: the generator as its wheel installs it, and a folder that knows nothing of this checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.world import CHECKOUT, Done, clean_environment, run_command

SOURCES = ("setup.py", "setup.cfg", "pyproject.toml", "README.md", "LICENSE", "generator", "embedded_aws", "products")
BESIDES = ("dist", "portfolio.yaml", ".cfnlintrc")


@dataclass(frozen=True)
class Generator:
    """A wheel, and the folder that it is unpacked in."""

    wheel: Path
    folder: Path

    def run(self, folder: Path, *words: str) -> Done:
        """`python -m generator WORDS` in a folder."""
        return run_command([sys.executable, "-m", "generator", *words], folder, self.variables())

    def variables(self) -> dict[str, str]:
        """What makes Python find it, and no checkout."""
        return clean_environment(PYTHONPATH=str(self.folder), PYTHONSAFEPATH="1")

    def install(self, project: Path) -> None:
        """What `make setup` does, with the packages that are here: `.venv/bin/python` has this generator."""
        python = project / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True, exist_ok=True)
        python.write_text(f'#!/bin/sh\nPYTHONPATH={self.folder} exec {sys.executable} "$@"\n', encoding="utf-8")
        python.chmod(0o755)


def build_generator(folder: Path, version: str | None = None, changes: Mapping[str, str] | None = None) -> Generator:
    """Build the wheel from a copy of the sources, as another version and with more at the end of these files."""
    source = folder / "source"
    for name in (*SOURCES, *BESIDES):
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            source.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, source / name)
    if version is not None:
        init = source / "generator" / "__init__.py"
        init.write_text(re.sub(r'(?<=__version__ = ")[^"]+', version, init.read_text()), encoding="utf-8")
    for path, more in (changes or {}).items():
        with (source / path).open("a", encoding="utf-8") as file:
            file.write(more)
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        *quiet,
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(source),
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    shutil.unpack_archive(wheel, folder / "installed", "zip")
    return Generator(wheel, folder / "installed")
