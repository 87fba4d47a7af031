"""portfolio.yaml is held against the released templates: what is on offer, and what is narrowed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.cloudformation.template.narrowing import read_narrowing
from generator.diagnostics import Severity
from generator.manifest import load_manifest
from generator.model import Digest, Release, Version
from generator.planning.narrowing import build_rules
from generator.synth import Ledger, read_ledger
from generator.verify.agreement import check_agreement
from generator.verify.catalog import check_catalog, check_pinned_values, check_regions
from generator.verify.launch_roles import find_untrusting_products
from generator.verify.narrowing import check_narrowing, read_narrowed

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "portfolio.yaml", tmp_path)
    for folder in ("products", "dist"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def codes(project: Path, before: str = "", after: str = "") -> list[tuple[str, str | None]]:
    file = project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1) if before else text, encoding="utf-8")
    found = check_narrowing(project, load_manifest(project), read_ledger(project))
    return [(finding.code, finding.fix) for finding in found]


def test_what_the_product_asks_may_be_narrowed(project: Path) -> None:
    assert codes(project) == []


def test_a_misspelt_parameter_is_reported_with_the_right_one(project: Path) -> None:
    kept = "InstanceType: [ml.t3.medium, ml.t3.large, ml.m5.xlarge]"
    assert codes(project, "InstanceType: [", "InstancType: [") == [("PF164", kept)]


def test_a_misspelt_range_is_reported_as_it_was_meant(project: Path) -> None:
    assert codes(project, "VolumeSize: {", "VolumeSiz: {") == [("PF164", "VolumeSize: { max: 100 }")]


def test_what_stands_under_a_misspelt_parameter_is_reported_too(project: Path) -> None:
    found = codes(project, "InstanceType: [ml.t3.medium,", "InstancType: [ml.t9.medium,")
    kept = "[ml.t3.large, ml.m5.xlarge]"
    assert found == [("PF164", f"InstanceType: {kept}"), ("PF165", kept)]


def test_a_value_that_the_product_never_takes_is_reported_with_those_that_it_does(project: Path) -> None:
    assert codes(project, "[ml.t3.medium,", "[ml.t9.medium,") == [("PF165", "[ml.t3.large, ml.m5.xlarge]")]
    [finding] = check_narrowing(project, load_manifest(project), read_ledger(project))
    assert "ml.t3.medium" in (finding.label or "")


def test_a_number_out_of_bounds_is_reported(project: Path) -> None:
    assert codes(project, "VolumeSize: { max: 100 }", 'VolumeSize: ["2"]') == [("PF165", "take from: 5 to 1000")]


def test_a_range_that_the_product_never_takes_is_told(project: Path) -> None:
    assert codes(project, "{ max: 100 }", "{ min: 2000, max: 2010 }") == [("PF165", "{ min: 5, max: 1000 }")]


def test_an_end_beyond_the_products_is_told_with_the_range_that_is_left(project: Path) -> None:
    assert codes(project, "{ max: 100 }", "{ min: 900, max: 1100 }") == [("PF165", "{ min: 900, max: 1000 }")]


def test_a_range_from_nought_is_told_where_the_product_begins_later(project: Path) -> None:
    assert codes(project, "{ max: 100 }", "{ min: 0, max: 100 }") == [("PF165", "{ min: 5, max: 100 }")]


def test_a_missing_bound_is_the_products_own(project: Path) -> None:
    assert codes(project, "{ max: 100 }", "{ min: 5 }") == []
    manifest, ledger = load_manifest(project), read_ledger(project)
    portfolio = manifest.catalog.portfolios["churn-dev"]
    rules = build_rules(
        portfolio.offers[0],
        manifest.products["notebook"],
        manifest.catalog.environments["churn-dev"],
        read_narrowed(project, manifest, ledger),
    )
    allowed = read_narrowing(rules["Rules"].values())["VolumeSize"]
    assert (allowed.texts[0], allowed.texts[-1], len(allowed.texts)) == ("5", "1000", 996)


BUCKET = """\
Parameters:
  Environment: {{ Type: String, AllowedPattern: "[a-z-]+" }}
  Days: {{ Type: Number, MinValue: 1 }}
  Copies: {{ Type: Number }}
  Wide: {{ Type: Number, MinValue: 0, MaxValue: 100000 }}
  Tier: {{ Type: String, AllowedValues: [{tiers}], Default: hot }}
  Size: {{ Type: Number, MinValue: 5, MaxValue: 1000, Default: 30 }}
  Hosts: {{ Type: CommaDelimitedList, Default: "a,b" }}
  Zones: {{ Type: {zones} }}
  Subnet: {{ Type: "AWS::EC2::Subnet::Id" }}
  Image: {{ Type: "AWS::SSM::Parameter::Value<String>" }}
  Secret: {{ Type: String, NoEcho: true }}
