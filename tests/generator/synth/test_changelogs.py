"""What a product's CHANGELOG.md says about each version."""

from __future__ import annotations

from pathlib import Path

from generator.synth.changelogs import read_changes


def test_each_version_has_the_words_below_its_heading(tmp_path: Path) -> None:
    file = tmp_path / "products" / "mine" / "CHANGELOG.md"
    file.parent.mkdir(parents=True)
    file.write_text(
        "# Changes\n\n## Unreleased\n\n* not yet\n\n## 1.1.0 (May)\n\n* more\n* still more\n\n## v1.0.0\n\nFirst.\n"
    )
    assert read_changes(tmp_path, "mine") == {"1.1.0": "* more\n* still more", "1.0.0": "First."}


def test_a_product_without_a_change_log_has_no_words(tmp_path: Path) -> None:
    assert read_changes(tmp_path, "mine") == {}
