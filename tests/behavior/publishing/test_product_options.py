"""Tag options of a product that leaves the catalog go with it, wherever the run is killed that takes it out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.planning import CatalogState
from tests.behavior.publishing.catalogs import catalog, small
from tests.behavior.publishing.publisher import Publisher
from tests.fakes.account import Kill

PLAIN = small()
OPTIONED = replace(
    PLAIN,
    products={
        "notebook": replace(
            PLAIN.products["notebook"],
            tag_options=frozenset({("CostCenter", "1"), ("CostCenter", "2"), ("Stage", "x")}),
        )
    },
)
NOTHING = catalog({}, {})


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("wanted", [NOTHING, PLAIN], ids=["it leaves", "it stays"])
def test_wherever_a_run_is_killed_no_option_stays_that_was_taken_back(
    project: Path, after: bool, wanted: CatalogState
) -> None:
    whole = Publisher(project)
    whole.publish(OPTIONED)
    whole.publish(wanted)
    for call in range(whole.calls):
        publisher = Publisher(project)
        publisher.publish(OPTIONED)
        publisher.publish_in_spite_of([Kill(call, after)], wanted)
        publisher.publish(PLAIN)
        assert publisher.service.attached == set(), call
