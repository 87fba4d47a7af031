"""The start script: plain files below `lifecycle/`, joined into one script with the person's answers on top.

The files are written out by here-documents, and `start.sh` runs last. SageMaker takes 16,384 characters, so the Python
travels without its docstrings and comments; nothing is compressed, so that a reviewer can read what will run.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
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
    parts = ["mkdir -p /opt/ds\n", *(_written(name) for name in WRITTEN)]
    return "".join([*parts, _without_heading((FOLDER / "start.sh").read_text(encoding="utf-8"))])


def load_written(name: str) -> str:
    """One of the files as it arrives on the notebook."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return without_words(text) if name.endswith(".py") else text


def without_words(source: str) -> str:
    """A Python file without its docstrings, its comment lines and the empty lines between."""
    dropped = {line for span in (*_docstrings(source), *_comments(source)) for line in span}
    lines = enumerate(source.splitlines(keepends=True), 1)
    return "".join(line for number, line in lines if number not in dropped and line.strip())


def _docstrings(source: str) -> Iterator[range]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            yield range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)


def _comments(source: str) -> Iterator[range]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and token.line.strip() == token.string:
            yield range(token.start[0], token.start[0] + 1)


def _written(name: str) -> str:
    mark = _MARK.format(name=name.split(".")[0].upper())
    return f"cat > /opt/ds/{name} <<'{mark}'\n{load_written(name)}{mark}\n"


def _without_heading(script: str) -> str:
    """A shell file without what `build_start_script` writes: the interpreter line, `set`, and the stand-in answers."""
    return script.split("# -- the answers stand above --\n", 1)[1]
