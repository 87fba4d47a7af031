"""The publisher killed before and after each call that changes something, over every family, and started again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from generator.model.action import Action
from generator.model.share import Share
from generator.planning import CatalogState, OfferState
from generator.planning.actions import want_actions
from generator.planning.documents import want_documents
from tests.behavior.publishing.catalogs import (
    BODIES,
    LAUNCH,
    NARROW,
    TAGS,
    TOLD,
    catalog,
    marks,
    small,
)
from tests.behavior.publishing.publisher import Publisher, is_read
from tests.behavior.publishing.test_crashes import check_is
from tests.bench.table import TABLE
from tests.fakes.account import Kill

pytestmark = pytest.mark.bench

NOTHING = catalog({}, {})
SHARED = frozenset({Share("ACCOUNT", "222233334444", False, True)})


def whole(*versions: str, action: str, constraints: tuple[object, ...]) -> CatalogState:
    """Portfolio, product, versions, every constraint, people, tags, tag options of both, a share, service actions."""
    state = small(*versions)
    box = replace(
        state.portfolios["dev"],
        offers={"notebook": OfferState("notebook", constraints)},  # type: ignore[arg-type] # constraints
        tags=frozenset({("Team", action)}) | marks(SHARED),
        tag_options=frozenset({("CostCenter", action)}),
        shares=SHARED,
    )
    acts = [
        Action(action, "words", "Doc", "1"),
        Action("own", "words", "own.yaml", "1", content=json.dumps({"does": action})),
    ]
    actions = want_actions(state.catalog, "notebook", acts, versions)
    documents = want_documents(state.catalog, {"notebook": acts})
    made = {"notebook": replace(state.products["notebook"], tag_options=frozenset({("Stage", action)}))}
    return replace(state, portfolios={"dev": box}, products=made, actions=actions, documents=documents)


ONE = whole("1.0.0", action="stop", constraints=(LAUNCH, NARROW, TAGS, TOLD))
OTHER = whole("1.0.0", "1.1.0", action="start", constraints=(LAUNCH, TOLD))
WAYS: dict[str, Sequence[CatalogState]] = {
    "first publish": (ONE,),
    "update": (ONE, OTHER),
    "removal": (ONE, NOTHING),
    "restoration": (ONE, NOTHING, ONE),
}


def prepared(project: Path, lag: int, states: Sequence[CatalogState]) -> Publisher:
    """A publisher that has published all but the last of these, which every list shows."""
    publisher = Publisher(project, lag)
    for state in states:
        publisher.publish(state)
        publisher.service.catch_up()
    return publisher


@pytest.mark.parametrize("lag", [0, 3, 8])
@pytest.mark.parametrize("way", WAYS)
def test_every_kill_converges(project_of_bodies: Path, way: str, lag: int) -> None:
    *before, wanted = WAYS[way]
    whole_run = prepared(project_of_bodies, lag, before)
    start = len(whole_run.names)
    whole_run.publish(wanted, threads=1)
    writes = [number for number, name in enumerate(whole_run.names[start:]) if not is_read(name)]
    kills = [Kill(number, after) for number in writes for after in (False, True)]
    for kill in kills:
        publisher = prepared(project_of_bodies, lag, before)
        there = publisher.publish_in_spite_of([kill], wanted)
        check_is(wanted, there, publisher)
        assert publisher.service.exposed == set()
    TABLE.add(f"kills, {way}, lag {lag}: all converge", f"{len(kills)}")
    print(f"{way}, lag {lag}: {len(kills)} kills, all converge, none exposed, none duplicated")


@pytest.fixture(scope="module")
def project_of_bodies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project's folder with the body of every release."""
    root = tmp_path_factory.mktemp("bodies")
    for path, content in BODIES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    return root
