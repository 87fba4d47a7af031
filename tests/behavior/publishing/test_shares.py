"""Shares of portfolios, published whole: read only where there are some, one at a time, and sure after every kill."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from generator.aws.catalog import plan_catalog
from generator.aws.catalog.health import examine
from generator.diagnostics import AwsRefused
from generator.model.share import ACCOUNT, MEMBER, UNIT, Share
from generator.planning import CatalogState, Risk, plan_changes
from generator.views.catalog import render_status, status_data
from generator.views.plans.descriptions import describe
from tests.behavior.publishing.catalogs import catalog, marks, small
from tests.behavior.publishing.publisher import Publisher
from tests.behavior.publishing.terms import check_terms, check_terms_of_any
from tests.behavior.publishing.test_tampered import only
from tests.fakes.account import Kill, Killed

SPOKE, UNITS = Share(ACCOUNT, "444455556666"), Share(UNIT, "ou-ab12-12345678", principals=True)
NOTHING = catalog({}, {})
READ = "servicecatalog:DescribePortfolioShares"


def shared(*shares: Share, version: str = "1.0.0") -> CatalogState:
    """The small catalog, shared with these."""
    state = small(version)
    box = state.portfolios["dev"]
    return replace(
        state, portfolios={"dev": replace(box, shares=frozenset(shares), tags=box.tags | marks(frozenset(shares)))}
    )


@pytest.fixture
def publisher(project: Path) -> Publisher:
    """A publisher that has published and shared."""
    made = Publisher(project)
    made.publish(shared(SPOKE, UNITS))
    return made


def there(publisher: Publisher) -> set[tuple[str, str, bool]]:
    """What the portfolios are shared with."""
    rows = publisher.service.shares.items()
    return {(kind, receiver, row["SharePrincipals"]) for (_, kind, receiver), row in rows}


def plan(publisher: Publisher, state: CatalogState, *, deep: bool = False) -> list[str]:
    found, _ = plan_catalog(publisher.connect(), state, deep=deep)
    return [type(step.write).__name__ for step in found.steps]


def test_shares_are_made_changed_and_withdrawn(publisher: Publisher) -> None:
    assert there(publisher) == {(ACCOUNT, "444455556666", False), (UNIT, "ou-ab12-12345678", True)}
    assert plan(publisher, shared(SPOKE, UNITS)) == []
    publisher.publish(shared(replace(UNITS, principals=False)))
    assert there(publisher) == {(UNIT, "ou-ab12-12345678", False)}
    publisher.publish(shared())
    assert there(publisher) == set()
    assert plan(publisher, shared(), deep=True) == []


def test_a_portfolio_without_shares_costs_no_read_and_one_with_shares_four(project: Path) -> None:
    publisher = Publisher(project)
    publisher.publish(small())
    publisher.names.clear()
    assert plan(publisher, small()) == []
    assert READ not in publisher.names

    publisher.publish(shared(UNITS))
    publisher.names.clear()
    assert plan(publisher, shared(UNITS)) == []
    assert publisher.names.count(READ) == 4


def test_a_new_version_of_a_shared_product_makes_no_call_about_shares_but_reads(publisher: Publisher) -> None:
    first = shared(SPOKE, UNITS)
    publisher.names.clear()
    publisher.publish(shared(SPOKE, UNITS, version="1.1.0"))
    assert [name for name in publisher.names if "Share" in name and name != READ] == []
    assert publisher.service.exposed == set()
    check_terms_of_any(publisher.service, [(NOTHING, first), (first, shared(SPOKE, UNITS, version="1.1.0"))])


@pytest.mark.parametrize("share", [("ACCOUNT", "222233334444"), (MEMBER, "333344445555")])
def test_a_share_that_portfolio_yaml_does_not_name_is_withdrawn(publisher: Publisher, share: tuple[str, str]) -> None:
    portfolio = only(publisher.service.portfolios)["Id"]
    row = {"Type": share[0], "PrincipalId": share[1], "Accepted": True, "SharePrincipals": False}
    publisher.service.shares[portfolio, *share] = {**row, "ShareTagOptions": False}
    assert plan(publisher, shared(SPOKE, UNITS)) == ["EndShare"]
    publisher.publish(shared(SPOKE, UNITS))
    assert share not in {each[:2] for each in there(publisher)}


def test_a_share_of_a_portfolio_that_was_never_shared_from_here_is_seen_before_anything_is_written(
    project: Path,
) -> None:
    publisher = Publisher(project)
    publisher.publish(small())
    portfolio = only(publisher.service.portfolios)["Id"]
    row = {"Type": "ACCOUNT", "PrincipalId": "222233334444", "Accepted": True}
    publisher.service.shares[portfolio, "ACCOUNT", "222233334444"] = row
    assert plan(publisher, small(), deep=True) == ["EndShare"]
    assert "EndShare" in plan(publisher, small("1.1.0"))
    publisher.publish(small("1.1.0"))
    assert there(publisher) == set()


def test_doctor_names_a_share_that_portfolio_yaml_does_not(project: Path) -> None:
    publisher = Publisher(project)
    publisher.publish(small())
    assert examine(publisher.connect(), project, small()) == []
    portfolio = only(publisher.service.portfolios)["Id"]
    row = {"Type": "ACCOUNT", "PrincipalId": "222233334444", "Accepted": True}
    publisher.service.shares[portfolio, "ACCOUNT", "222233334444"] = row
    (finding,) = examine(publisher.connect(), project, small())
    assert finding.code == "PLN658"
    assert "account 222233334444" in finding.message


def test_who_has_to_accept_a_share_is_said_by_plan_and_doctor_and_status_until_it_is_done(
    publisher: Publisher, project: Path
) -> None:
    wanted, words = shared(SPOKE, UNITS), "waits in account 444455556666: nobody there sees it"
    portfolio = only(publisher.service.portfolios)["Id"]
    accept = f"aws servicecatalog accept-portfolio-share --portfolio-id {portfolio}"
    made, observed = plan_catalog(publisher.connect(), wanted)
    assert made.steps == ()
    assert [note for note in made.notes if words in note and accept in note]
    (finding,) = examine(publisher.connect(), project, wanted)
    assert (finding.code, words in finding.message, accept in str(finding.fix)) == ("PLN681", True, True)
    said = [line for line in render_status(observed.state, {}).splitlines() if "shared" in line]
    assert [("waits" in line, "444455556666" in line) for line in said] == [(True, True), (False, False)]
    (spoke, units) = status_data(observed.state, {})["portfolios"][0]["shares"]
    assert (spoke["accepted"], units["accepted"]) == (False, True)

    publisher.service.shares[portfolio, ACCOUNT, SPOKE.receiver]["Accepted"] = True
    made, _ = plan_catalog(publisher.connect(), wanted)
    assert [note for note in made.notes if "waits" in note] == []
    assert examine(publisher.connect(), project, wanted) == []


def test_an_operation_that_is_under_way_is_waited_for(project: Path) -> None:
    publisher = Publisher(project)
    publisher.service.share_lag = 2
    publisher.publish(shared(SPOKE, UNITS))
    publisher.publish(shared(UNITS))
    assert there(publisher) == {(UNIT, "ou-ab12-12345678", True)}


def test_accounts_that_do_not_get_a_share_are_named(project: Path) -> None:
    publisher = Publisher(project)
    error = {"Accounts": ["444455556666"], "Message": "too many portfolios", "Error": "LimitExceeded"}
    publisher.service.share_errors = [error]
    with pytest.raises(AwsRefused, match=r"ou-ab12-12345678.*: 444455556666: too many portfolios"):
        publisher.publish(shared(UNITS))


@pytest.mark.slow
@pytest.mark.parametrize("lag", [0, 3, 8])
@pytest.mark.parametrize("after", [False, True])
def test_a_run_that_is_killed_at_any_call_about_shares_converges_and_shares_nothing_too_early(
    project: Path, lag: int, *, after: bool
) -> None:
    wishes = (shared(SPOKE, UNITS), shared(replace(UNITS, principals=False), version="1.1.0"), shared())
    for number in range(_longest(project, wishes)):
        publisher, before = Publisher(project, lag), NOTHING
        for wanted in wishes:
            with suppress(Killed):
                publisher.publish(wanted, Kill(number, after))
            observed = publisher.publish_in_spite_of([], wanted)
            assert plan_changes(wanted, observed).steps == ()
            assert observed.state.portfolios["dev"].shares == wanted.portfolios["dev"].shares
            check_terms(publisher.service, before, wanted)
            before = wanted
        assert publisher.service.exposed == set()
        assert publisher.service.duplicates == []


def _longest(project: Path, wishes: tuple[CatalogState, ...]) -> int:
    """The calls of the longest run."""
    publisher, most = Publisher(project), 0
    for wanted in wishes:
        publisher.publish(wanted)
        most = max(most, publisher.calls)
    return most


def test_a_share_that_some_accounts_did_not_get_is_planned_and_tried_again_until_they_have_it(project: Path) -> None:
    publisher = Publisher(project)
    publisher.service.share_errors = [{"Accounts": ["777788889999"], "Message": "the account is closed"}]
    for _ in range(2):
        with pytest.raises(AwsRefused, match="777788889999: the account is closed"):
            publisher.publish(shared(UNITS))
        assert plan(publisher, shared(UNITS)) == ["PutShare"]
        found, _ = plan_catalog(publisher.connect(), shared(UNITS))
        assert describe(found.steps[0])[1].endswith("again, for it missed 777788889999: the account is closed")
        assert found.steps[0].risk is Risk.ROUTINE
        (ill,) = [each for each in examine(publisher.connect(), project, shared(UNITS)) if each.code == "PLN659"]
        assert "`portfolio/dev` with organizational unit ou-ab12-12345678" in ill.message
        assert ill.message.endswith("it missed 777788889999: the account is closed")
    publisher.service.share_errors = []
    publisher.publish(shared(UNITS))
    assert plan(publisher, shared(UNITS)) == plan(publisher, shared(UNITS), deep=True) == []
    assert [each for each in examine(publisher.connect(), project, shared(UNITS)) if each.code == "PLN659"] == []
