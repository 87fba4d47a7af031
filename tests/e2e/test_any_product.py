"""A product that is no notebook: shown, launched with a secret, listed, updated and ended by the same commands."""

from __future__ import annotations

import subprocess

import pytest

from tests.e2e.test_own_launch_role import ROLE
from tests.e2e.world import World, build_command, clean_environment

pytestmark = pytest.mark.slow

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: A setting of the account
Parameters:
  Size: { Type: Number, Description: "How large.", MinValue: 0, MaxValue: 50, Default: 10 }
  Zones: { Type: CommaDelimitedList, Description: "Where." }
  Password: { Type: String, Description: "A secret.", NoEcho: true, MinLength: 8, AllowedPattern: "[a-z0-9]+" }
Rules:
  Kept:
    Assertions:
      - Assert: !Not [!Equals [!Ref Password, "password"]]
        AssertDescription: another password
Resources:
  Setting:
    Type: AWS::SSM::Parameter
    DeletionPolicy: Delete
    UpdateReplacePolicy: Retain
    Properties:
      Type: String
      Value: !Join ["-", [!Ref Size, !Join ["+", !Ref Zones]]]
Outputs:
  SettingName: { Description: "Its name.", Value: !Ref Setting }
"""
OFFER = """\
      - use: sizes
        offer: { current: "1.0.0" }
        narrow: { Size: { max: 20 }, Zones: [west, east] }
    access:
"""
SECRET = "correct1horse"  # no secret of anybody's


def publish(world: World) -> None:
    """The template as a product in the account, offered beside the notebook and narrowed."""
    (world.project / "sizes.yaml").write_text(TEMPLATE, encoding="utf-8")
    world.build("new", "product", "sizes", "--from", "sizes.yaml").ended(0)
    (world.project / "products/sizes/launch-role.yaml").write_text(ROLE, encoding="utf-8")
    world.build("release", "sizes").ended(0)
    world.edit("    access:\n", OFFER)
    world.build("apply", "--allow", "broadens").ended(0)


def launch(world: World, secret: str, *words: str) -> subprocess.CompletedProcess[str]:
    """`launch sizes`, the secret on standard input."""
    command = build_command(world.project, "launch", "sizes", "--name", "mine", "--set", "Password=-", *words)
    variables = clean_environment(**world.variables)
    return subprocess.run(
        command, input=f"{secret}\n", env=variables, cwd=world.project, capture_output=True, text=True, check=False
    )


def test_a_product_that_is_no_notebook_is_shown_launched_listed_updated_and_ended(catalog: World) -> None:
    publish(catalog)
    dana = catalog.as_scientist("dana")
    shown = dana.build("show", "sizes").ended(0)
    shown.said("Size   default 10 · 0 to 20", "Zones   needs an answer · one of east, west", "Password   a secret")
    dana.build("catalog").ended(0).said("Sizes   1.0.0")
    dana.build("launch", "sizes", "--name", "mine", "--set", "Zones=east").ended(1).said("--set Password=-")
    for answer in ("Size=21", "Zones=east,north"):
        refused = launch(dana, SECRET, "--set", answer)
        assert refused.returncode == 1
        assert "error[AWS719]" in refused.stderr

    done = launch(dana, SECRET, "--set", "Zones=west,east", "--set", "Size=0", "-v")
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert "SettingName = " in done.stdout
    assert "next: ./build.py update mine" in done.stderr

    dana.build("notebooks").ended(0).said("mine", "Sizes, no notebook")
    for words in (("open", "mine"), ("start", "mine"), ("stop", "mine")):
        dana.build(*words).ended(2).said("error[AWS715]", "is a Sizes and no notebook")
    dana.build("update", "mine", "--set", "Size=20").ended(0).said("succeeded")
    dana.build("update", "mine", "--set", "Size=21").ended(1).said("this portfolio allows 0 to 20")
    catalog.build("status").ended(0).said("sizes", "1 in use")
    dana.build("terminate", "mine").ended(4).said("error[AWS724]")
    dana.build("terminate", "mine", "--yes").ended(0).said("succeeded")


def test_a_secret_that_is_refused_is_not_said(catalog: World) -> None:
    publish(catalog)
    done = launch(catalog.as_scientist("dana"), "hunter2", "--set", "Zones=west")
    assert done.returncode == 1
    assert "`Password` cannot be what was answered" in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
