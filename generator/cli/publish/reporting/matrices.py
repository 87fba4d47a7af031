"""The permission matrix of an environment, kept by the digest of everything that a thousand decisions are made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from generator.cli.publish.reporting.asking import ask_roles
from generator.cli.publish.reporting.templates import ReleasedTemplate
from generator.manifest.scenarios import FILE, LoadedScenarios
from generator.model import Base
from generator.synth.cache import digest_code, digest_files, digest_words, read_record, write_record
from generator.views.report.facts import Cell, DecidingStatement, Matrix, Task


def read_matrix(
    name: str,
    root: Path,
    base: Base,
    template: ReleasedTemplate,
    answers: Mapping[str, str],
    scenarios: Mapping[str, LoadedScenarios],
) -> Matrix | None:
    """As `ask_roles` says it of the environment of this name; asked again where answers, sentences or code changed."""
    files = [root / "products" / name / FILE for name in scenarios]
    given = json.dumps([template.release.digest.hex, sorted(answers.items()), base.product, base.roles])
    key = digest_words(given, digest_code("."), digest_files(root, files))
    path = root / ".cache" / "report" / f"matrix-{name}.json"
    known = read_record(path, key, lambda record: load_matrix(record["matrix"]))
    if known is not None:
        return known
    matrix = ask_roles(base, template, answers, scenarios)
    if matrix is not None:
        write_record(path, key, {"matrix": asdict(matrix)})
    return matrix


def load_matrix(record: Mapping[str, Any]) -> Matrix:
    """Plain data, as JSON has it → the same matrix."""
    return Matrix(
        tuple(record["roles"]),
        tuple(_load_task(each) for each in record["tasks"]),
        tuple(DecidingStatement(**each) for each in record["statements"]),
        record["left_out"],
        record["assumed"],
    )


def _load_task(record: Mapping[str, Any]) -> Task:
    cells = {
        role: Cell(each["answer"], tuple(each["statements"]), each["reason"]) for role, each in record["cells"].items()
    }
    lists = ("actions", "resources", "under", "asked")
    return Task(**{**record, **{name: tuple(record[name]) for name in lists}, "cells": cells})
