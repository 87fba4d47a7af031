"""Of every product, each weakening is said, or it changes nothing that anybody may do, and is named here with why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.trying import newest_subjects, try_all
from tests.mutations.weakening import Weakening

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
THE_SAME = {
    "DenyPlainHttp": '`Bool false` and `StringEquals "false"` stand beside each other, for two readers',
    "DenyPlainHttpInWords": "as above",
    "DenyIdentityChange": "the ceiling's first statement refuses all of IAM but PassRole, too",
}
"""Statements of which another one says the same."""
COVERED = {
    ("OurWork", "without sagemaker:ListTags"): "`sagemaker:List*` means it",
    (
        "UseOwnNotebooksByTag",
        "without Null aws:ResourceTag/ds:owner",
    ): "the user id ends with the tag, which is there then",
}
"""Parts of statements that another part covers."""


def why(sid: str, weakening: Weakening) -> str:
    """Why nothing is said; empty where that would be a hole."""
    if weakening.how == "on everything" and weakening.place[1].endswith("Policy"):
        return "a resource's policy is about that resource alone"
    return THE_SAME.get(sid, "") or COVERED.get((sid, weakening.how), "")


def test_every_weakening_is_said_or_changes_nothing() -> None:
    for name, subject in newest_subjects(ROOT).items():
        said: dict[Weakening, bool] = {}
        sids: dict[Weakening, str] = {}
        for sid, weakening, differences in try_all(subject):
            said[weakening] = bool(differences)
            sids[weakening] = sid
        holes = [
            f"{name} {sids[each]}: {each.how}" for each, seen in said.items() if not seen and not why(sids[each], each)
        ]
        assert holes == []
