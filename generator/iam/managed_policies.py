"""The documents of AWS's own managed policies, from the data that moto brings where it is installed.

The data is a module of four megabytes; it is read as text and never imported, since importing it takes a server's worth
of other modules.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_FILE = ("iam", "aws_managed_policies.py")


@cache
def read_managed() -> Mapping[str, Any]:
    """Name → Document, Path, versions and dates; empty where moto is not installed."""
    spec = find_spec("moto")
    folders = (spec.submodule_search_locations or ()) if spec is not None else ()
    file = next((each for folder in folders if (each := Path(folder).joinpath(*_FILE)).is_file()), None)
    if file is None:
        return {}
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            rows: Mapping[str, Any] = json.loads(str(node.value.value))
            return rows
    return {}
