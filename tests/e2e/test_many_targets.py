"""Many accounts and regions from one portfolio.yaml: rings, a summary, what failed and what was not begun."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded_aws.secret import read_secret
from tests.e2e.principals import deploy_the_stage
from tests.e2e.test_own_launch_role import ROLE
from tests.e2e.test_spokes import client
from tests.e2e.world import ACCOUNT, CHECKOUT, World, ended, run, writes

pytestmark = pytest.mark.slow

OTHER = "444455556666"
TARGET = '  {0}: {{ account: "{1}", region: {2}, ring: {3}, profile: {4} }}\n'
TARGETS = (
    TARGET.format("first", ACCOUNT, "eu-west-1", 0, "publisher"),
    TARGET.format("second", ACCOUNT, "eu-central-1", 0, "publisher"),
    TARGET.format("third", OTHER, "eu-west-1", 1, f"publisher-{OTHER}"),
)
PROFILE = """
[profile publisher-{0}]
region = eu-west-1
endpoint_url = {1}
role_arn = arn:aws:iam::{0}:role/ds/publishing/ds-publisher
source_profile = admin-{0}
"""
PORTFOLIO = """\
  {0}:
    name: Settings
    provider: ML Platform
    target: {0}
    products:
      - use: setting
        offer: {{ current: "1.0.0" }}
    access:
      - principal: arn:aws:iam::{1}:user/dana
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own: one product that needs no environment, for three targets."""
    folder = tmp_path_factory.mktemp("settings")
    shutil.copy2(CHECKOUT / ".cfnlintrc", folder)
    (folder / "products").mkdir()
    rows = "".join(PORTFOLIO.format(name, OTHER if name == "third" else ACCOUNT) for name in NAMES)
    (folder / "portfolio.yaml").write_text(
        f"format: 1\ncatalog: data-science\n\ntargets:\n{''.join(TARGETS)}\nportfolios:\n{rows}", encoding="utf-8"
    )
    run(folder, "new", "product", "setting").ended(0)
    (folder / "products/setting/launch-role.yaml").write_text(ROLE, encoding="utf-8")
    with (folder / "products/setting/product.yaml").open("a", encoding="utf-8") as file:
        file.write("lives-in: account\n")
    run(folder, "release", "setting").ended(0)
    return folder


NAMES = ("first", "second", "third")


@pytest.fixture
def wide(settings: Path, tmp_path: Path) -> Iterator[World]:
    """The project beside an AWS of two accounts, seen through the profiles of their publishers."""
    project, state = Path(shutil.copytree(settings, tmp_path / "project")), tmp_path / "aws"
    accounts = ("--account", ACCOUNT, "--account", OTHER)
    done = run(CHECKOUT, "local", "up", "--port", "0", "--state", str(state), "--format", "json", *accounts).ended(0)
    files = {"AWS_CONFIG_FILE": state / "aws/config", "AWS_SHARED_CREDENTIALS_FILE": state / "aws/credentials"}
    variables = {name: str(path) for name, path in files.items()}
    world = World(project, done.data["endpoint"], variables, done.data["pid"], read_secret(state))
    try:
        for target, account in (("first", ACCOUNT), ("third", OTHER)):
            trusted = f"arn:aws:iam::{account}:user/admin"
            template = run(project, "permissions", "--target", target, "--trust", trusted).ended(0).out
            deploy_the_stage(client(world, "cloudformation", account), template)
        with files["AWS_CONFIG_FILE"].open("a", encoding="utf-8") as config:
            config.write(PROFILE.format(OTHER, world.endpoint))
        yield world
    finally:
        ended(world)


def test_every_target_is_published_in_the_order_of_rings_and_a_second_run_only_reads(wide: World) -> None:
    plan = wide.build("plan", "--all", "--format", "json", "--exit-code").ended(11).data
    assert [(row["target"], row["exit"], row["plan"]["account"]) for row in plan["targets"]] == [
        ("first", 11, ACCOUNT),
        ("second", 11, ACCOUNT),
        ("third", 11, OTHER),
    ]
    refused = wide.build("apply", "--all").ended(4).said("error[PLN608]", "apply --all --allow broadens")
    refused.said("ring 0   first   111122223333 · eu-west-1       failed: PLN608", f"third   {OTHER}", "not begun")
    done = wide.build("apply", "--all", "--allow", "broadens").ended(0)
    done.said("── second · 111122223333 · eu-central-1 · ring 0", "ring 1   third")
    with wide.counting() as calls:
        again = wide.build("apply", "--all", "--allow", "broadens", "--format", "ndjson").ended(0)
        wide.build("plan", "--all", "--exit-code").ended(0).said("No changes.")
    assert writes(calls) == {}
    rows = [json.loads(line) for line in again.out.splitlines() if line.startswith("{")]
    assert [(row["target"], row["result"]) for row in rows] == [(name, "no changes") for name in NAMES]
    wide.build("plan", "--ring", "1").ended(0).said("third")
    wide.build("plan", "--ring", "7").ended(2).said("error[PF191]", "name one of the rings 0, 1")
    wide.build("plan", "--all", "--target", "first").ended(2).said("leave out --target and --region")


def test_a_failed_target_stops_the_later_rings_and_not_its_own(wide: World) -> None:
    wide.edit(TARGETS[0], TARGETS[0].replace("profile: publisher ", "profile: dana "))
    failed = wide.build("apply", "--all", "--allow", "broadens").ended(5)
    failed.said("error[AWS740]", "failed: AWS740, s3:GetObject", "second  111122223333 · eu-central-1", "not begun")
    assert wide.build("plan", "--target", "second", "--exit-code").ended(0)
    wide.build("plan", "--target", "third", "--exit-code").ended(11)
    wide.edit("profile: dana ", "profile: publisher ")
    wide.build("apply", "--all", "--allow", "broadens").ended(0).said("no changes")
    wide.build("plan", "--all", "--exit-code").ended(0)


def test_a_target_out_of_reach_is_said_at_its_place_before_anything_is_written_anywhere(wide: World) -> None:
    wide.edit(TARGETS[1], TARGETS[1].replace("profile: publisher ", "profile: nobody "))
    wide.edit(TARGETS[2], TARGETS[2].replace(f"profile: publisher-{OTHER}", "profile: publisher"))
    with wide.counting() as calls:
        done = wide.build("apply", "--all", "--allow", "broadens").ended(1)
    done.said("error[PLN650]", "portfolio.yaml:6:", "`second` cannot be reached", "error[PLN651]", "portfolio.yaml:7:")
    done.said(f"target `third` is account {OTHER}, and profile `publisher` reaches {ACCOUNT}")
    assert writes(calls) == {}
    # What the command line names goes before portfolio.yaml.
    wide.build("plan", "--target", "second", "--profile", "publisher").ended(0)
