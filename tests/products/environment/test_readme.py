"""The README says what the code says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import yaml

from generator.diagnostics.codes import load_explanations
from generator.manifest.forms import PortfolioFile
from generator.manifest.scenarios import load_scenarios
from generator.manifest.validation import known_keys
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


def test_prose_names_keys_of_portfolio_yaml_and_no_parameters() -> None:
    """Whoever reads it answers in portfolio.yaml; parameters are for launches from the catalog, and beside keys."""
    parameters = yaml.safe_load((ROOT / "products/environment/deployment.yaml").read_text(encoding="utf-8"))[
        "parameters"
    ]
    catalog = README[README.index("## From the catalog") : README.index("## What it makes")]
    prose = README.replace(catalog, "")
    prose = re.sub(r"^\| (`\w+`(?:, )?)+ \|", "|", prose, flags=re.MULTILINE)
    named = re.findall(r"`(\w+)(?:: [^`]*)?`", prose)
    assert [name for name in named if name in parameters] == []


def test_every_key_that_it_names_is_one_of_portfolio_yaml() -> None:
    sections = ("network", "people", "options", "roles", "existing")
    known = {section: set(known_keys(PortfolioFile, ("environments", "any", section))) for section in sections}
    named = re.findall(r"`(network|people|options|roles|existing)\.(?!py`)([a-z0-9-]+)[a-z0-9.-]*`", README)
    assert len(named) > 40
    assert [f"{section}.{key}" for section, key in named if key not in known[section]] == []
    everywhere = {
        *known_keys(PortfolioFile, ("environments", "any")),
        *known_keys(PortfolioFile, ("portfolios", "any")),
    }
    everywhere = everywhere.union(*known.values())
    written = re.findall(r"`([a-z][a-z-]*):(?: [^`]*)?`", README)
    assert len(written) > 8
    assert [key for key in written if key not in everywhere] == []


def test_the_key_of_each_parameter_is_the_one_that_answers_it() -> None:
    declared = yaml.safe_load((ROOT / "products/environment/deployment.yaml").read_text(encoding="utf-8"))["parameters"]
    fields = {name: each if isinstance(each, str) else each["field"] for name, each in declared.items()}
    table = README.split("## Options")[1].split("## ")[0]
    for line in (line for line in table.splitlines() if line.startswith("| `")):
        _, parameters, keys, *_ = line.split("|")
        # `zones` takes a number, or names.
        answering = (fields[name].replace(".zone-names", ".zones") for name in re.findall(r"`(\w+)`", parameters))
        wanted = dict.fromkeys(answering)
        assert re.findall(r"`([^`]+)`", keys) == [field for field in wanted if not field.startswith("asset.")]
