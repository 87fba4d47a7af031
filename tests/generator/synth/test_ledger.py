"""The ledger is only ever added to; a row that was touched by hand is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Problems
from generator.model import Digest, Release, Version
from generator.synth.ledger import PATH, Ledger, read_ledger, render_ledger, write_ledger


def release(product: str, version: str) -> Release:
    path = f"dist/{product}/{version}/template.yaml"
    return Release(
        product, Version.parse(version), Digest.of(product + version), path, ((f"{path}.zip", Digest.of("a")),)
    )


LEDGER = Ledger((release("queue", "1.0.0"), release("bucket", "1.0.0"), release("queue", "1.1.0")))


def edit(root: Path, change: Callable[[list[dict[str, Any]]], object]) -> list[str]:
    """Write the ledger, edit its rows, and return what is said about it."""
    write_ledger(root, LEDGER)
    data = json.loads((root / PATH).read_text())
    change(data["releases"])
    (root / PATH).write_text(json.dumps(data, indent=2))
    with pytest.raises(Problems) as caught:
        read_ledger(root)
    assert {finding.code for finding in caught.value.findings} == {"VER506"}
    return [finding.message for finding in caught.value.findings]


def test_it_reads_back_as_it_was_written(tmp_path: Path) -> None:
    write_ledger(tmp_path, LEDGER)
    assert read_ledger(tmp_path) == LEDGER


def test_a_project_without_one_has_released_nothing(tmp_path: Path) -> None:
    assert read_ledger(tmp_path) == Ledger()


def test_adding_a_row_leaves_the_others_as_they_are() -> None:
    before = render_ledger(Ledger(LEDGER.releases[:2])).splitlines()
    after = render_ledger(LEDGER).splitlines()
    assert after[: len(before) - 4] == before[:-4]


def test_the_last_release_is_the_newest_version() -> None:
    assert LEDGER.last("queue") == LEDGER.releases[2]
    assert LEDGER.find("queue", Version(1, 0, 0)) == LEDGER.releases[0]
    assert LEDGER.last("other") is None


def test_an_edited_digest_is_named(tmp_path: Path) -> None:
    said = edit(tmp_path, lambda rows: rows[1].update(sha256="0" * 64))
    assert said == ["the ledger's row of bucket 1.0.0 was edited by hand"]


def test_a_row_taken_out_is_seen_in_the_product_s_next_row(tmp_path: Path) -> None:
    said = edit(tmp_path, lambda rows: rows.pop(0))
    assert said == ["the ledger's row of queue 1.1.0 was edited by hand"]


def test_rows_in_another_order_are_named(tmp_path: Path) -> None:
    assert len(edit(tmp_path, lambda rows: rows.reverse())) == 2


def test_a_version_that_goes_back_is_named(tmp_path: Path) -> None:
    write_ledger(tmp_path, Ledger((release("queue", "1.1.0"), release("queue", "1.0.0"))))
    with pytest.raises(Problems) as caught:
        read_ledger(tmp_path)
    assert "comes after 1.1.0" in caught.value.findings[0].message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"format": 2, "releases": []}',
        '{"format": 1, "releases": [{}]}',
        '{"format": 1, "releases": 3}',
    ],
)
def test_what_is_no_ledger_is_refused_with_a_way_back(tmp_path: Path, text: str) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / PATH).write_text(text)
    with pytest.raises(Problems) as caught:
        read_ledger(tmp_path)
    (finding,) = caught.value.findings
    assert (finding.code, finding.fix) == ("VER505", f"git checkout -- {PATH}")
