"""Rendering, against troposphere alone writing the same templates."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.manifest import load_products
from generator.synth import render_product
from generator.synth.authoring import load_build
from tests.bench.conftest import plant
from tests.bench.measuring import PYTHON, Command, build, median, race, race_calls
from tests.bench.plain_render import draw
from tests.bench.table import TABLE, ms

pytestmark = pytest.mark.bench

PLAIN = str(Path(__file__).with_name("plain_render.py"))


def forget(project: Path) -> None:
    """Nothing was ever rendered."""
    for name in (".cache", "dist", "dist-plain"):
        shutil.rmtree(project / name, ignore_errors=True)


def test_both_products_against_troposphere_alone(project: Path) -> None:
    cold = build(project, "render", before=lambda: forget(project))
    for form, aim in (("yaml", "< 1.3"), ("json", "< 1.3")):
        ours, theirs, ratio = race(cold, Command([PYTHON, PLAIN, str(project), form]))
        TABLE.add(f"render, cold / troposphere to_{form}", ms(ours.cpu), ms(theirs.cpu), ratio, aim)


def test_both_products_in_one_process(project: Path) -> None:
    products = list(load_products(project).values())

    def plain(form: str) -> None:
        for product in products:
            load_build(project, product)
            template = draw(project, product.name)
            template.to_yaml() if form == "yaml" else template.to_json()

    for form in ("yaml", "json"):
        ours, theirs, ratio = race_calls(
            lambda: [render_product(project, product) for product in products], lambda form=form: plain(form)
        )
        TABLE.add(f"render, in process / troposphere to_{form}", ms(ours), ms(theirs), ratio, "< 1.3")


def test_nothing_changed(project: Path) -> None:
    ours, theirs, ratio = race(build(project, "render"), build(project, "render", before=lambda: forget(project)))
    TABLE.add("render, nothing changed / cold", ms(ours.cpu), ms(theirs.cpu), ratio)


def test_many_products(tmp_path: Path) -> None:
    costs, plain, again = {}, {}, {}
    for count in (10, 100, 1000):
        root = plant(tmp_path / str(count), count)
        cold = build(root, "render", "--quiet", before=lambda root=root: forget(root))
        other = Command([PYTHON, PLAIN, str(root), "yaml"], before=lambda root=root: forget(root))
        costs[count], plain[count], ratio = race(cold, other, 3)
        cold.run()
        again[count] = median([build(root, "render", "--quiet").run() for _ in range(3)])
        TABLE.add(
            f"render {count:,} products, cold / troposphere to_yaml", ms(costs[count].cpu), ms(plain[count].cpu), ratio
        )
        TABLE.add(f"render {count:,} products, cold: peak memory", f"{costs[count].memory:.0f} MiB")
    for name, found in (("cold", costs), ("nothing changed", again), ("troposphere alone", plain)):
        low, high = ((found[b].cpu - found[a].cpu) / (b - a) for a, b in ((10, 100), (100, 1000)))
        words = f"{ms(low)} → {ms(high)}"
        TABLE.add(
            f"a further product, {name}: 10-100 → 100-1,000", words, aim="" if "alone" in name else "< 1 ms, level"
        )
    memory = (costs[1000].memory - costs[100].memory) * 1024 / 900
    TABLE.add("a further product, cold: memory", f"{memory:.0f} KiB")
