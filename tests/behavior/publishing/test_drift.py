"""Each kind of change by hand, as `drift` tells it: old → new; and what is no drift."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from generator.aws.catalog import observe
from generator.aws.catalog.applied import read_applied
from generator.aws.catalog.deep import read_deep
from generator.diagnostics import AwsRefused
from generator.planning.drift import Drift, find_drift
from generator.planning.snapshot import read_snapshot, snapshot
from tests.behavior.publishing.catalogs import small
from tests.behavior.publishing.publisher import Publisher
from tests.behavior.publishing.test_tampered import constraint, only
from tests.fakes.service_catalog import FakeServiceCatalog

GUEST = "arn:aws:iam::111122223333:role/guest"


@pytest.fixture
def publisher(project: Path) -> Publisher:
    """A publisher that has published `small()`."""
    made = Publisher(project)
    made.publish(small())
    return made


def drift(publisher: Publisher, project: Path) -> list[Drift]:
    """What `drift` finds."""
    connection = publisher.connect()
    applied = read_applied(connection, project, "c")
    assert applied is not None
    publisher.service.catch_up()
    observed, tags = read_deep(connection, applied.wanted, observe(connection, applied.wanted))
    return [each for each in find_drift(applied.wanted, observed, tags) if str(each.address) not in applied.undone]


def version(service: FakeServiceCatalog) -> dict[str, object]:
    return only(service.versions)


CHANGES: list[tuple[Callable[[FakeServiceCatalog], object], str, str, str | None, str | None]] = [
    (lambda s: only(s.products).update(Name="Theirs"), "product/notebook", "title", "“Title”", "“Theirs”"),
    (
        lambda s: only(s.products).update(SupportEmail="x@example.com"),
        "product/notebook",
        "support email",
        None,
        "x@example.com",
    ),
    (lambda s: only(s.portfolios).update(DisplayName="Theirs"), "portfolio/dev", "name", "“Dev”", "“Theirs”"),
    (lambda s: version(s).update(Active=False), "product/notebook/1.0.0", "state", "current", "inactive"),
    (lambda s: version(s).update(Guidance="DEPRECATED"), "product/notebook/1.0.0", "state", "current", "deprecated"),
    (
        lambda s: version(s).update(Description="edited"),
        "product/notebook/1.0.0",
        "description",
        "whose it is and what it holds",
        "edited",
    ),
    (
        lambda s: constraint(s, "LAUNCH").update(Parameters='{"LocalRoleName":"administrator"}'),
        "portfolio/dev/notebook/launch",
        "launch constraint",
        "a",
        "administrator",
    ),
    (
        lambda s: constraint(s, "LAUNCH").update(Description="edited"),
        "portfolio/dev/notebook/launch",
        "launch constraint's description or status",
        "as applied",
        "another",
    ),
    (
        lambda s: constraint(s, "TEMPLATE").update(Parameters='{"Rules":{}}'),
        "portfolio/dev/notebook/template",
        "template constraint",
        '{"Rules":{"R":1}}',
        '{"Rules":{}}',
    ),
    (
        lambda s: s.constraints.pop(constraint(s, "LAUNCH")["ConstraintId"]),
        "portfolio/dev/notebook/launch",
        "launch constraint",
        "a",
        None,
    ),
    (
        lambda s: s.principals.add((only(s.portfolios)["Id"], GUEST, "IAM")),
        "portfolio/dev",
        "access",
        None,
        GUEST,
    ),
    (
        lambda s: s.principals.clear(),
        "portfolio/dev",
        "access",
        "arn:aws:iam::111122223333:role/one",
        None,
    ),
    (
        lambda s: only(s.portfolios).update(tags={}),
        "portfolio/dev",
        "ownership tag",
        "dev",
        None,
    ),
    (
        lambda s: only(s.products).update(tags={}),
        "product/notebook",
        "ownership tag",
        "notebook",
        None,
    ),
]


@pytest.mark.parametrize(("change", "address", "what", "was", "now"), CHANGES)
def test_a_change_by_hand_is_told_old_and_new(
    publisher: Publisher,
    project: Path,
    change: Callable[[FakeServiceCatalog], object],
    address: str,
    what: str,
    was: str | None,
    now: str | None,
) -> None:
    before = publisher.writes
    change(publisher.service)
    found = [(str(each.address), each.what, each.was, each.now) for each in drift(publisher, project)]
    assert found == [(address, what, was, now)]
    assert publisher.writes == before


def test_what_is_as_it_was_applied_is_no_drift_whatever_is_wished_meanwhile(
    publisher: Publisher, project: Path
) -> None:
    constraint(publisher.service, "TEMPLATE").update(Parameters='{ "Rules" : {"R": 1} }')
    assert drift(publisher, project) == []
    publisher.publish(small("1.1.0"))
    assert drift(publisher, project) == []


def test_steps_that_a_run_did_not_come_to_are_no_drift(publisher: Publisher, project: Path) -> None:
    publisher.service.failing = {"TEMPLATE"}
    constraint(publisher.service, "TEMPLATE").update(Parameters='{"Rules":{}}')
    with suppress(AwsRefused):
        publisher.publish(small("1.0.0", "1.1.0", title="Another"))
    applied = read_applied(publisher.connect(), project, "c")
    assert applied is not None
    assert applied.undone
    assert {str(each.address) for each in drift(publisher, project)} <= {"portfolio/dev/notebook/template"}


def test_a_snapshot_holds_everything_that_was_wanted() -> None:
    state = small("1.0.0", "1.1.0")
    read = read_snapshot(snapshot(state))
    assert (read.portfolios, read.products) == (state.portfolios, state.products)
