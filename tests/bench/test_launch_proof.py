"""The launch proof: one product, and whether many cost as much a piece as few."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.cli.project import launching_of
from generator.cloudformation.template.reader import read_document
from generator.iam.launch_roles import build_launch_policy
from generator.launching import LaunchProof, draft_role, find_needs, prove_launch
from generator.manifest import load_manifest
from generator.synth import read_ledger
from generator.verify.launches import ASSUMED
from generator.verify.offered.proof import check_offered_launches
from tests.bench.measuring import CHECKOUT, cpu_of
from tests.bench.table import TABLE, ms

pytestmark = pytest.mark.bench


def prove(text: str) -> LaunchProof:
    """Reading, needs, and the proof under the drafted role."""
    needs = find_needs(read_document(text), "Environment")
    return prove_launch(needs, [build_launch_policy(draft_role(needs))], ASSUMED)


def test_one_product_in_one_environment() -> None:
    ledger = json.loads((CHECKOUT / "dist" / "ledger.json").read_text(encoding="utf-8"))
    template = max(row["template"] for row in ledger["releases"] if row["product"] == "notebook")
    text = (CHECKOUT / template).read_text(encoding="utf-8")
    prove(text)
    spent = min(cpu_of(lambda: prove(text)) for _ in range(5))
    TABLE.add("launch proof of the notebook, drafted role", ms(spent), aim="< 500 ms")
    assert not prove(text).blocks


def test_an_offer_in_its_environment_is_proven_once(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "portfolio.yaml", tmp_path)
    for folder in ("products", "dist"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder)
    manifest, ledger = load_manifest(tmp_path), read_ledger(tmp_path)

    def check() -> None:
        assert check_offered_launches(tmp_path, manifest, ledger, launching_of()) == []

    def check_anew() -> None:
        shutil.rmtree(tmp_path / ".cache" / "launching", ignore_errors=True)
        check()

    check()
    first, again = (min(cpu_of(each) for _ in range(5)) for each in (check_anew, check))
    TABLE.add("launch proof of an offer under its environment's role", ms(first), aim="< 500 ms")
    TABLE.add("the same, unchanged", ms(again), aim="0 ms")
    assert again < first / 20


def test_a_thousand_products_cost_a_hundred_times_ten() -> None:
    text = (CHECKOUT / "tests" / "fixtures" / "templates" / "bucket.yaml").read_text(encoding="utf-8")
    texts = [text.replace("Files", f"Files{number}") for number in range(1000)]
    prove(texts[0])
    each: dict[int, float] = {}
    for count in (10, 100, 1000):
        each[count] = cpu_of(lambda count=count: [prove(one) for one in texts[:count]]) / count  # type: ignore[misc]
        TABLE.add(f"launch proof, {count:,} products, a piece", ms(each[count]))
    ratio = each[1000] / each[10]
    TABLE.add("launch proof, a piece of 1,000 / of 10", ms(each[1000]), ms(each[10]), ratio, "< 1.5")
    assert ratio < 3
