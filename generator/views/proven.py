"""What any template allows: its policies in sections, then the tasks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from generator.iam.permissions.sections import Section
from generator.iam.permissions.text import render_sections
from generator.verify.matrix.templates import Proven
from generator.views.matrix import matrix_data, render_markdown, render_matrix, wrapped
from generator.views.permissions import section_data


def render_proven(proven: Proven, *, markdown: bool) -> str:
    """Text of 80 columns, or Markdown."""
    if markdown:
        sections = render_sections(proven.sections).rstrip()
        return f"{render_markdown(proven.matrix)}\n\n```\n{sections}\n```\n"
    return "\n".join([*_sections(proven.sections), render_matrix(proven.matrix), ""])


def _sections(sections: Sequence[Section]) -> Iterator[str]:
    for line in render_sections(sections).splitlines():
        indent = len(line) - len(line.lstrip())
        yield from wrapped(line.strip(), indent, indent + 4) or [""]


def proven_json(proven: Sequence[Proven]) -> str:
    """Each template for itself."""
    rows = [{**matrix_data(each.matrix), "sections": list(map(section_data, each.sections))} for each in proven]
    return json.dumps({"format": 1, "templates": [_without_format(row) for row in rows]}, indent=2)


def _without_format(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if key != "format"}
