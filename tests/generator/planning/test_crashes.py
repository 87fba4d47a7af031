"""Whatever is wanted and whatever is there: plans converge, also when they are cut off anywhere, and expose nothing."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.planning import CatalogState, OfferState, Principal, plan_changes
from generator.planning.catalog import PortfolioState, ProductState
from tests.generator.planning.states import NOTHING, ROLE, RULES, Shelf, catalog, observed, portfolio, product, version

PEOPLE = tuple(Principal(f"arn:aws:iam::111122223333:role/{name}") for name in ("One", "Two", "Three"))
GUIDANCE = st.sampled_from(["DEFAULT", "DEPRECATED"])


@st.composite
def products(draw: st.DrawFn, key: str) -> ProductState:
    names = sorted(draw(st.sets(st.sampled_from(["1.0.0", "1.1.0", "2.0.0"]), min_size=1)))
    found = [version(name, f"{key} {name}", guidance=draw(GUIDANCE)) for name in names]
    return product(*found, key=key, title=draw(st.sampled_from([key, key.upper()])))


@st.composite
def portfolios(draw: st.DrawFn, key: str, names: list[str]) -> PortfolioState:
    offers = {name: OfferState(name, (ROLE, RULES)) for name in draw(st.sets(st.sampled_from(names), min_size=1))}
    return portfolio(
        key=key,
        offers=offers,
        name=draw(st.sampled_from(["A", "B"])),
        principals=frozenset(draw(st.sets(st.sampled_from(PEOPLE)))),
        tag_options=frozenset(draw(st.sets(st.sampled_from([("Cost", "1"), ("Cost", "2")])))),
    )


@st.composite
def catalogs(draw: st.DrawFn) -> CatalogState:
    names = sorted(draw(st.sets(st.sampled_from(["notebook", "job"]), min_size=1)))
    boxes = [draw(portfolios(key, names)) for key in sorted(draw(st.sets(st.sampled_from(["one", "two"]))))]
    offered = {name for box in boxes for name in box.offers}
    return catalog(*boxes, *(draw(products(name)) for name in names if name in offered)) if boxes else NOTHING


def converge(shelf: Shelf, wanted: CatalogState, stops: list[int]) -> None:
    """Apply again and again, cut off after so many steps each time, and then to the end."""
    for stop in [*stops, None]:
        for step in plan_changes(wanted, observed(shelf.state)).steps[:stop]:
            shelf.run(step.write)


@settings(max_examples=150, deadline=None)
@given(catalogs(), catalogs(), st.lists(st.integers(0, 12), max_size=4))
def test_plans_that_are_cut_off_anywhere_converge_and_expose_nothing(
    there: CatalogState, wanted: CatalogState, stops: list[int]
) -> None:
    shelf = Shelf(replace(there, bodies={}))
    converge(shelf, wanted, stops)
    assert plan_changes(wanted, observed(shelf.state)).steps == ()
    for key, name in shelf.exposed:  # generator/planning/order.py says why there is this one case
        boxes = [*there.portfolios.values(), *wanted.portfolios.values()]
        assert any(name in box.offers for box in boxes if box.key != key)
    assert set(shelf.portfolios) == set(wanted.portfolios)
