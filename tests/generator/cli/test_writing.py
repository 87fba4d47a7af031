"""Whether a file can be written is said before the work, and nothing is made for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.cli.writing import require_place
from generator.diagnostics import Unmet


def test_a_folder_that_is_not_there_yet_is_no_hindrance_and_is_not_made(tmp_path: Path) -> None:
    require_place(tmp_path / "new" / "plan.json")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder_and_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    require_place(tmp_path / "file")
    for place, said in ((tmp_path / "file" / "plan.json", "not a directory"), (tmp_path, "is a directory")):
        with pytest.raises(Unmet, match=said) as caught:
            require_place(place)
        assert caught.value.finding.code == "LOC821"
