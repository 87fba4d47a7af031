"""The wall of 100 versions: retired ones count until they are deleted, and only what nobody uses is."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from generator.aws.catalog import plan_catalog
from generator.diagnostics import Problems
from generator.planning import Risk
from tests.behavior.publishing.catalogs import VERSIONS, small
from tests.behavior.publishing.publisher import Publisher
from tests.fakes.account import Kill, Killed


@pytest.fixture
def publisher(project: Path) -> Publisher:
    """A publisher that has retired two versions of three."""
    made = Publisher(project)
    for name in VERSIONS:
        made.publish(small(name))
    return made


def names(publisher: Publisher) -> list[str]:
    return sorted(row["Name"] for row in publisher.service.versions.values())


def fill(publisher: Publisher, count: int) -> None:
    """So many retired versions of former times."""
    (like, *_) = [row for row in publisher.service.versions.values() if not row["Active"]]
    for number in range(count):
        words = like["Description"].replace(like["Name"], f"0.0.{number}")
        row = {**like, "Id": f"pa-old-{number}", "Name": f"0.0.{number}", "Description": words}
        publisher.service.versions[row["Id"]] = row


def use(publisher: Publisher, name: str) -> None:
    """Somebody runs this version."""
    (identity,) = (key for key, row in publisher.service.versions.items() if row["Name"] == name)
    publisher.service.provisioned.append({"Id": "pp-1", "Name": "mine", "ProvisioningArtifactId": identity})


def test_retired_versions_stay_where_nobody_asked(publisher: Publisher) -> None:
    publisher.publish(small("2.0.0"))
    assert names(publisher) == ["1.0.0", "1.1.0", "2.0.0"]


def test_pruning_deletes_what_nothing_runs_on_and_wants_consent(publisher: Publisher) -> None:
    use(publisher, "1.1.0")
    plan, _ = plan_catalog(publisher.connect(), small("2.0.0"), prune=True)
    assert [(type(step.write).__name__, step.risk) for step in plan.steps] == [("DeleteVersion", Risk.DESTROYS)]
    publisher.publish(small("2.0.0"), prune=True)
    assert names(publisher) == ["1.1.0", "2.0.0"]


def test_what_was_pruned_comes_back(publisher: Publisher) -> None:
    publisher.publish(small("2.0.0"), prune=True)
    publisher.publish(small("1.0.0", "2.0.0"))
    assert names(publisher) == ["1.0.0", "2.0.0"]
    assert publisher.service.duplicates == []


@pytest.mark.parametrize("after", [False, True])
def test_pruning_that_is_killed_goes_on(publisher: Publisher, after: bool) -> None:
    for call in range(30):
        with suppress(Killed):
            publisher.publish(small("2.0.0"), Kill(call, after), prune=True)
    publisher.publish(small("2.0.0"), prune=True)
    assert names(publisher) == ["2.0.0"]


def test_a_product_keeps_its_last_version(publisher: Publisher) -> None:
    for row in publisher.service.versions.values():
        row["Active"] = False
    (newest,) = [key for key, row in publisher.service.versions.items() if row["Name"] == "2.0.0"]
    del publisher.service.versions[newest]
    publisher.publish(small("2.0.0"), prune=True)
    assert names(publisher) == ["1.1.0", "2.0.0"]


def test_the_wall_is_said_in_the_plan_with_what_would_help(publisher: Publisher) -> None:
    fill(publisher, 98)
    with pytest.raises(Problems) as caught:
        plan_catalog(publisher.connect(), small("2.0.0"))
    (finding,) = caught.value.findings
    assert (finding.code, finding.fix) == ("PLN605", "./build.py plan --prune")
    publisher.publish(small("2.0.0"), prune=True)
    assert names(publisher) == ["2.0.0"]


def test_a_wall_of_versions_in_use_cannot_be_pruned(publisher: Publisher) -> None:
    fill(publisher, 98)
    publisher.service.provisioned = [
        {"Id": key, "Name": key, "ProvisioningArtifactId": key} for key in publisher.service.versions
    ]
    with pytest.raises(Problems) as caught:
        plan_catalog(publisher.connect(), small("2.0.0"), prune=True)
    assert [finding.fix for finding in caught.value.findings] == ["end what runs on retired versions"]
