"""The parameters of a product, and what was launched, as text and as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from generator.cloudformation.template.parameter import Parameter


def render_parameters(parameters: Iterable[Parameter]) -> str:
    """One block a parameter."""
    return "\n".join(f"  {each.name}   {say_limits(each)}\n    {each.description}" for each in parameters)


def parameters_data(parameters: Iterable[Parameter]) -> list[dict[str, Any]]:
    """`[{"name": …, "description": …, "default": …, "always": …, "choices": […], "minimum": …, "maximum": …}]`."""
    return [
        {
            "name": each.name,
            "description": each.description,
            "default": None if each.no_echo else each.default,
            "always": each.pinned,
            "choices": list(each.choices),
            "minimum": each.minimum,
            "maximum": each.maximum,
        }
        for each in parameters
    ]


def render_table(rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def say_limits(parameter: Parameter) -> str:
    """`default 20 · 5 to 100`, `needs an answer`, `always churn-dev here`."""
    if parameter.pinned is not None:
        return f"always {parameter.pinned} here"
    if parameter.no_echo:
        words = "a secret, asked for without echo" if parameter.default is None else "a secret with a default"
    elif parameter.default is None:
        words = "needs an answer"
    else:
        words = f"default {parameter.default}" if parameter.default else "may be left empty"
    return f"{words} · {parameter.limits}" if parameter.limits else words