Resources: {{ Data: {{ Type: "AWS::S3::Bucket" }} }}
"""


def narrowed(
    project: Path, narrow: str, versions: str = '"1.0.0"', padding: str = ""
) -> list[tuple[str, int, str, str | None]]:
    """What is found where two versions of a bucket are released and one portfolio offers some, narrowed."""
    folder = project / "products" / "bucket"
    folder.mkdir(exist_ok=True)
    (folder / "product.yaml").write_text(
        'title: Bucket\nsummary: A bucket.\nowner: ML\nversion: "1.1.0"\nlives-in: environment\n'
        "launch-role: notebook-creation\n"
    )
    releases = []
    for version, tiers, zones in (("1.0.0", "hot, cold", "List<String>"), ("1.1.0", "hot, cold, ice", "String")):
        template = f"dist/bucket/{version}/template.yaml"
        (project / template).parent.mkdir(parents=True, exist_ok=True)
        (project / template).write_text(BUCKET.format(tiers=tiers, zones=zones) + padding)
        releases.append(Release("bucket", Version.parse(version), Digest.of(version), template))
    text = (project / "portfolio.yaml").read_text(encoding="utf-8").split("    products:\n")[0]
    offer = f"    products:\n      - use: bucket\n        offer: {{ current: [{versions}] }}\n        narrow:\n"
    (project / "portfolio.yaml").write_text(f"{text}{offer}          {narrow}\n", encoding="utf-8")
    found = check_narrowing(project, load_manifest(project), Ledger(tuple(releases)))
    column = len("          ") + 1
    return [(each.code, each.span.column - column if each.span else 0, each.message, each.fix) for each in found]


@pytest.mark.parametrize(
    ("narrow", "code", "at", "fix"),
    [
        ("Days: { max: 30 }", None, "", ""),
        ("Days: { min: 7 }", "PF155", "", "{ min: 7, max: … }"),
        ("Days: { min: 0, max: 3 }", "PF165", "0", "{ min: 1, max: 3 }"),
        ("Copies: { max: 3 }", "PF155", "", "{ min: …, max: 3 }"),
        ("Copies: { min: 0, max: 3 }", None, "", ""),
        ("Copies: { min: 0, max: 5000 }", "PF155", "", "{ min: 0, max: 999 }"),
        ("Wide: { max: 2000 }", "PF155", "", "{ min: 0, max: 999 }"),
        ("Copies: [1, two]", "PF165", "two", "take from: values of the type Number"),
        ("Tier: [hot, warm]", "PF165", "warm", "[hot]"),
        ("Tier: warm", "PF165", "warm", "take from: hot, cold"),
        ("Tier: { min: 1, max: 3 }", "PF165", "", "take from: hot, cold"),
        ("Zones: [a, b]", None, "", ""),
        ("Zones: ['a,b']", "PF165", "'", "take from: values of the type List<String>"),
        (
            "Subnet: [subnet-12345678, vpc-12345678]",
            "PF165",
            "vpc",
            "take from: values of the type AWS::EC2::Subnet::Id",
        ),
        ("Subnet: { min: 1, max: 3 }", "PF165", "", "take from: values of the type AWS::EC2::Subnet::Id"),
        ("Image: [/ds/image]", "PF169", "", "remove `Image` from `narrow`"),
        ("Secret: [a]", "PF169", "", "remove `Secret` from `narrow`"),
        ("Environment: [fraud-dev]", "PF183", "", "remove `Environment` from `narrow`"),
        ("Environment: [churn-dev]", None, "", ""),
        ("Colour: [red]", "PF164", "", None),
        ("Tier: [cold]", None, "", ""),
        ("Tier: cold", None, "", ""),
        ("Tier: [cold, hot]", None, "", ""),
        ("Size: { min: 300 }", "PF270", "", "{ min: 30, max: 1000 }"),
        ("Size: { max: 20 }", "PF270", "", "{ min: 5, max: 30 }"),
        ("Size: { min: 30 }", None, "", ""),
        ("Hosts: [a]", "PF270", "", "[b, a]"),
        ("Hosts: [b, a]", None, "", ""),
    ],
)
def test_what_nobody_could_answer_is_told_at_its_place(
    project: Path, narrow: str, code: str | None, at: str, fix: str | None
) -> None:
    found = narrowed(project, narrow)
    assert [each[0] for each in found] == ([code] if code else [])
    for _, column, _, said in found:
        assert column == (narrow.index(at, narrow.index(":")) if at else 0)
        assert fix in (said, None)


def test_every_version_on_offer_is_held_against_it(project: Path) -> None:
    [(code, _, message, fix)] = narrowed(project, "Tier: [hot, ice]", '"1.0.0", "1.1.0"')
    assert (code, message, fix) == ("PF165", "`Tier` of `bucket 1.0.0` never takes ice", "[hot]")
    assert narrowed(project, "Tier: [hot, ice]", '"1.1.0"') == []
    [(code, _, message, fix)] = narrowed(project, "Tier: [cold, ice]", '"1.1.0"')
    assert (code, fix) == ("PF270", "[hot, cold, ice]")
    assert "`Tier` of `bucket 1.1.0` is hot by default" in message


def test_no_rule_holds_a_list_in_one_version_and_a_value_in_another(project: Path) -> None:
    [(code, _, message, _)] = narrowed(project, "Zones: [a]", '"1.0.0", "1.1.0"')
    assert code == "PF169"
    assert "is a list in 1.0.0" in message


def test_a_template_and_its_list_stay_below_a_templates_size(project: Path) -> None:
    values = ", ".join(f"{'x' * 100}{number}" for number in range(900))
    assert narrowed(project, f"Zones: [{values}]") == []
    [(code, _, message, _)] = narrowed(project, f"Zones: [{values}]", padding="#" * 1_000_000)
    assert code == "PF155"
    assert "1,048,576" in message


def test_a_version_that_never_takes_the_environments_name_is_told_at_the_environment(project: Path) -> None:
    narrowed(project, "Days: { max: 3 }")
    file = project / "dist" / "bucket" / "1.0.0" / "template.yaml"
    file.write_text(file.read_text().replace('AllowedPattern: "[a-z-]+"', "AllowedValues: [prod]"))
    release = Release("bucket", Version(1, 0, 0), Digest.of("1"), "dist/bucket/1.0.0/template.yaml")
    [finding] = check_pinned_values(project, load_manifest(project), Ledger((release,)))
    assert (finding.code, finding.message.split(",")[0]) == (
        "PF183",
        "`Environment` of `bucket 1.0.0` never takes churn-dev",
    )


def test_everything_that_is_held_against_the_releases_is_found_at_once(project: Path) -> None:
    file = project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8").replace("{ max: 100 }", '{ max: 100 }\n          Color: ["red"]', 1)
    file.write_text(text, encoding="utf-8")
    ledger = read_ledger(project)
    kept = Ledger(tuple(release for release in ledger.releases if release.product != "environment"))
    found = check_catalog(project, load_manifest(project), kept)
    assert {finding.code for finding in found} == {"PF104", "PF164"}


def test_a_product_that_looks_up_what_its_environment_does_not_publish_is_told_before_anybody_launches(
    project: Path,
) -> None:
    file = project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8")
    assert list(check_agreement(project, load_manifest(project), read_ledger(project))) == []
    file.write_text(text.replace('version: "2.2.0"', 'version: "1.0.1"'), encoding="utf-8")
    (finding,) = check_catalog(project, load_manifest(project), read_ledger(project))
    assert finding.code == "PF188"
    assert "looks up proxy," in finding.message
    assert finding.span is not None
    assert finding.span.line == 1 + text[: text.index("offer: { current:")].count("\n")
    assert finding.fix == 'version: "2.0.0" of the environment, deployed first'


def test_an_older_product_goes_on_in_a_newer_environment(project: Path) -> None:
    file = project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('current: "2.0.0"', 'current: "1.0.0"'), encoding="utf-8")
    assert check_catalog(project, load_manifest(project), read_ledger(project)) == []


EVERYWHERE = """
portfolios:
  everywhere:
    name: Everywhere
    provider: ML
    target: dev
    products: [{ use: environment, offer: { current: "2.0.0" }, launch-role: { name: launches } }]
    access: [{ principal: "arn:aws:iam::111122223333:role/someone" }]
