"""The README says what the code says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from generator.diagnostics.codes import load_explanations
from generator.manifest.scenarios import load_scenarios
from products.environment.endpoints import SERVICES
from products.environment.regions import PREFIX_LISTS
from tests.products.environment.conftest import ROOT
from tests.products.environment.sizes import rows

README = (ROOT / "products/environment/README.md").read_text(encoding="utf-8")
HOURS, PRICE = 730, 0.01


def test_the_table_of_options_is_the_templates_parameters(document: Mapping[str, Any]) -> None:
    table = README.split("## Options")[1].split("## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`(\w+)`", "".join(rows))) == sorted(document["Parameters"])


def test_prices_are_computed_from_the_tiers() -> None:
    tiers = Counter(service.tier for service in SERVICES)
    for words, count in [*((f"{tier} ", number) for tier, number in tiers.items()), ("all ", len(SERVICES))]:
        row = next(line for line in README.splitlines() if line.startswith(f"| {words}") and "$" in line)
        assert re.findall(r"\$([\d.]+)", row) == [f"{count * zones * HOURS * PRICE:.2f}" for zones in (2, 3)]
        assert f"| {count} |" in row


def test_the_table_of_sizes_is_the_templates() -> None:
    wanted = list(rows())
    table = README.split("## Sizes")[1].split("## ")[0]
    found = [line for line in table.splitlines() if line.startswith("|")]
    assert found == wanted, "paste:\n" + "\n".join(wanted)


def test_everything_in_the_table_of_sizes_leaves_a_tenth() -> None:
    left = [int(line.split("|")[5].removesuffix(" % ")) for line in rows() if line.endswith("% |")]
    assert len(left) > 8
    assert min(left) >= 10


def test_all_thirty_six_defects_have_their_row() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\| .+ \|$", README, re.MULTILINE)
    assert [int(number) for number in rows] == list(range(1, 37))


def guards() -> list[str]:
    return re.findall(r"^\| \d+ \|.*\|.*\| (.+) \|$", README, re.MULTILINE)


def test_every_guard_that_the_readme_names_is_there() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    there = {
        *re.findall(r"^def (test_\w+)\(", tests, re.MULTILINE),
        *load_explanations(),
        *(
            each.because
            for name in ("environment", "notebook")
            for each in load_scenarios(ROOT, name).scenarios.sentences
        ),
    }
    for row in guards():
        named = re.findall(r"`(\w+)`|“([^”]+)”", row)
        assert named, row
        missing = [code or sentence for code, sentence in named if (code or sentence) not in there]
        assert not missing, missing


def test_the_number_of_known_prefix_lists_is_right() -> None:
    assert f"({len(PREFIX_LISTS)} regions;" in README
