"""The files of a product that begins with a template which is there already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.cloudformation.template.parameter import read_parameters
from generator.cloudformation.template.reader import is_json
from generator.synth.template_files import read_template
from generator.synth.written import read_written

_LONGEST = 300


def adopt_template(file: Path, name: str, title: str) -> dict[str, bytes]:
    """product.yaml, the template byte for byte, README.md and CHANGELOG.md; raises Problems (TP3xx) at `file`."""
    text = read_template(file, str(file))
    document = read_written(text, str(file)).document
    return {
        "product.yaml": _product(document, title).encode(),
        f"template.{'json' if is_json(text) else 'yaml'}": text.encode(),
        "README.md": _readme(document, name, title).encode(),
        "CHANGELOG.md": f"# Changes of {name}\n\n## 1.0.0\n\n* The template of {file.name} as it was.\n".encode(),
    }


def _product(document: Mapping[str, Any], title: str) -> str:
    return "\n".join(
        [
            f"title: {title}",
            f"summary: {json.dumps(_summary(document, title), ensure_ascii=False)}",
            "owner: ML Platform",
            'version: "1.0.0"',
            "support:",
            "  email: ml-platform@example.com",
            "",
        ]
    )


def _summary(document: Mapping[str, Any], title: str) -> str:
    said = " ".join("".join(char if char.isprintable() else " " for char in document.get("Description", "")).split())
    return (said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…") or f"{title}."


def _readme(document: Mapping[str, Any], name: str, title: str) -> str:
    rows = [
        f"| `{parameter.name}` | {' '.join(parameter.description.split()).replace('|', '/') or parameter.type} |"
        for parameter in read_parameters(document.get("Parameters", {})).values()
    ]
    table = ["| parameter | what to answer |", "|---|---|", *rows, ""] if rows else ["It asks nothing.", ""]
    return "\n".join(
        [f"# {title}", "", _summary(document, title), "", "## Launch", "", f"    ./build.py launch {name}", "", *table]
    )
