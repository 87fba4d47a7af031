"""Roles in receiving accounts, published whole: before a share begins, after it ended, no call for a version."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from generator.aws.catalog import plan_catalog
from generator.aws.catalog.health import examine
from generator.diagnostics import AwsRefused, Problems
from generator.model import Target
from generator.model.share import UNIT, Share
from generator.planning import CatalogState, ConstraintState, ConstraintType, plan_changes
from generator.planning.spoke_roles import ROOT, SpokeRoles, build_spoke_roles, read_spoke_statements, spoke_role_name
from tests.behavior.publishing.catalogs import catalog, marks, small
from tests.behavior.publishing.publisher import Publisher
from tests.behavior.publishing.terms import check_terms
from tests.fakes.account import Kill, Killed

TARGET = Target("dev", "111122223333", "eu-west-1")
UNITS = "ou-ab12-12345678"
ARN = "arn:${AWS::Partition}:s3:::data-${AWS::AccountId}-${aws:username}"
LAUNCH = ConstraintState.of(ConstraintType.LAUNCH, {"LocalRoleName": spoke_role_name("notebook", "eu-west-1")})


def roles(*actions: str, units: frozenset[str] = frozenset({UNITS})) -> SpokeRoles:
    """The role of the notebook with these actions."""
    documents = [
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": ARN}]}
    ]
    made = build_spoke_roles("c", {"notebook": documents}, units, TARGET, "aws")
    assert made is not None
    return made


def shared(made: SpokeRoles | None, *versions: str) -> CatalogState:
    """The small catalog, shared with a unit under its own roles there."""
    state = small(*versions, constraints=(LAUNCH,))
    shares = frozenset({Share(UNIT, UNITS)} if made is not None else ())
    box = state.portfolios["dev"]
    box = replace(box, shares=shares, tags=box.tags | marks(shares))
    return replace(state, portfolios={"dev": box}, spokes=made)


GET = shared(roles("s3:GetObject"))


def plan(publisher: Publisher, wanted: CatalogState) -> list[tuple[str, str]]:
    found, _ = plan_catalog(publisher.connect(), wanted)
    return [(type(step.write).__name__, step.risk.words) for step in found.steps]


def test_the_template_names_no_account_and_keeps_the_variables_of_iam() -> None:
    made = roles("s3:GetObject")
    text = made.text or ""
    assert TARGET.account not in text
    role = json.loads(text)["Resources"]["RoleOf1"]
    assert role["Properties"]["Path"] == "/"
    assert role["DependsOn"] == ["Boundary"]
    (policy,) = role["Properties"]["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Resource"] == {"Fn::Sub": "arn:aws:s3:::data-${AWS::AccountId}-${!aws:username}"}
    assert read_spoke_statements(text) == made.statements


def test_launches_that_make_roles_are_not_shared() -> None:
    with pytest.raises(Problems) as caught:
        roles("s3:GetObject", "iam:CreateRole")
    assert [finding.code for finding in caught.value.findings] == ["PLN654"]


def test_roles_come_before_the_share_and_a_second_run_does_nothing(project: Path) -> None:
    publisher = Publisher(project)
    publisher.publish(GET)
    names = publisher.names
    assert names.index("cloudformation:CreateStackInstances") < names.index("servicecatalog:CreatePortfolioShare")
    assert GET.spokes is not None
    assert publisher.stack_sets.holding(GET.spokes.digest) == {"444455556666"}
    assert publisher.stacks.stacks.keys() == {GET.spokes.name}
    assert plan(publisher, GET) == []
    held = publisher.stack_sets.sets[GET.spokes.name]
    assert held["AutoDeployment"] == {"Enabled": True, "RetainStacksOnAccountRemoval": True}


def test_a_new_version_of_the_same_policy_makes_no_call_about_the_roles_but_reads(project: Path) -> None:
    publisher = Publisher(project)
    publisher.publish(GET)
    publisher.names.clear()
    publisher.publish(shared(roles("s3:GetObject"), "1.0.0", "1.1.0"))
    asked = [name for name in publisher.names if name.startswith("cloudformation:") or "Share" in name]
    assert {name.partition(":")[2] for name in asked} == {
        "DescribeStacks",
        "DescribeStackSet",
        "ListStackInstances",
        "DescribePortfolioShares",
    }


def test_another_policy_changes_every_account_before_the_version_comes(project: Path) -> None:
    publisher = Publisher(project)
    publisher.publish(GET)
    more = shared(roles("s3:GetObject", "s3:PutObject"), "1.0.0", "1.1.0")
    assert ("PutSpokeRoles", "broadens") in plan(publisher, more)
    publisher.names.clear()
    publisher.publish(more)
    names = publisher.names
    assert names.index("cloudformation:UpdateStackSet") < names.index("servicecatalog:CreateProvisioningArtifact")
    assert more.spokes is not None
    assert publisher.stack_sets.holding(more.spokes.digest) == {"444455556666"}


def test_the_whole_organization_is_its_root(project: Path) -> None:
    publisher = Publisher(project)
    wide = shared(roles("s3:GetObject", units=frozenset({ROOT})))
    publisher.publish(wide)
    assert wide.spokes is not None
    assert publisher.stack_sets.holding(wide.spokes.digest) == {"555566667777"}
    assert plan(publisher, wide) == []
    assert plan(publisher, GET) == [("PutSpokeRoles", "destroys")]


def test_roles_go_after_the_share_has_ended_and_that_destroys(project: Path) -> None:
    publisher = Publisher(project)
    publisher.publish(GET)
    gone = shared(None)
    assert plan(publisher, gone)[0] == ("EndShare", "breaks-users")
    assert plan(publisher, gone)[-1] == ("DeleteSpokeRoles", "destroys")
    publisher.names.clear()
    publisher.publish(gone)
    names = publisher.names
    ended, left = names.index("servicecatalog:DeletePortfolioShare"), names.index("cloudformation:DeleteStackInstances")
    assert ended < left
    assert (publisher.stack_sets.sets, publisher.stacks.stacks) == ({}, {})


def test_an_account_without_its_roles_is_named_and_tried_again(project: Path) -> None:
    publisher = Publisher(project)
    publisher.stack_sets.failing.add("444455556666")
    with pytest.raises(AwsRefused, match="444455556666: no"):
        publisher.publish(GET)
    assert publisher.service.shares == {}
    found, _ = plan_catalog(publisher.connect(), GET)
    assert any("account 444455556666 is OUTDATED" in note for note in found.notes)
    assert [each.code for each in examine(publisher.connect(), project, GET)] == ["PLN656"]
    publisher.stack_sets.failing.clear()
    publisher.publish(GET)
    assert plan(publisher, GET) == []


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("lag", [0, 3, 8])
def test_a_run_that_is_killed_at_any_call_converges(project: Path, lag: int, *, after: bool) -> None:
    wishes = (GET, shared(roles("s3:GetObject", "s3:PutObject"), "1.1.0"), shared(None, "1.1.0"))
    counting = Publisher(project)
    for wanted in wishes:
        counting.publish(wanted)
    for number in range(counting.calls + 20):
        publisher, before = Publisher(project, lag), catalog({}, {})
        publisher.stack_sets.lag = 2
        for wanted in wishes:
            with suppress(Killed):
                publisher.publish(wanted, Kill(number, after))
            assert plan_changes(wanted, publisher.publish_in_spite_of([], wanted)).steps == ()
            check_terms(publisher.service, before, wanted)
            before = wanted
        assert publisher.service.exposed == set()
        assert (publisher.stack_sets.sets, publisher.service.shares) == ({}, {})
