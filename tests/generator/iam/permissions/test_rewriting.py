"""The text of the permissions does not depend on how the policies are written."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from generator.cloudformation.resolve import resolve
from generator.iam.permissions.differences import compare
from generator.iam.permissions.sections import Sections
from generator.iam.permissions.text import render_sections
from tests.generator.iam.permissions.rewriting import rewrite_resources
from tests.generator.iam.permissions.templates import FEW, MANY, environment_document, policies_of


def changed_by_rewriting(answers: Mapping[str, str], times: int, seed: int) -> list[list[str]]:
    """The lines that are other than before, of each rewriting that changed some."""
    resources = resolve(environment_document(), answers)["Resources"]
    before = policies_of(resources)
    lines = render_sections(Sections(before).build()).splitlines()
    random, changed = Random(seed), []
    for _ in range(times):
        after = policies_of(rewrite_resources(resources, random))
        others = render_sections(Sections(after).build()).splitlines()
        if others != lines:
            changed.append(sorted(set(others) ^ set(lines)))
        assert compare(before, after) == []
    return changed


def test_no_line_changes_where_every_policy_is_written_in_another_way() -> None:
    assert changed_by_rewriting(MANY, 1, 3) == []


@pytest.mark.slow
@pytest.mark.parametrize("answers", [FEW, MANY])
def test_no_line_changes_by_a_hundred_rewritings(answers: Mapping[str, str]) -> None:
    assert changed_by_rewriting(answers, 50, 5) == []
