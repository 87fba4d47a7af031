"""Whose images may be pulled: data that is total, in order, and drawn from the SDK's own."""

from __future__ import annotations

import json
from pathlib import Path

from products.environment.images import account_rows
from products.environment.images.refresh import TARGET, render_accounts, render_regions
from products.environment.regions import OTHER_REGIONS, PREFIX_LISTS
from tests.products.environment.conftest import Make

HELD = json.loads(TARGET.read_text(encoding="utf-8"))
WITHOUT = {"us-iso-west-1", "us-isob-west-1"}
"""Regions with SageMaker of which sagemaker-core names no image."""


def test_every_region_has_a_row_and_all_but_two_an_account() -> None:
    rows = account_rows()
    assert set(rows) == {*PREFIX_LISTS, *OTHER_REGIONS}
    assert {region for region, row in rows.items() if row["Accounts"] == "none"} == WITHOUT


def test_a_region_has_at_most_eighteen_accounts() -> None:
    assert max(len(accounts) for accounts in HELD["regions"].values()) == 18
    assert all(len(each) == 12 and each.isdigit() for accounts in HELD["regions"].values() for each in accounts)


def test_the_file_is_as_the_refresh_writes_it() -> None:
    assert TARGET.read_text(encoding="utf-8") == render_regions(HELD["source"], HELD["regions"])


def test_registries_are_found_however_deep_they_are_nested(tmp_path: Path) -> None:
    plain = {"registries": {"eu-west-1": "111122223333"}}
    nested = {
        "training": {"versions": {"1.0": {"registries": {"eu-west-1": "444455556666", "cn-north-1": "123456789012"}}}}
    }
    for name, content in (("a", plain), ("b", nested)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    made = json.loads(render_accounts(tmp_path, "1.2.3"))
    assert made["regions"] == {"cn-north-1": ["123456789012"], "eu-west-1": ["111122223333", "444455556666"]}


def test_a_region_pulls_from_its_own_list_and_our_account(make: Make) -> None:
    policy = make()["DataPerimeter"]["Properties"]["PolicyDocument"]
    (statement,) = [each for each in policy["Statement"] if each["Sid"] == "DenyForeignImages"]
    assert statement["Condition"]["StringNotEquals"]["aws:ResourceAccount"] == [
        *HELD["regions"]["eu-west-1"],
        "111122223333",
    ]
