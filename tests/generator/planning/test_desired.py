"""From the text of portfolio.yaml to the catalog that one account and region should have, part by part."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostics import Problems
from generator.manifest import load_manifest
from generator.model import Digest, Release, Support, Version
from generator.planning import (
    CatalogState,
    ConstraintState,
    ConstraintType,
    Principal,
    VersionState,
    build_desired,
)

HEAD = """\
format: 1
catalog: data-science
targets:
  dev: { account: "111122223333", region: eu-west-1 }
  prod: { account: "444455556666", region: eu-central-1, ring: 1 }
environments:
  churn-dev:
    target: dev
    project: churn
    stage: dev
    version: "1.0.0"
    network: { cidr: 10.2.0.0/16 }
    people: { scientists: { trust: mfa, principals: ["arn:aws:iam::111122223333:user/dana"] } }
  fraud-dev:
    target: dev
    project: fraud
    stage: dev
    version: "1.0.0"
    network: { cidr: 10.3.0.0/16 }
    people: { scientists: { trust: mfa, principals: ["arn:aws:iam::111122223333:user/dana"] } }
    options: { current: true, sagemaker-log-groups: false }
  churn-prod:
    target: prod
    project: churn
    stage: prod
    version: "1.0.0"
    people: { scientists: { trust: mfa, principals: ["arn:aws:iam::444455556666:user/dana"] } }
    roles: { path: /data-science/ }
