"""Where the administrator runs a principal's commands: a list with reasons, which names what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.conftest import BY_ADMINISTRATOR

E2E = Path(__file__).resolve().parents[1] / "e2e"
OTHERWISE = re.compile(
    r"\bas_person\(\"admin\"\)\.build\(\s*\"(plan|status|drift|verify|doctor|apply|adopt|deploy|destroy)\""
)
STARTS = re.compile(r"from tests\.e2e\.world import .*\bstarted\b|\"up\", \"--port\", \"0\"")
MOST = 3
"""Of the list: who needs more has a policy to mend, or a stage to set."""


@pytest.mark.parametrize("name", BY_ADMINISTRATOR)
def test_what_the_list_names_is_there_and_has_a_reason(name: str) -> None:
    module, _, test = name.partition("::")
    file = E2E / f"{module}.py"
    assert file.exists(), name
    assert not test or f"\ndef {test}(" in file.read_text(encoding="utf-8"), name
    assert len(BY_ADMINISTRATOR[name].split()) > 5, name


def test_the_list_stays_short_and_nobody_goes_around_it() -> None:
    assert len(BY_ADMINISTRATOR) <= MOST
    around = [file.name for file in E2E.glob("test_*.py") if OTHERWISE.search(file.read_text(encoding="utf-8"))]
    assert around == []


def test_every_world_that_a_file_starts_itself_has_its_stage_set() -> None:
    """`started` gives the administrator's world."""
    files = {file.name: file.read_text(encoding="utf-8") for file in E2E.glob("test_*.py")}
    starting = {name for name, text in files.items() if STARTS.search(text)}
    assert [name for name in sorted(starting) if not re.search(r"\b(staged|deploy_the_stage)\(", files[name])] == []
