"""What a plan says of fields: the old and the new value."""

from __future__ import annotations

from dataclasses import replace

from generator.model import Support
from generator.planning import Observed, plan_changes
from generator.views.plans.descriptions import describe
from tests.behavior.publishing.catalogs import small


def test_each_field_that_changes_is_said_old_and_new() -> None:
    before = small()
    [(key, product)] = before.products.items()
    box = before.portfolios["dev"]
    title = replace(product, title="Notes", support=Support(email="ml@example.com"), distributor="us")
    renamed = replace(box, name="Team", tags=frozenset({("Team", "x")}))
    there = replace(before, products={key: title}, portfolios={"dev": renamed})
    said = [describe(step)[1] for step in plan_changes(before, Observed(there)).steps]
    assert said == [
        f"name: “Team” → “{box.name}”; tag Team: x → none",
        f"title: “Notes” → “{product.title}”; distributor: “us” → “{product.distributor}”; "
        "support email: ml@example.com → none",
    ]
