"""What commands print for programs, field by field: formats.yaml as a page, and each step's fields from its class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from inspect import getdoc
from pathlib import Path
from typing import Any, get_args

import yaml

from generator.planning.steps import Write
from pages.reference.markdown import escape, table

HERE = Path(__file__).parent
_HEAD = """# Formats

What commands print for programs. A field keeps its name and its meaning for good; new ones may come. `--format json` is
one document, `--format ndjson` a document a line. All of it goes to standard output, and what is meant for people to
standard error. Amounts of money are texts with a decimal point; times are in UTC.

Other outputs have formats of their own. `check` also writes SARIF 2.1.0, JUnit's reports of tests, and lines that
GitHub Actions shows beside a file. `schema` prints JSON Schemas; `permissions`, `spoke-roles`, `organization`,
`permission-set` and `roles` print policies and templates as AWS reads them.
"""
_STEPS = """## Kinds of steps

What a step has besides, by its kind. A set is a list in order.
"""


@dataclass(frozen=True)
class Field:
    """One field: the kind of its value, what it says, and whether it may be missing."""

    kind: str
    words: str
    optional: bool


@dataclass(frozen=True)
class Output:
    """What a command prints: the command lines, what it says, its fields by path, and whether a step's come besides."""

    name: str
    by: tuple[str, ...]
    says: str
    fields: Mapping[str, Field]
    more: bool


@cache
def load_outputs() -> Mapping[str, Output]:
    """Every output, by its name."""
    content = yaml.safe_load((HERE / "formats.yaml").read_text(encoding="utf-8"))
    return {name: _output(name, row) for name, row in content.items()}


def kinds_of_steps() -> Mapping[str, type]:
    """Each kind of step and the class that says its fields, in the order in which the planner names them."""
    return {kind.__name__: kind for kind in get_args(Write)}


def render_formats() -> str:
    """The page: a section an output, and the kinds of steps."""
    outputs = load_outputs().values()
    parts = [_HEAD, *(part for output in outputs for part in _section(output)), _STEPS]
    rows = [
        (
            f"`{name}`",
            escape(" ".join((getdoc(kind) or "").split())),
            ", ".join(f"`{each.name}`" for each in fields(kind)),
        )
        for name, kind in kinds_of_steps().items()
    ]
    return "\n".join([*parts, table(("step", "what it does", "fields"), rows), ""])


def _output(name: str, row: Mapping[str, Any]) -> Output:
    found = {}
    for path, text in row["fields"].items():
        kind, _, words = text.partition(". ")
        found[path.removesuffix("?")] = Field(kind, words, path.endswith("?"))
    return Output(name, tuple(row.get("by", ())), row["says"], found, "more" in row)


def _section(output: Output) -> Iterator[str]:
    yield f"## {output.name.replace('-', ' ')}\n"
    by = ", ".join(f"`./build.py {line}`" for line in output.by)
    yield f"{escape(output.says)}{f' From {by}.' if by else ''}\n"
    rows = [(f"`{path}`", _kind(field), escape(field.words)) for path, field in output.fields.items()]
    yield f"{table(('field', 'value', 'what it says'), rows)}\n"


def _kind(field: Field) -> str:
    named = next((name for name in load_outputs() if name in field.kind.replace("steps", "step").split()), None)
    words = field.kind if named is None else f"[{field.kind}](#{named})"
    return f"{words}; may be missing" if field.optional else words
