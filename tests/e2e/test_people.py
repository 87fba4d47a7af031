"""docs/people.md, word by word: each of its blocks is typed by whom it is for, on the embedded AWS."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from tests.e2e.guides import read_steps, type_into
from tests.e2e.principals import client, staged
from tests.e2e.world import ACCOUNT, CHECKOUT, ENVIRONMENT, World

pytestmark = pytest.mark.slow
GUIDE = (CHECKOUT / "docs/people.md").read_text(encoding="utf-8")
STEPS = read_steps(GUIDE, "nowhere")
DANA, ADMINISTRATOR, ELI, CENTER = (
    "Dana's shell",
    "an administrator's shell",
    "Eli's shell",
    "an account with Identity Center",
)
METADATA = f'<EntityDescriptor entityID="https://directory.example.com">{"x" * 1000}</EntityDescriptor>\n'
PEOPLE = re.compile(r"^    people:\n.*?(?=^    \w)", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def let_in(world: World, people: str) -> None:
    """Let these people into the environment, as a block of the page says."""
    file = world.project / "portfolio.yaml"
    found, count = PEOPLE.subn(lambda _: textwrap.indent(people, "    "), file.read_text(encoding="utf-8"))
    assert count == 1
    file.write_text(found, encoding="utf-8")


def test_every_block_is_typed_by_somebody_or_written_into_a_file() -> None:
    assert {step.place for step in STEPS} == {DANA, ADMINISTRATOR, ELI, CENTER}
    assert GUIDE.count("```") == 2 * sum(len(blocks(language)) for language in ("sh", "yaml", "ini"))


def test_a_notebook_is_launched_with_mfa_and_handed_over(catalog: World, tmp_path: Path) -> None:
    state = tmp_path / "aws"
    (profile,) = blocks("ini")
    config, keys = state / "aws" / "config", catalog.as_person("dana").keys
    secret = {"aws_access_key_id": "AWS_ACCESS_KEY_ID", "aws_secret_access_key": "AWS_SECRET_ACCESS_KEY"}
    default = "\n".join(("[default]", *(f"{name} = {keys[variable]}" for name, variable in secret.items())))
    config.write_text(f"{config.read_text(encoding='utf-8')}\n{default}\n{profile}", encoding="utf-8")
    said = ""
    for step in STEPS:
        if step.place == DANA:
            # AWS's command line keeps sessions below the home folder.
            said += type_into(catalog, state, step.block, "123456\n", AWS_PROFILE="dana", HOME=str(tmp_path))
        elif step.place == ADMINISTRATOR:
            type_into(catalog, state, step.block)
        elif step.place == ELI:
            type_into(catalog, state, step.block, **catalog.as_scientist("eli").keys)
    assert f"arn:aws:sts::{ACCOUNT}:assumed-role/ds-{ENVIRONMENT}-data-scientist/dana" in said
    assert "SigninToken=" in said
    catalog.as_scientist("eli").build("open", "exploration").ended(0)
    catalog.as_scientist("dana").build("open", f"{ENVIRONMENT}-exploration").ended(2)


def test_each_way_in_is_taken_and_identity_center_is_let_into_the_portfolio(catalog: World, tmp_path: Path) -> None:
    client(catalog, "iam").create_saml_provider(Name="CorporateDirectory", SAMLMetadataDocument=METADATA)
    ways = blocks("yaml")
    assert len(ways) == 3
    for people in ways:
        let_in(catalog, people)
        catalog.build("deploy", ENVIRONMENT, "--preview").ended(0)
    for step in STEPS:
        if step.place == CENTER:
            type_into(catalog, tmp_path / "aws", step.block, AWS_PROFILE="admin")
    assert "AWS::SSO::PermissionSet" in (catalog.project / "permission-set.yaml").read_text(encoding="utf-8")
    status = staged(catalog).build("status", "--format", "json").ended(0).data
    assert [each["access"] for each in status["portfolios"]] == [
        ["arn:aws:iam:::role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_DataScientist_*"]
    ]
