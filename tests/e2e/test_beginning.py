"""docs/beginning.md, word by word: each of its blocks is typed into a shell, in order, on the embedded AWS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.guides import Step, read_steps, type_into
from tests.e2e.principals import client, staged
from tests.e2e.test_spokes import SHARE, make_hub, make_unit
from tests.e2e.world import ACCOUNT, CHECKOUT, REGION, World, ended, started

pytestmark = pytest.mark.slow
GUIDE = (CHECKOUT / "docs/beginning.md").read_text(encoding="utf-8")
BUCKET = f"ds-artifacts-{ACCOUNT}-{REGION}"
METADATA = '<EntityDescriptor entityID="https://directory.example.com">{}</EntityDescriptor>\n'.format("x" * 1000)


def steps() -> list[Step]:
    return read_steps(GUIDE, "the account")


@pytest.fixture
def account(project: Path, tmp_path: Path) -> Iterator[World]:
    """An account with nothing in it, and a project whose environment is one version behind."""
    world = started(tmp_path / "aws", project)
    world.edit('version: "2.2.0"', 'version: "2.1.0"')
    (project / "metadata.xml").write_text(METADATA, encoding="utf-8")
    yield world
    ended(world)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[World]:
    yield from make_hub(tmp_path)


def happen(world: World, accident: str) -> None:
    """What the guide recovers from."""
    s3 = client(world, "s3")
    prefix = {"the release record is deleted": "catalogs/", "the artifact bucket is deleted": ""}[accident]
    found = s3.list_object_versions(Bucket=BUCKET, Prefix=prefix)
    for row in (*found.get("Versions", ()), *found.get("DeleteMarkers", ())):
        s3.delete_object(Bucket=BUCKET, Key=row["Key"], VersionId=row["VersionId"])
    if not prefix:
        s3.delete_bucket(Bucket=BUCKET)


def test_no_block_is_in_another_language_or_place() -> None:
    assert {step.place for step in steps()} == {"the account", "a hub"}
    assert GUIDE.count("```") == 2 * len(steps())
    assert sum(bool(step.accident) for step in steps()) == 2


def test_the_guide_is_true_from_the_first_look_to_the_removal(account: World, tmp_path: Path) -> None:
    profile = ""
    for step in (each for each in steps() if each.place == "the account"):
        if step.accident:
            happen(account, step.accident)
        exported = re.findall(r"^export AWS_PROFILE=\w+$", step.block, re.MULTILINE)
        type_into(account, tmp_path / "aws", f"{profile}\n{step.block}")
        profile = exported[-1] if exported else profile
    iam = client(account, "iam")
    assert [role["RoleName"] for role in iam.list_roles()["Roles"] if role["Path"].startswith("/ds/")] == []
    kept = {bucket["Name"] for bucket in client(account, "s3").list_buckets()["Buckets"]}
    assert BUCKET in kept


def test_the_hub_of_the_guide_shares_with_its_spokes(hub: World, tmp_path: Path) -> None:
    unit = make_unit(hub)
    hub.edit('        offer: { current: "1.0.0" }\n', f'        offer: {{ current: "1.0.0" }}\n{SHARE.format(unit)}')
    for step in (each for each in steps() if each.place == "a hub"):
        type_into(hub, tmp_path / "aws", f"export AWS_PROFILE=admin\n{step.block}")
    staged(hub).build("plan", "--exit-code").ended(0).said("No changes.")