portfolios:
"""
MFA = 'trust: mfa, principals: ["arn:aws:iam::111122223333:user/dana"]'
NOTEBOOK = """\
title: Notebook
summary: A private notebook.
owner: ML Platform
version: "2.0.0"
lives-in: environment
launch-role: notebook-creation
distributor: Example Ltd.
support: { email: ml@example.com, url: https://example.com/help, description: Ask first. }
"""
ENDPOINT = """\
title: Endpoint
summary: A model behind an address.
owner: ML Platform
version: "1.0.0"
lives-in: environment
launch-role: endpoint-creation
"""
RELEASES = tuple(
    Release(name, Version.parse(version), Digest.of(f"{name} {version}"), f"dist/{name}/{version}/template.yaml")
    for name, version in (
        ("notebook", "1.0.0"),
        ("notebook", "1.1.0"),
        ("notebook", "2.0.0"),
        ("endpoint", "1.0.0"),
        ("environment", "1.0.0"),
    )
)


def portfolio(key: str, *lines: str, products: str = '[{ use: notebook, offer: { current: "1.0.0" } }]') -> str:
    """A portfolio of the environment that its key begins with; `lines` are further keys."""
    environment = "-".join(key.split("-")[:2])
    given = (f"name: Portfolio {key}", "provider: ML Platform", f"environment: {environment}", f"products: {products}")
    return "\n".join((f"  {key}:", *(f"    {line}" for line in (*given, *lines)))) + "\n"


class Project:
    """A project's folder, and the question what a target of it should have."""

    def __init__(self, root: Path) -> None:
        for name, text in {"notebook": NOTEBOOK, "endpoint": ENDPOINT, "environment": ENDPOINT}.items():
            (root / "products" / name).mkdir(parents=True)
            (root / "products" / name / "product.yaml").write_text(text)
        declared = Path(__file__).parents[3] / "products" / "environment" / "deployment.yaml"
        shutil.copy(declared, root / "products" / "environment")
        self._root = root

    def bring(self, product: str) -> None:
        """Our own product in place of the test's."""
        ours = Path(__file__).parents[3] / "products" / product
        for name in ("product.yaml", "launch-role.yaml"):
            shutil.copy(ours / name, self._root / "products" / product)

    def desired(
        self, *portfolios: str, target: str = "dev", partition: str = "aws", scientists: str = MFA
    ) -> CatalogState:
        """The wanted state of a target; `scientists` says how those of the first environment sign in."""
        (self._root / "portfolio.yaml").write_text(HEAD.replace(MFA, scientists, 1) + "".join(portfolios))
        manifest = load_manifest(self._root)
        return build_desired(manifest.catalog, manifest.products, RELEASES, manifest.catalog.targets[target], partition)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with two products."""
    return Project(tmp_path)


def parameters_of(desired: CatalogState, key: str, product: str) -> Mapping[ConstraintType, Any]:
    """The parameters of an offer's constraints by their type."""
    constraints = desired.portfolios[key].offers[product].constraints
    return {constraint.type: json.loads(constraint.parameters or "") for constraint in constraints}


def test_a_target_gets_its_own_portfolios_and_the_products_that_these_offer(project: Project) -> None:
    prod = '[{ use: endpoint, offer: { current: "1.0.0" } }]'
    texts = (portfolio("churn-dev"), portfolio("fraud-dev"), portfolio("churn-prod", products=prod))
    dev, production = project.desired(*texts), project.desired(*texts, target="prod")

    assert (dev.catalog, dev.account, dev.region) == ("data-science", "111122223333", "eu-west-1")
    assert (set(dev.portfolios), set(dev.products)) == ({"churn-dev", "fraud-dev"}, {"notebook"})
    assert (production.account, production.region) == ("444455556666", "eu-central-1")
    assert (set(production.portfolios), set(production.products)) == ({"churn-prod"}, {"endpoint"})


def test_a_target_without_a_portfolio_should_have_nothing(project: Project) -> None:
    desired = project.desired(portfolio("churn-dev"), target="prod")

    assert (desired.portfolios, desired.products, desired.bodies) == ({}, {}, {})


def test_a_portfolio_has_its_words_tags_and_every_value_of_its_tag_options(project: Project) -> None:
    settings = ("tags: { Team: churn, DataClass: internal }", 'tag-options: { CostCenter: ["1", "2"], Use: [test] }')
    found = project.desired(portfolio("churn-dev", "description: For churn.", *settings)).portfolios["churn-dev"]

    assert (found.key, found.name, found.provider) == ("churn-dev", "Portfolio churn-dev", "ML Platform")
    assert found.description == "For churn."
    assert found.tags == {("Team", "churn"), ("DataClass", "internal")}
    assert found.tag_options == {("CostCenter", "1"), ("CostCenter", "2"), ("Use", "test")}


def test_a_portfolio_that_says_nothing_more_has_no_description_tag_option_or_principal(project: Project) -> None:
    found = project.desired(portfolio("churn-dev")).portfolios["churn-dev"]

    nothing: frozenset[object] = frozenset()
    assert (found.description, found.tags, found.tag_options, found.principals) == ("", nothing, nothing, nothing)


def test_a_product_has_the_words_of_its_product_yaml(project: Project) -> None:
    both = '[{ use: notebook, offer: { current: "1.0.0" } }, { use: endpoint, offer: { current: "1.0.0" } }]'
    products = project.desired(portfolio("churn-dev", products=both)).products

    notebook, endpoint = products["notebook"], products["endpoint"]
    assert (notebook.key, notebook.title, notebook.owner) == ("notebook", "Notebook", "ML Platform")
    assert (notebook.description, notebook.distributor) == ("A private notebook.", "Example Ltd.")
    assert notebook.support == Support("ml@example.com", "https://example.com/help", "Ask first.")
    assert (endpoint.distributor, endpoint.support) == ("", Support())


def test_a_portfolio_says_whom_to_ask_about_products_that_do_not(project: Project) -> None:
    both = '[{ use: notebook, offer: { current: "1.0.0" } }, { use: endpoint, offer: { current: "1.0.0" } }]'
    asked = "support: { email: desk@example.com }"
    products = project.desired(portfolio("churn-dev", asked, products=both)).products
    assert products["endpoint"].support == Support("desk@example.com")
    assert products["notebook"].support.email == "ml@example.com"


def test_versions_are_those_of_every_offer_oldest_first_with_the_content_of_their_release(project: Project) -> None:
    first = '[{ use: notebook, offer: { current: ["2.0.0", "1.1.0"] } }]'
    second = '[{ use: notebook, offer: { current: "1.1.0", deprecated: "1.0.0" } }]'
    desired = project.desired(portfolio("churn-dev", products=first), portfolio("fraud-dev", products=second))

    assert list(desired.products["notebook"].versions.values()) == [
        VersionState("1.0.0", Digest.of("notebook 1.0.0"), active=True, guidance="DEPRECATED"),
        VersionState("1.1.0", Digest.of("notebook 1.1.0"), active=True, guidance="DEFAULT"),
        VersionState("2.0.0", Digest.of("notebook 2.0.0"), active=True, guidance="DEFAULT"),
    ]
    for version in ("1.0.0", "1.1.0", "2.0.0"):
        assert desired.bodies[Digest.of(f"notebook {version}")] == f"dist/notebook/{version}/template.yaml"


def test_a_version_that_is_current_here_and_deprecated_there_is_refused(project: Project) -> None:
    first = '[{ use: notebook, offer: { current: ["1.0.0", "1.1.0"] } }]'
    second = '[{ use: notebook, offer: { current: "2.0.0", deprecated: ["1.0.0", "1.1.0"] } }]'
    texts = (portfolio("churn-dev", products=first), portfolio("fraud-dev", products=second))
    with pytest.raises(Problems) as raised:
        project.desired(*texts)

    assert [finding.code for finding in raised.value.findings] == ["PLN606", "PLN606"]
    one = raised.value.findings[0]
    assert one.message.startswith("`notebook` 1.0.0 is current in one portfolio and deprecated in another")
    assert one.fix == 'list "1.0.0" under `deprecated` in every portfolio'


def test_the_same_in_two_targets_is_no_contradiction(project: Project) -> None:
    old = '[{ use: notebook, offer: { current: "2.0.0", deprecated: "1.0.0" } }]'
    texts = (portfolio("churn-dev"), portfolio("churn-prod", products=old))

    assert project.desired(*texts).products["notebook"].versions["1.0.0"].guidance == "DEFAULT"
    assert project.desired(*texts, target="prod").products["notebook"].versions["1.0.0"].guidance == "DEPRECATED"


def test_the_launch_role_is_the_products_or_the_offers_own_in_the_environment(project: Project) -> None:
    own = '[{ use: notebook, offer: { current: "1.0.0" }, launch-role: endpoint-creation }]'
    desired = project.desired(portfolio("churn-dev"), portfolio("fraud-dev", products=own))

    default = parameters_of(desired, "churn-dev", "notebook")[ConstraintType.LAUNCH]
    assert default == {"LocalRoleName": "ds-churn-dev-notebook-creation"}
    chosen = parameters_of(desired, "fraud-dev", "notebook")[ConstraintType.LAUNCH]
    assert chosen == {"LocalRoleName": "ds-fraud-dev-endpoint-creation"}


def test_a_role_with_a_path_is_named_by_its_whole_arn_for_launches_and_for_access(project: Project) -> None:
    text = portfolio("churn-prod", "access: [{ environment-role: data-scientist }]")
    desired = project.desired(portfolio("churn-dev"), text, target="prod", partition="aws-us-gov")

    launch = parameters_of(desired, "churn-prod", "notebook")[ConstraintType.LAUNCH]
    role = "arn:aws-us-gov:iam::444455556666:role/data-science/ds-churn-prod"
    assert launch == {"RoleArn": f"{role}-notebook-creation"}
    assert desired.portfolios["churn-prod"].principals == {Principal(f"{role}-data-scientist")}


def test_the_template_constraint_pins_the_environment_and_holds_what_is_narrowed(project: Project) -> None:
    narrowed = (
        '[{ use: notebook, offer: { current: "1.0.0" }, narrow: '
        "{ InstanceType: [ml.t3.medium, ml.t3.large], VolumeSize: { min: 5, max: 7 } } }]"
    )
    desired = project.desired(portfolio("churn-dev", products=narrowed), portfolio("fraud-dev"))

    def tests_of(key: str) -> dict[str, Any]:
        rules = parameters_of(desired, key, "notebook")[ConstraintType.TEMPLATE]["Rules"]
        return {name: rule["Assertions"][0]["Assert"] for name, rule in rules.items()}

    assert tests_of("churn-dev") == {
        "PinEnvironment": {"Fn::Equals": [{"Ref": "Environment"}, "churn-dev"]},
        "NarrowInstanceType": {"Fn::Contains": [["ml.t3.large", "ml.t3.medium"], {"Ref": "InstanceType"}]},
        "NarrowVolumeSize": {"Fn::Contains": [["5", "6", "7"], {"Ref": "VolumeSize"}]},
    }
    assert tests_of("fraud-dev") == {
        "PinEnvironment": {"Fn::Contains": [["fraud-dev", "current"], {"Ref": "Environment"}]}
    }


def test_an_offer_of_environments_pins_where_roles_are_and_their_boundary_in_its_account(project: Project) -> None:
    platform = """\
  platform:
    name: Environments
    provider: ML Platform
    target: dev
    products: [{ use: environment, offer: { current: "1.0.0" } }]
"""
    project.bring("environment")
    rules = parameters_of(project.desired(platform), "platform", "environment")[ConstraintType.TEMPLATE]["Rules"]
    boundary = "arn:aws:iam::111122223333:policy/ds/launch/ds-launched-boundary"
    assert {name: rule["Assertions"][0]["Assert"] for name, rule in rules.items()} == {
        "PinPermissionsBoundary": {"Fn::Equals": [{"Ref": "PermissionsBoundary"}, boundary]},
        "PinRolePath": {"Fn::Equals": [{"Ref": "RolePath"}, "/ds/launched/"]},
    }


def test_the_order_of_what_is_narrowed_does_not_change_the_fingerprint(project: Project) -> None:
    def constraints(narrow: str) -> tuple[ConstraintState, ...]:
        products = f'[{{ use: notebook, offer: {{ current: "1.0.0" }}, narrow: {{ {narrow} }} }}]'
        return (
            project.desired(portfolio("churn-dev", products=products))
            .portfolios["churn-dev"]
            .offers["notebook"]
            .constraints
        )

    first = constraints("VolumeSize: { min: 5, max: 7 }, InstanceType: [ml.t3.medium, ml.t3.large]")
    assert first == constraints("InstanceType: [ml.t3.large, ml.t3.medium], VolumeSize: { min: 5, max: 7 }")
    assert first != constraints("InstanceType: [ml.t3.large, ml.t3.medium], VolumeSize: { min: 5, max: 8 }")
    assert all(len(constraint.fingerprint) == 16 for constraint in first)


@pytest.mark.parametrize(
    ("access", "partition", "principal"),
    [
        ("environment-role: data-scientist", "aws", "arn:aws:iam::111122223333:role/ds-churn-dev-data-scientist"),
        ("environment-role: data-scientist", "aws-cn", "arn:aws-cn:iam::111122223333:role/ds-churn-dev-data-scientist"),
        ("principal: arn:aws:iam::111122223333:role/Team", "aws", "arn:aws:iam::111122223333:role/Team"),
    ],
)
def test_access_becomes_a_principal(project: Project, access: str, partition: str, principal: str) -> None:
    desired = project.desired(portfolio("churn-dev", f"access: [{{ {access} }}]"), partition=partition)

    assert desired.portfolios["churn-dev"].principals == {Principal(principal)}


@pytest.mark.parametrize("partition", ["aws", "aws-us-gov"])
def test_access_of_scientists_with_a_permission_set_lets_both_shapes_of_its_roles_in(
    project: Project, partition: str
) -> None:
    text = portfolio("churn-dev", "access: [{ environment-role: data-scientist }]")
    assert {one.type for one in project.desired(text).portfolios["churn-dev"].principals} == {"IAM"}

    desired = project.desired(text, partition=partition, scientists="trust: identity-center, permission-set: Churn")
    assert desired.portfolios["churn-dev"].principals == {
        Principal(f"arn:{partition}:iam:::role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Churn_*", "IAM_PATTERN")
    }


def test_access_by_a_pattern_becomes_a_pattern_without_an_account(project: Project) -> None:
    short, whole = '"role/sso/*/Scientist_*"', '"arn:aws:iam:::role/sso/*/Analyst_*"'
    text = portfolio("churn-dev", f"access: [{{ pattern: {short} }}, {{ pattern: {whole} }}]")

    assert project.desired(text).portfolios["churn-dev"].principals == {
        Principal("arn:aws:iam:::role/sso/*/Scientist_*", "IAM_PATTERN"),
        Principal("arn:aws:iam:::role/sso/*/Analyst_*", "IAM_PATTERN"),
    }
