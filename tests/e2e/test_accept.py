"""`bootstrap --accept --yes` asks the probes of each environment, as `probe` does, and says in words how it went."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.principals import staged
from tests.e2e.test_bootstrap import TRUST
from tests.e2e.test_probe import CREDENTIALS, IMAGE, WITH_CALLERS, left_over
from tests.e2e.world import ENVIRONMENT, Done, World, ended, started, writes

pytestmark = pytest.mark.slow
PERSON = ("--person", "dana", "--mfa-code", "123456")


@pytest.fixture
def bootstrapped(project: Path, tmp_path: Path) -> Iterator[World]:
    """An account that is bootstrapped for its administrator, and nothing deployed in it."""
    world = started(tmp_path / "aws", project)
    world.build("bootstrap", "dev", *TRUST, "--yes").ended(0)
    yield staged(world)
    ended(world)


def accept(world: World, *words: str) -> Done:
    """The acceptance, with dana's profile beside the administrator's keys."""
    file = world.project.parent / "credentials"
    file.write_text(CREDENTIALS.format(name="dana", **world.as_person("dana").keys))
    return world.build("bootstrap", "dev", "--accept", *words, AWS_SHARED_CREDENTIALS_FILE=str(file))


def rows(done: Done) -> dict[str, tuple[bool | None, str]]:
    return {row["what"]: (row["well"], row["words"]) for row in done.data["checks"]}


def test_what_is_not_deployed_or_offered_is_said_with_the_command_that_makes_it(bootstrapped: World) -> None:
    with bootstrapped.counting() as calls:
        found = rows(accept(bootstrapped, *PERSON, "--yes", "--format", "json").ended(0))
    assert found[f"{ENVIRONMENT}: probes"][0] is None
    assert f"./build.py deploy {ENVIRONMENT}" in found[f"{ENVIRONMENT}: probes"][1]
    assert {name for name in writes(calls) if "Simulate" not in name} == set()
    bootstrapped.build("deploy", ENVIRONMENT).ended(0)
    found = rows(accept(bootstrapped, *PERSON, "--yes", "--patience", "0", "--format", "json").ended(0))
    well, words = found[f"{ENVIRONMENT}: start-passes-role"]
    assert (well, "there is no product `notebook` that you may launch" in words) == (None, True)
    assert found[f"{ENVIRONMENT}: endpoints-in-every-zone"][0] is True


def test_the_probes_are_asked_with_consent_and_a_wrong_answer_fails_the_acceptance(bootstrapped: World) -> None:
    bootstrapped.build("deploy", ENVIRONMENT).ended(0)
    bootstrapped.build("apply", "catalog", "--allow", "broadens").ended(0)
    with bootstrapped.counting() as calls:
        accept(bootstrapped, *PERSON).ended(0).said("makes and removes: notebook", "they are asked with --yes")
    assert {name for name in writes(calls) if "Simulate" not in name} == set()
    asked = (*PERSON, "--set", IMAGE, "--patience", "0", "--yes")
    found = rows(accept(bootstrapped, *asked, "--format", "json").ended(0))
    answers = {name.removeprefix(f"{ENVIRONMENT}: "): row for name, row in found.items() if ENVIRONMENT in name}
    assert {answers[name][0] for name in ("owner-variable", "start", "start-passes-role", "start-grants-key")} == {True}
    assert {name for name, (_, words) in answers.items() if words.startswith("no credentials")} == WITH_CALLERS
    assert found["planner: plans"][0] is True, "the code is dana's, and is not taken for the administrator's"
    assert left_over(bootstrapped) == []
    file = bootstrapped.project / "products" / "environment" / "probes.yaml"
    file.write_text(file.read_text().replace("expected: all available", "expected: none at all"))
    done = accept(bootstrapped, *asked).ended(1)
    done.said("WRONG", "endpoints-in-every-zone", "expected none at all, seen all available", "1 of ")
    assert left_over(bootstrapped) == []


def test_who_may_not_become_the_data_scientist_fails_the_acceptance(bootstrapped: World) -> None:
    bootstrapped.build("deploy", ENVIRONMENT).ended(0)
    done = accept(bootstrapped, "--person", "dana", "--yes", "--format", "json").ended(1)
    well, words = rows(done)[f"{ENVIRONMENT}: probes"]
    assert well is False
    assert "sts:AssumeRole" in words, json.dumps(done.data, indent=1)


def test_words_about_probes_belong_to_the_acceptance(bootstrapped: World) -> None:
    bootstrapped.build("bootstrap", "dev", "--person", "dana", "--patience", "1").ended(2).said(
        "--person, --patience", "add --accept"
    )
    bootstrapped.build("bootstrap", "dev", "--accept", "--caller", "pipeline").ended(2).said("PRB812")
