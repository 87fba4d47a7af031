"""IAM paths in the text of an ARN: `role${RolePath}ds-…` names roles at a path that a parameter gives."""

from __future__ import annotations

import re

_VARIABLE = re.compile(r"\$\{\w*Path\}")


def shorten_paths(text: str) -> str:
    """The text with the shortest of all paths, a slash, for each; every path begins and ends with one."""
    return _VARIABLE.sub("/", text)
