"""`make setup`: how far pip is, beside a pip that says what the real one says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
LOCK = """\
boto3==1.44.0 \\
    --hash=sha256:00
moto[server]==5.2.5 \\
    --hash=sha256:00
appnope==1.0.0 ; sys_platform == 'darwin' \\
    --hash=sha256:00
"""
PIP = """\
#!/bin/sh
echo "Ignoring appnope: markers \'sys_platform == "darwin"\' don't match your environment"
echo "Collecting boto3==1.44.0 (from -r requirements.lock (line 1))"
echo "  Downloading boto3-1.44.0-py3-none-any.whl (140 kB)"
echo "Collecting moto==5.2.5 (from moto[server]==5.2.5->-r requirements.lock (line 3))"
echo "Installing collected packages: boto3, moto"
cd .venv && mkdir -p lib/python3.11/site-packages/boto3-1.44.0.dist-info
mkdir -p lib/python3.11/site-packages/moto-5.2.5.dist-info
echo "{last}"
exit {code}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "requirements.lock").write_text(LOCK)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "lib" / "python3.11" / "site-packages" / "pip-26.1.dist-info").mkdir(parents=True)
    return tmp_path


def install(folder: Path, code: int, last: str) -> subprocess.CompletedProcess[str]:
    python = folder / ".venv" / "bin" / "python"
    python.write_text(PIP.format(last=last, code=code))
    python.chmod(0o700)
    command = [sys.executable, str(CHECKOUT / "install.py"), ".venv/bin/python"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_each_package_is_a_line_and_what_is_unpacked_is_counted(folder: Path) -> None:
    done = install(folder, 0, "Successfully installed boto3-1.44.0 moto-5.2.5")
    assert done.returncode == 0
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[:2] == ["  fetching 1 of 2: boto3", "  fetching 2 of 2: moto"]
    assert "  installing 2 of 2" in lines
    assert lines[-1].startswith("  installed in ")


def test_where_pip_fails_everything_that_it_said_is_shown(folder: Path) -> None:
    done = install(folder, 1, "ERROR: No matching distribution found for moto==5.2.5")
    assert done.returncode == 1
    assert "ERROR: No matching distribution found for moto==5.2.5" in done.stderr
    assert "Collecting boto3==1.44.0" in done.stderr
    assert "installed in" not in done.stderr