"""


@pytest.mark.parametrize(("region", "told"), [("eu-west-1", 0), ("eu-central-2", 0), ("mx-central-1", 1)])
def test_a_region_without_service_catalog_is_told_at_its_target(project: Path, region: str, told: int) -> None:
    file = project / "portfolio.yaml"
    text = file.read_text(encoding="utf-8").partition("\nenvironments:")[0] + EVERYWHERE
    file.write_text(text.replace("region: eu-west-1", f"region: {region}"), encoding="utf-8")
    found = [(each.code, str(each.span), each.severity) for each in check_regions(load_manifest(project))]
    assert found == [("PF271", "portfolio.yaml:9:43", Severity.WARNING)] * told


def roles(project: Path, role: str) -> list[tuple[str, str, str | None]]:
    """What is found where product.yaml of the notebook names this role, and the offer its own."""
    file = project / "products/notebook/product.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("launch-role: notebook-creation", f"launch-role: {role}"), encoding="utf-8")
    found = find_untrusting_products(project, load_manifest(project), read_ledger(project))
    return [(each.code, str(each.span), each.fix) for each in found]


def test_a_role_of_product_yaml_that_cannot_launch_is_told_there(project: Path) -> None:
    place = "products/notebook/product.yaml:6:14"
    assert roles(project, "data-scientist") == [("PF175", place, "launch-role: notebook-creation")]


def test_a_role_of_product_yaml_that_service_catalog_may_take_is_fine(project: Path) -> None:
    assert roles(project, "notebook-creation") == []
    assert roles(project, "{ name: ds-of-others }") == []
