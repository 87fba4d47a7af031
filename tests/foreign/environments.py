"""Environments of other people's software by their lock files; made once, below `.cache/foreign`."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

from tests.waiting import alone

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "foreign"
UV = Path(sys.executable).parent / "uv"
LOCK, PACKAGES = "requirements.lock", "package-lock.json"
NODE = "node"
"""The environment whose packages ship Node.js and npm, since this machine may have neither."""
SECOND = "awscli2"
"""The package that ships Amazon's build of AWS CLI 2, as a layer for functions, with a Python of its own."""
BUNDLE, LAYER = "aws_cdk/asset_awscli_v2/_jsii/*.jsii.tgz", "package/lib/layer.zip"


def python_of(name: str) -> Path:
    """The interpreter of the environment whose lock file is `NAME/requirements.lock`; fails where it cannot be made."""
    return _made(name, LOCK, _make_python) / "bin" / "python"


def node() -> Path:
    """The program `node`; `npm` lies beside it."""
    return python_of(NODE).with_name("node")


def node_modules_of(name: str) -> Path:
    """The packages of `NAME/package-lock.json`, by npm; no install script runs. Fails where npm fails."""
    return _made(name, PACKAGES, _make_node_modules) / "node_modules"


def aws_2() -> Path:
    """The program `aws` of AWS CLI 2. Amazon's build is for Linux on x86-64; fails with that where it does not run."""
    program = _made(SECOND, LOCK, _make_aws_2) / "dist" / "aws"
    try:
        subprocess.run([str(program), "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise RuntimeError(f"AWS CLI 2 is packaged for Linux on x86-64, and does not run here: {error}") from error
    return program


def _made(name: str, lock: str, make: Callable[[Path, Path], None]) -> Path:
    """The folder that was made from a lock file, whoever was the first to need it."""
    file = HERE / name / lock
    version = f"{sys.version_info.major}.{sys.version_info.minor}".encode()
    folder = CACHE / f"{name}-{hashlib.sha256(version + file.read_bytes()).hexdigest()[:12]}"
    CACHE.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        if not (folder / lock).exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder, file)
            shutil.copyfile(file, folder / lock)
    return folder


def _make_python(folder: Path, lock: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    _install(str(folder / "bin" / "python"), lock)


def _install(python: str, lock: Path, *more: str) -> None:
    """By uv, which takes seconds where pip takes minutes; by pip where uv finds no index, for pip may know another."""
    words = ["--quiet", "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock), *more]
    if subprocess.run([str(UV), "pip", "install", "--python", python, *words], check=False).returncode != 0:
        subprocess.run([python, "-m", "pip", "install", "--disable-pip-version-check", *words], check=True)


def _make_node_modules(folder: Path, lock: Path) -> None:
    """In a folder beside, since a folder that has the lock file is taken for whole."""
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name in (PACKAGES, "package.json"):
        shutil.copyfile(lock.parent / name, part / name)
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional"]
    way = {**os.environ, "PATH": f"{node().parent}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run([str(node().with_name("npm")), *words], cwd=part, env=way, check=True)
    folder.mkdir()
    (part / "node_modules").rename(folder / "node_modules")
    shutil.rmtree(part)


def _make_aws_2(folder: Path, lock: Path) -> None:
    """The program and its libraries out of the layer in the bundle in the package, without what the package is for."""
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    _install(sys.executable, lock, "--no-deps", "--target", str(part))
    (bundle,) = part.glob(BUNDLE)
    inside = part / "layer.zip"
    with tarfile.open(bundle) as files, inside.open("wb") as written:
        shutil.copyfileobj(cast("IO[bytes]", files.extractfile(LAYER)), written)
    with zipfile.ZipFile(inside) as layer:
        layer.extractall(part, [name for name in layer.namelist() if "/dist/" in name])
    (found,) = part.glob("awscli/v2/*/dist")
    (found / "aws").chmod(0o755)
    folder.mkdir()
    found.rename(folder / "dist")
    shutil.rmtree(part)
