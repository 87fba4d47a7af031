"""The larger example portfolio as data, the places of its values, and its versions against the ledger."""

from __future__ import annotations

from pathlib import Path

from generator.manifest import load_manifest
from generator.model import Access, AllowedValues, Digest, GivenRole, Options, Release, Support, Target, Trust, Version
from generator.verify.catalog import check_offers


def releases(*names: str) -> list[Release]:
    rows = (name.split("@") for name in names)
    return [Release(name, Version.parse(version), Digest.of(name), f"dist/{name}") for name, version in rows]


def test_the_example_has_no_finding_and_every_part(enterprise: Path) -> None:
    manifest = load_manifest(enterprise)

    assert manifest.warnings == ()
    assert manifest.catalog.key == "data-science"
    assert manifest.catalog.targets["production"] == Target(
        "production", "444455556666", "eu-west-1", 1, "ml-production"
    )
    assert list(manifest.catalog.environments) == ["churn-dev", "fraud-dev", "churn-prod"]
    assert list(manifest.catalog.portfolios) == ["churn-dev", "churn-prod"]
    assert manifest.catalog.target_of(manifest.catalog.portfolios["churn-prod"]).account == "444455556666"


def test_environments_become_data_with_safe_defaults(enterprise: Path) -> None:
    environments = load_manifest(enterprise).catalog.environments

    production = environments["churn-prod"]
    assert (production.prefix, production.version) == ("ds-churn-prod", Version(1, 0, 0))
    assert production.network.endpoints == ("development", "containers", "self-service")
    assert (production.options.organization, production.options.log_retention_days) == ("o-a1b2c3d4e5", 731)
    assert production.options.application_principals == ("arn:aws:iam::111122223333:role/apps/RetentionOffers",)
    fraud = environments["fraud-dev"]
    assert fraud.scientists == Trust("saml", (), "arn:aws:iam::111122223333:saml-provider/CorporateDirectory")
    assert (fraud.network.cidr, len(fraud.network.subnets)) == (None, 3)
    assert fraud.options == Options(
        git="https://git.example.com/fraud/models",
        sagemaker_log_groups=False,
        presign="cidr",
        presign_cidr="172.20.0.0/16",
    )


def test_an_environment_without_a_network_takes_the_default_block(project: Path) -> None:
    file = project / "portfolio.yaml"
    file.write_text(file.read_text().replace("    network: { cidr: 10.2.0.0/16, zones: 3 }\n", ""))

    network = load_manifest(project).catalog.environments["churn-dev"].network

    assert (network.cidr, network.zones) == ("10.0.0.0/16", 2)


def test_offers_become_data(enterprise: Path) -> None:
    portfolio = load_manifest(enterprise).catalog.portfolios["churn-dev"]

    notebook, job = portfolio.offers
    assert notebook.current == (Version(1, 2, 0), Version(2, 0, 0))
    assert notebook.deprecated == (Version(1, 1, 0), Version(1, 0, 0))
    assert notebook.launch_role == GivenRole(local="notebook-creation")
    assert notebook.narrow[1:] == (
        ("VolumeSize", AllowedValues(minimum=20, maximum=200)),
        ("IdleMinutes", AllowedValues(maximum=120)),
    )
    assert job.narrow == (("InstanceCount", AllowedValues(("1",))),)
    assert portfolio.access == (
        Access(environment_role="data-scientist"),
        Access(principal="arn:aws:iam::111122223333:role/ChurnTeam"),
    )
    assert portfolio.tags == (("Team", "churn"), ("DataClass", "internal"))
    assert portfolio.tag_options[0] == ("CostCenter", ("1001", "1002"))
    assert portfolio.support == Support(
        "ml-platform@example.com", "https://wiki.example.com/data-science", "Ask in the data science channel first."
    )


def test_a_value_has_a_place_and_what_does_not_exist_has_that_of_its_nearest_parent(enterprise: Path) -> None:
    spans = load_manifest(enterprise).spans
    lines = (enterprise / "portfolio.yaml").read_text().splitlines()

    def under(*path: str | int) -> str:
        span = spans.at(*path)
        return lines[span.line - 1][span.column - 1 :][: span.length]

    offer = ("portfolios", "churn-dev", "products", 0, "offer")
    assert under(*offer, "current", 1) == '"2.0.0"'
    assert under("environments", "churn-prod", "target") == "production"
    assert under("environments", "churn-prod") == "churn-prod"
    assert under(*offer, "current", 7) == "current"
    assert under("portfolios", "churn-prod", "launch-role", "x") == "churn-prod"
    assert str(spans.at("nothing")) == "portfolio.yaml:1:1"
    assert str(spans.at("title", file="products/notebook/product.yaml")) == "products/notebook/product.yaml:1:8"


def test_a_version_that_is_not_released_is_told_with_those_that_are(enterprise: Path) -> None:
    manifest = load_manifest(enterprise)
    ledger = releases(
        "environment@1.0.0",
        "environment@1.1.0",
        "notebook@1.0.0",
        "notebook@1.1.0",
        "notebook@1.2.0",
        "training-job@0.3.0",
    )

    (finding,) = check_offers(manifest, ledger)

    assert finding.code == "PF104"
    assert finding.message == "`notebook` is asked for at 2.0.0, but that version is not released"
    assert finding.label == "released: 1.2.0, 1.1.0, 1.0.0"
    assert finding.fix is not None
    assert finding.fix.startswith('offer "1.2.0", or release 2.0.0 first')
    assert finding.span == manifest.spans.at("portfolios", "churn-dev", "products", 0, "offer", "current", 1)
    assert check_offers(manifest, [*ledger, *releases("notebook@2.0.0")]) == []


def test_a_version_of_an_environment_must_be_released_too(project: Path) -> None:
    findings = check_offers(load_manifest(project), releases("notebook@1.0.0"))

    assert [(it.label, it.fix) for it in findings] == [("released: none", "./build.py release environment")]


def test_a_thousand_products_are_read(project: Path) -> None:
    offer = '      - {{ use: notebook-{n}, offer: {{ current: "1.0.0" }}, narrow: {{ VolumeSize: {{ max: 100 }} }} }}\n'
    product = (project / "products" / "notebook" / "product.yaml").read_text()
    for n in range(1000):
        folder = project / "products" / f"notebook-{n}"
        folder.mkdir()
        (folder / "product.yaml").write_text(product)
    file = project / "portfolio.yaml"
    offers = "".join(offer.format(n=n) for n in range(1000))
    file.write_text(file.read_text().replace("    access:", f"{offers}    access:"))

    manifest = load_manifest(project)

    assert len(manifest.catalog.portfolios["churn-dev"].offers) == 1001
    assert manifest.spans.at("portfolios", "churn-dev", "products", 1000).line == 1024
