"""The table of codes: what each finding means, why it matters, and how to fix it.

Takes nothing; returns rows. Every module of this package holds the `ROWS` of one range of codes and is found by its
place in the folder. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from generator.diagnostics.codes.explanation import Explanation

__all__ = ["Explanation", "load_explanations"]


@cache
def load_explanations() -> Mapping[str, Explanation]:
    """Every row of every module here, by code and in the order of codes; raises ValueError where two explain one."""
    rows: dict[str, Explanation] = {}
    for module in sorted(found.name for found in iter_modules(__path__) if found.name != "explanation"):
        for row in import_module(f"{__name__}.{module}").ROWS:
            if row.code in rows:
                raise ValueError(f"{row.code} is explained twice, the second time in {module}.py")
            rows[row.code] = row
    return {code: rows[code] for code in sorted(rows)}
