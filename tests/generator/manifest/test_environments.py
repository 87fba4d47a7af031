"""Environments among themselves: what only one can have, and networks that one router sees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.diagnostics import Finding, Severity

Load = Callable[[str], list[Finding]]


def with_environments(portfolio: str, *environments: str, targets: str = "") -> str:
    """The small portfolio with further environments (and targets)."""
    text = portfolio.replace("environments:\n", f"{targets}environments:\n", 1)
    return text.replace("portfolios:\n", "".join(environments) + "portfolios:\n", 1)


def environment(name: str, cidr: str, target: str = "dev", network: str = "", options: str = "") -> str:
    project, stage = name.rsplit("-", 1)
    return (
        f'  {name}:\n    target: {target}\n    project: {project}\n    stage: {stage}\n    version: "1.0.0"\n'
        f"    network: {{ cidr: {cidr}{network} }}\n"
        "    people: { scientists: { trust: saml, saml-provider: 'arn:aws:iam::111122223333:saml-provider/X' } }\n"
        f"    options: {{ sagemaker-log-groups: false{options} }}\n"
    )


def reported(findings: list[Finding]) -> list[tuple[str, str, int]]:
    return [(it.code, it.severity.value, it.span.line if it.span else 0) for it in findings]


def test_environments_side_by_side_are_fine(portfolio: str, findings_of: Load) -> None:
    text = with_environments(portfolio, environment("fraud-dev", "10.3.0.0/16"), environment("churn-qa", "10.4.0.0/24"))

    assert findings_of(text) == []


def test_two_environments_of_one_project_and_stage_collide(portfolio: str, findings_of: Load) -> None:
    second = environment("churn-dev", "10.3.0.0/16").replace("  churn-dev:", "  churn-dev2:")

    assert [it.code for it in findings_of(with_environments(portfolio, second))] == ["PF126", "PF127"]


def test_the_same_project_and_stage_in_another_account_is_fine(portfolio: str, findings_of: Load) -> None:
    targets = '  lab: { account: "444455556666", region: eu-west-1 }\n'
    second = environment("fraud-dev", "10.3.0.0/16", target="lab").replace("111122223333", "444455556666")

    assert findings_of(with_environments(portfolio, second, targets=targets)) == []


ABROAD = '  abroad: { account: "111122223333", region: us-east-1 }\n'
LAB = '  lab: { account: "444455556666", region: eu-west-1 }\n'


def test_a_name_that_begins_with_another_is_refused_in_any_region(portfolio: str, findings_of: Load) -> None:
    for target in ("dev", "abroad"):
        text = with_environments(portfolio, environment("churn-dev-qa", "10.3.0.0/16", target), targets=ABROAD)
        (finding,) = findings_of(text)
        assert finding.code == "PF131"
        assert finding.span is not None
        assert text.splitlines()[finding.span.line - 1] == "    project: churn-dev"
        assert finding.fix == "project: churndev"
        assert "ds-churn-dev-*" in finding.message

        fixed = text.replace("  churn-dev-qa:", "  churndev-qa:").replace("project: churn-dev", str(finding.fix))
        assert findings_of(fixed) == []


def test_the_order_of_two_such_names_does_not_matter(portfolio: str, findings_of: Load) -> None:
    longer = environment("churn-dev-qa", "10.3.0.0/16")
    text = portfolio.replace("  churn-dev:\n    target", f"{longer}  churn-dev:\n    target", 1)

    assert [it.code for it in findings_of(text)] == ["PF131"]


def test_names_that_begin_alike_are_fine_in_two_accounts_or_without_the_hyphen(
    portfolio: str, findings_of: Load
) -> None:
    other = environment("churn-dev-qa", "10.3.0.0/16", "lab").replace("111122223333", "444455556666")
    assert findings_of(with_environments(portfolio, other, targets=LAB)) == []

    assert findings_of(with_environments(portfolio, environment("churn-dev2", "10.3.0.0/16"))) == []


def test_the_same_project_and_stage_collide_in_two_regions_of_one_account(portfolio: str, findings_of: Load) -> None:
    second = environment("churn-dev", "10.3.0.0/16", "abroad").replace("  churn-dev:", "  churn-dev2:")

    found = findings_of(with_environments(portfolio, second, targets=ABROAD))
    assert [it.code for it in found] == ["PF126", "PF127"]


def test_one_environment_of_an_account_and_region_is_current(portfolio: str, findings_of: Load) -> None:
    text = with_environments(portfolio, environment("fraud-dev", "10.3.0.0/16", options=", current: true"))
    assert findings_of(text) == []

    both = text.replace("{ git: codecommit }", "{ current: true }")
    assert reported(findings_of(both)) == [("PF129", "error", 22)]


def test_one_environment_of_an_account_and_region_owns_the_log_groups(portfolio: str, findings_of: Load) -> None:
    unsaid = with_environments(portfolio, environment("fraud-dev", "10.3.0.0/16"))
    text = unsaid.replace("sagemaker-log-groups: false", "sagemaker-log-groups: true")
    text = text.replace("{ git: codecommit }", "{ git: codecommit, sagemaker-log-groups: true }")

    assert findings_of(unsaid) == []
    assert reported(findings_of(text)) == [("PF135", "error", 22)]


def test_overlapping_networks_without_a_common_router_are_a_warning(portfolio: str, findings_of: Load) -> None:
    (finding,) = findings_of(with_environments(portfolio, environment("fraud-dev", "10.2.128.0/20")))

    assert (finding.code, finding.severity, finding.fix) == ("PF137", Severity.WARNING, "cidr: 10.0.0.0/16")


@pytest.mark.parametrize("connected", [", access-cidr: 172.16.0.0/16", ", access-group: sg-0a1b2c3d"])
def test_overlapping_networks_that_people_reach_are_an_error(connected: str, portfolio: str, findings_of: Load) -> None:
    text = portfolio.replace("zones: 3", f"zones: 3{connected}")
    text = with_environments(text, environment("fraud-dev", "10.2.128.0/20", network=connected))

    assert reported(findings_of(text)) == [("PF132", "error", 20)]


def test_one_router_sees_networks_of_two_accounts_too(portfolio: str, findings_of: Load) -> None:
    people = ", access-cidr: 172.16.0.0/16"
    text = with_environments(
        portfolio.replace("zones: 3", f"zones: 3{people}"),
        environment("fraud-dev", "10.2.0.0/24", target="lab", network=people).replace("111122223333", "444455556666"),
        targets='  lab: { account: "444455556666", region: us-east-1 }\n',
    )

    assert [it.code for it in findings_of(text)] == ["PF132"]


def test_the_default_block_is_compared_too(portfolio: str, findings_of: Load) -> None:
    text = portfolio.replace("    network: { cidr: 10.2.0.0/16, zones: 3 }\n", "")

    assert [it.code for it in findings_of(with_environments(text, environment("fraud-dev", "10.0.7.0/24")))] == [
        "PF137"
    ]


def test_of_three_nested_networks_each_is_told_once(portfolio: str, findings_of: Load) -> None:
    text = with_environments(
        portfolio,
        environment("fraud-dev", "10.2.0.0/24"),
        environment("fraud-qa", "10.2.0.0/20"),
        environment("a1-qa", "10.3.0.0/16"),
    )

    assert [it.label for it in findings_of(text)] == ["overlaps churn-dev", "overlaps churn-dev"]


def test_a_long_region_leaves_less_room_for_the_project(portfolio: str, findings_of: Load) -> None:
    longest = environment("sixteen-letters0-eightxxx", "10.3.0.0/16", target="far")
    near = '  far: { account: "111122223333", region: ap-southeast-1 }\n'
    assert findings_of(with_environments(portfolio, longest, targets=near)) == []

    far = near.replace("ap-southeast-1", "us-isof-south-1")
    (finding,) = findings_of(with_environments(portfolio, longest.replace("arn:aws:", "arn:aws-iso-f:"), targets=far))
    assert (finding.code, finding.fix) == ("PF136", "a project of at most 15 characters")


def test_two_targets_of_one_account_and_region_are_one(portfolio: str, findings_of: Load) -> None:
    text = with_environments(portfolio, targets='  again: { account: "111122223333", region: eu-west-1 }\n')

    assert reported(findings_of(text)) == [("PF138", "error", 5)]


def test_an_existing_network_that_is_told_completely_is_fine(portfolio: str, findings_of: Load) -> None:
    existing = "zones: 2, vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, subnet-0a1b2c3e], route-tables: [rtb-0a1b2c3d]"
    assert findings_of(portfolio.replace("zones: 3", existing)) == []

    endpoints = existing + ", existing-endpoints: [vpce-0a1b2c3d]"
    assert [it.code for it in findings_of(portfolio.replace("zones: 3", endpoints))] == ["PF133"]


@pytest.mark.parametrize(
    ("network", "codes"),
    [
        ("allowed-domains: [git.example.com, '*.corp.example.com']", []),
        ("allowed-domains: ['*.10.in-addr.arpa', '*.corp.internal']", []),
        ("allowed-domains: ['*']", ["PF181"]),
        ("allowed-domains: ['*.com']", ["PF181"]),
        ("allowed-domains: ['*.co.uk']", ["PF181"]),
        ("allowed-domains: ['*example.com']", ["PF181"]),
        ("allowed-domains: ['*.in-addr.arpa']", ["PF181"]),
        ("allowed-domains: ['*.113.0.203.in-addr.arpa']", ["PF181"]),
        ("allowed-domains: ['*.oast.pro']", ["PF181"]),
        ("allowed-domains: [https://git.example.com]", ["PF180"]),
        ("allowed-domains: [Git.example.com]", ["PF180"]),
        ("allowed-domains: [git.*.example.com]", ["PF180"]),
        ("allowed-domains: [localhost]", ["PF180"]),
        ("dns-firewall: existing", ["PF182"]),
        ("dns-firewall: none, allowed-domains: [git.example.com]", ["PF182"]),
        ("dns-firewall: none", []),
        ("dns-firewall: maybe", ["PF113"]),
        (f"allowed-domains: [{', '.join(f'a{number}.example.com' for number in range(300))}]", ["PF182"]),
    ],
)
def test_names_that_are_answered_let_no_data_out(
    portfolio: str, findings_of: Load, network: str, codes: list[str]
) -> None:
    found = findings_of(portfolio.replace("zones: 3", f"zones: 3, {network}"))
    assert [it.code for it in found] == codes
    assert all(it.fix and it.span for it in found)


def test_an_existing_vpc_is_filtered_only_where_that_is_asked_for(portfolio: str, findings_of: Load) -> None:
    existing = "zones: 2, vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, subnet-1a1b2c3d], route-tables: [rtb-0a1b2c3d]"
    names = ", allowed-domains: [git.example.com]"
    assert [it.fix for it in findings_of(portfolio.replace("zones: 3", existing + names))] == ["dns-firewall: existing"]
    assert findings_of(portfolio.replace("zones: 3", existing + names + ", dns-firewall: existing")) == []


def test_a_product_in_a_portfolio_twice_is_told(portfolio: str, findings_of: Load) -> None:
    again = '      - { use: notebook, offer: { current: "1.0.0" } }\n    access:'

    assert reported(findings_of(portfolio.replace("    access:", again))) == [("PF160", "error", 25)]


def test_a_portfolio_without_products_is_told(portfolio: str, findings_of: Load) -> None:
    start, end = portfolio.index("    products:"), portfolio.index("    access:")
    text = portfolio[:start] + "    products: []\n" + portfolio[end:]

    assert reported(findings_of(text)) == [("PF117", "error", 20)]


def test_a_product_without_a_launch_role_is_told(portfolio: str, findings_of: Load, project: Path) -> None:
    text = portfolio.replace("        launch-role: notebook-creation\n", "")
    assert findings_of(text) == []

    file = project / "products" / "notebook" / "product.yaml"
    file.write_text(file.read_text().replace("launch-role: notebook-creation\n", ""))
    assert reported(findings_of(text)) == [("PF157", "error", 21)]


def test_two_portfolios_that_nobody_can_tell_apart_are_a_warning(portfolio: str, findings_of: Load) -> None:
    second = portfolio[portfolio.index("portfolios:\n") + len("portfolios:\n") :].replace("  churn-dev:", "  other:", 1)

    assert reported(findings_of(portfolio + second)) == [("PF162", "warning", 29)]


def test_very_many_warnings_stay_warnings(portfolio: str, findings_of: Load) -> None:
    others = [environment(f"p{n}-dev", "10.2.0.0/16") for n in range(130)]

    found = findings_of(with_environments(portfolio, *others))

    assert {(it.code, it.severity) for it in found} == {("PF137", Severity.WARNING)}
    assert found[-1].message == "and 30 more of these"


@pytest.mark.parametrize(
    ("network", "code", "said"),
    [
        ("zones: [eu-west-1a, eu-west-1c, eu-west-1b]", None, ""),
        ("zones: [eu-west-1a]", "PF114", "two or three"),
        ("zones: [eu-west-1a, eu-west-1a]", "PF114", "two or three"),
        ("zones: [eu-west-1a, b]", "PF134", "not the name"),
        ("zones: [eu-west-1a, eu-west-2b]", "PF184", "no zone of eu-west-1"),
    ],
)
def test_zones_are_a_number_or_names_of_the_region(
    portfolio: str, findings_of: Load, network: str, code: str | None, said: str
) -> None:
    found = findings_of(portfolio.replace("zones: 3", network))
    assert [finding.code for finding in found] == ([code] if code else [])
    assert all(said in finding.message and finding.fix and finding.span for finding in found)


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ('vpc-owner: "444455556666"', "no `vpc` is named"),
        (
            'vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, subnet-1a1b2c3d], vpc-owner: "444455556666", '
            "route-tables: [rtb-0a1b2c3d]",
            "none are named",
        ),
        (
            'vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, subnet-1a1b2c3d], vpc-owner: "111122223333", '
            "existing-endpoints: [vpce-0a1b2c3d, vpce-1a1b2c3d, vpce-2a1b2c3d, vpce-3a1b2c3d]",
            "own account",
        ),
    ],
)
def test_a_shared_vpc_is_described_as_one(portfolio: str, findings_of: Load, network: str, said: str) -> None:
    text = with_environments(portfolio, environment("fraud-dev", "10.3.0.0/16"))
    before = "network: { cidr: 10.3.0.0/16 }"
    assert before in text
    (finding,) = findings_of(text.replace(before, f"network: {{ {network} }}"))
    assert finding.code == "PF185"
    assert said in finding.message


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::111122223333:user/dana",
        "arn:aws:iam::444455556666:role/loader",
        "arn:aws:iam::111122223333:role/ds-churn-dev-training",
    ],
)
def test_a_data_principal_is_a_role_of_the_account_and_none_of_the_environments(
    portfolio: str, findings_of: Load, arn: str
) -> None:
    good = portfolio.replace("{ git: codecommit }", '{ data-principals: ["arn:aws:iam::111122223333:role/loader"] }')
    assert findings_of(good) == []
    (finding,) = findings_of(good.replace("arn:aws:iam::111122223333:role/loader", arn))
    assert finding.code == "PF186"
