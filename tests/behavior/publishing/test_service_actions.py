"""Service actions: made once, on every version on offer, changed in place, taken away; those of others left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.aws.catalog import plan_catalog
from generator.aws.catalog.adopt import adopt
from generator.aws.catalog.deep import read_deep
from generator.aws.catalog.health import examine
from generator.diagnostics import Problems
from generator.model.action import Action
from generator.planning import CatalogState, Risk
from generator.planning.action_states import action_address
from generator.planning.actions import want_actions
from generator.planning.documents import want_documents
from generator.planning.drift import find_drift
from tests.behavior.publishing.catalogs import catalog, small
from tests.behavior.publishing.publisher import Publisher

STOP = Action("stop", "Stops it", "AWS-StopIt", "1", parameters=(("Name", "target"),))


def acting(*versions: str, action: Action | None = STOP) -> CatalogState:
    """The small catalog, with the action on every version."""
    state = small(*versions)
    given = [action] if action else []
    wanted = want_actions(state.catalog, "notebook", given, state.products["notebook"].versions)
    return replace(state, actions=wanted, documents=want_documents(state.catalog, {"notebook": given}))


@pytest.fixture
def publisher(project: Path) -> Publisher:
    """A publisher that has published it."""
    made = Publisher(project)
    made.publish(acting("1.0.0", "1.1.0"))
    return made


def plan(publisher: Publisher, state: CatalogState, *, deep: bool = False) -> list[tuple[str, Risk]]:
    found, _ = plan_catalog(publisher.connect(), state, deep=deep)
    return [(type(step.write).__name__, step.risk) for step in found.steps]


def only(publisher: Publisher) -> dict[str, Any]:
    [row] = publisher.service.actions.values()
    return row


def test_it_is_made_once_and_put_on_every_version(publisher: Publisher) -> None:
    assert only(publisher)["Definition"] == {
        "Name": "AWS-StopIt",
        "Version": "1",
        "AssumeRole": "LAUNCH_ROLE",
        "Parameters": '[{"Name":"Name","Type":"TARGET"}]',
    }
    assert only(publisher)["Name"] == "notebook-stop"
    assert len(publisher.service.acting) == 2
    assert plan(publisher, acting("1.0.0", "1.1.0")) == []
    assert plan(publisher, acting("1.0.0", "1.1.0"), deep=True) == []
    assert plan(publisher, acting("1.0.0", "1.1.0", "2.0.0"))[-1] == ("AttachAction", Risk.ROUTINE)


def test_the_first_versions_of_an_action_broaden(project: Path) -> None:
    made = Publisher(project)
    made.publish(acting("1.0.0", action=None))
    assert plan(made, acting("1.0.0")) == [("PutAction", Risk.BROADENS), ("AttachAction", Risk.BROADENS)]


def test_a_change_is_one_write_that_says_what_was_there(publisher: Publisher) -> None:
    wanted = acting("1.0.0", "1.1.0", action=replace(STOP, version="2", role="caller"))
    found, _ = plan_catalog(publisher.connect(), wanted)
    [step] = found.steps
    assert step.write.changes == ("Version: 1 → 2", "AssumeRole: LAUNCH_ROLE → none")  # type: ignore[union-attr] # a PutAction
    before = publisher.names.count("servicecatalog:UpdateServiceAction")
    publisher.publish(wanted)
    assert publisher.names.count("servicecatalog:UpdateServiceAction") == before + 1
    assert only(publisher)["Definition"]["Version"] == "2"
    assert plan(publisher, wanted, deep=True) == []


def test_a_change_by_hand_is_seen_by_a_deep_plan_and_taken_back(publisher: Publisher) -> None:
    only(publisher)["Definition"] = {**only(publisher)["Definition"], "AssumeRole": "arn:aws:iam::1:role/Administrator"}
    assert plan(publisher, acting("1.0.0", "1.1.0"), deep=True) == [("PutAction", Risk.BROADENS)]
    publisher.publish(acting("1.0.0", "1.1.0", "2.0.0"))
    assert only(publisher)["Definition"]["AssumeRole"] == "LAUNCH_ROLE"
    publisher.service.acting.pop()
    assert plan(publisher, acting("1.0.0", "1.1.0", "2.0.0")) == [("AttachAction", Risk.ROUTINE)]


def test_drift_tells_what_was_changed_and_taken_off(publisher: Publisher) -> None:
    applied = acting("1.0.0", "1.1.0")
    only(publisher)["Definition"] = {**only(publisher)["Definition"], "Version": "7"}
    publisher.service.acting.pop()
    observed, tags = read_deep(publisher.connect(), applied, publisher.observe(applied))
    found = [(each.what, each.was, each.now) for each in find_drift(applied, observed, tags)]
    assert found[0] == ("definition Version", "1", "7")
    assert [(what, now) for what, _, now in found[1:]] == [("version", None)]


def test_the_last_action_goes_although_no_list_is_read_for_it(publisher: Publisher) -> None:
    nothing = acting("1.0.0", "1.1.0", action=None)
    assert plan(publisher, nothing) == [("DetachAction", Risk.BREAKS_USERS)] * 2 + [("DeleteAction", Risk.BREAKS_USERS)]
    publisher.publish(nothing)
    assert (publisher.service.actions, publisher.service.acting) == ({}, set())
    assert plan(publisher, nothing) == []
    publisher.publish(acting("1.0.0", "1.1.0"))
    assert len(publisher.service.acting) == 2
    publisher.publish(catalog({}, {}))
    assert publisher.service.actions == {}


def test_those_of_others_are_left_alone(publisher: Publisher) -> None:
    theirs = {"Id": "act-x", "Name": "notebook-stop", "Description": "theirs", "Definition": {"Name": "X"}}
    publisher.service.actions["act-x"] = dict(theirs)
    publisher.publish(acting("1.0.0", "1.1.0", "2.0.0"))
    publisher.publish(catalog({}, {}))
    assert publisher.service.actions == {"act-x": theirs}


def test_one_that_lost_its_mark_is_said_before_any_write_and_adopted(publisher: Publisher) -> None:
    only(publisher)["Description"] = "edited"
    before, wanted = publisher.writes, acting("1.0.0", "1.1.0", "2.0.0")
    with pytest.raises(Problems) as caught:
        publisher.publish(wanted)
    [finding] = caught.value.findings
    identity = only(publisher)["Id"]
    assert (finding.code, finding.fix) == ("PLN672", f"./build.py adopt action/notebook/stop {identity}")
    assert publisher.writes == before
    observed = publisher.observe(wanted)
    adopt(publisher.connect(), wanted, observed, action_address("notebook", "stop"), identity)
    publisher.publish(wanted)
    assert plan(publisher, wanted, deep=True) == []
    assert len(publisher.service.actions) == 1


def test_one_that_others_put_on_their_product_is_not_removed(publisher: Publisher) -> None:
    service = publisher.service
    service.versions["pa-x"] = {"Id": "pa-x", "ProductId": "prod-x", "Name": "1", "Active": False}
    service.acting.add((only(publisher)["Id"], "pa-x"))
    before = publisher.writes
    with pytest.raises(Problems) as caught:
        publisher.publish(acting("1.0.0", "1.1.0", action=None))
    assert [finding.code for finding in caught.value.findings] == ["PLN613"]
    assert publisher.writes == before


OWN = replace(STOP, document="actions/stop.yaml", content='{"schemaVersion":"0.3"}', target_type="AWS::SNS::Topic")
OTHER = replace(OWN, content='{"description":"again","schemaVersion":"0.3"}')


@pytest.fixture
def own(project: Path) -> Publisher:
    """A publisher that has published it with a document of its own."""
    made = Publisher(project)
    made.publish(acting("1.0.0", "1.1.0", action=OWN))
    return made


def test_a_document_of_its_own_is_there_before_the_action_that_names_it(own: Publisher) -> None:
    [(name, made)] = own.documents.held.items()
    assert (made["Content"], made["TargetType"], made["DocumentType"]) == (
        OWN.content,
        "/AWS::SNS::Topic",
        "Automation",
    )
    assert only(own)["Definition"]["Name"] == name
    assert own.names.index("ssm:CreateDocument") < own.names.index("servicecatalog:CreateServiceAction")
    assert plan(own, acting("1.0.0", "1.1.0", action=OWN)) == []
    assert plan(own, acting("1.0.0", "1.1.0", action=OWN), deep=True) == []


def test_another_content_is_another_document_and_the_one_before_goes_last(own: Publisher) -> None:
    [before], wanted = own.documents.held, acting("1.0.0", "1.1.0", action=OTHER)
    assert [name for name, _ in plan(own, wanted)] == ["PutDocument", "PutAction", "DeleteDocument"]
    own.publish(wanted)
    [after] = own.documents.held
    assert after != before
    assert only(own)["Definition"]["Name"] == after
    own.publish(acting("1.0.0", "1.1.0", action=None))
    assert (own.documents.held, own.service.actions) == ({}, {})
    assert own.names[::-1].index("ssm:DeleteDocument") < own.names[::-1].index("servicecatalog:DeleteServiceAction")


def test_a_document_gives_way_to_one_that_is_there(own: Publisher) -> None:
    own.publish(acting("1.0.0", "1.1.0"))
    assert own.documents.held == {}
    assert plan(own, acting("1.0.0", "1.1.0")) == []


def test_a_document_that_somebody_deleted_is_made_again_and_told_by_drift(own: Publisher) -> None:
    wanted = acting("1.0.0", "1.1.0", action=OWN)
    [name] = own.documents.held
    own.documents.held.clear()
    observed, tags = read_deep(own.connect(), wanted, own.observe(wanted))
    assert [(each.what, each.was, each.now) for each in find_drift(wanted, observed, tags)] == [
        ("document", name, None)
    ]
    assert plan(own, wanted) == [("PutDocument", Risk.ROUTINE)]
    own.publish(wanted)
    assert [*own.documents.held] == [name]


def test_other_content_under_a_published_name_is_refused(own: Publisher) -> None:
    [name] = own.documents.held
    own.documents.held[name]["Content"] = OTHER.content
    before = own.writes
    with pytest.raises(Problems) as caught:
        own.publish(acting("1.0.0", "1.1.0", "2.0.0", action=OWN))
    [finding] = caught.value.findings
    assert (finding.code, finding.fix) == ("PLN673", f"aws ssm delete-document --name {name}")
    assert own.writes == before


def test_documents_of_others_and_of_another_catalog_stay(own: Publisher) -> None:
    theirs = {"ds-action-other-notebook-stop-0123456789ab": {"Content": "{}"}, "runbook": {"Content": "{}"}}
    own.documents.held.update(theirs)
    own.publish(acting("1.0.0", "1.1.0", action=None))
    assert own.documents.held == theirs


def test_doctor_names_documents_that_are_missing_left_over_or_changed(own: Publisher, project: Path) -> None:
    [(name, made)] = own.documents.held.items()
    wanted = acting("1.0.0", action=OWN)

    def found() -> list[tuple[str, str, str]]:
        rows = examine(own.connect(), project, wanted)
        return [(each.code, each.message.split()[1], each.fix or "") for each in rows]

    assert found() == []
    left = f"{name.rpartition('-')[0]}-000000000000"
    own.documents.held[left] = made
    assert found() == [("PLN674", left, "./build.py apply")]
    del own.documents.held[left], own.documents.held[name]
    assert found() == [("PLN674", name, "./build.py apply")]
    own.documents.held[name] = {**made, "Content": OTHER.content}
    assert found() == [("PLN673", name, f"aws ssm delete-document --name {name}")]
