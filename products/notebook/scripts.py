"""The start script: plain files below `lifecycle/`, joined into one script with the person's answers on top.

The files are written out by here-documents, byte by byte, and `start.sh` runs last.
"""

from __future__ import annotations

from pathlib import Path

from troposphere import Base64, Sub

FOLDER = Path(__file__).parent / "lifecycle"
WRITTEN = ("project_values.py", "idle_stop.py", "background.sh")
_MARK = "END_OF_{name}"


def build_start_script() -> Base64:
    """What SageMaker runs as root at every start, within five minutes."""
    head = "#!/bin/bash\nset -eu\nIDLE_MINUTES=${IdleMinutes}\nGIT_URL='${GitRepository}'\n"
    return Base64(Sub(head + load_body().replace("${", "${!")))


def load_body() -> str:
    """The script without its first lines: the other files written out, then `start.sh`."""
    parts = ["mkdir -p /opt/ds\n", *(_written(FOLDER / name) for name in WRITTEN)]
    return "".join([*parts, _without_heading((FOLDER / "start.sh").read_text(encoding="utf-8"))])


def _written(file: Path) -> str:
    mark = _MARK.format(name=file.stem.upper())
    return f"cat > /opt/ds/{file.name} <<'{mark}'\n{file.read_text(encoding='utf-8')}{mark}\n"


def _without_heading(script: str) -> str:
    """A shell file without what `build_start_script` writes: the interpreter line, `set`, and the stand-in answers."""
    return script.split("# -- the answers stand above --\n", 1)[1]
