"""DNS Firewall as it is drawn: what is answered, that the rest is blocked, and that every query is logged."""

from __future__ import annotations

from typing import Any

import pytest

from generator.cloudformation.template.scope import PARTITIONS
from generator.model.domains import way_out
from products.environment.dns_domains import SUFFIXES
from tests.products.environment.conftest import Make
from tests.products.environment.reading import of_type

KINDS = "AWS::Route53Resolver::"
EXISTING = {
    "ExistingVpc": "vpc-0123456789abcdef0",
    "ExistingSubnets": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
    "ExistingRouteTables": "rtb-0123456789abcdef0",
}


def properties(made: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = made[name]["Properties"]
    return found


def resolver_kinds(made: dict[str, Any]) -> set[str]:
    return {body["Type"] for body in made.values() if body["Type"].startswith(KINDS)}


def test_what_no_rule_allows_is_said_not_to_exist(make: Make) -> None:
    made = make(AllowedDomains="git.example.com,*.corp.example.com")
    rules = sorted(properties(made, "NameRules")["FirewallRules"], key=lambda rule: int(rule["Priority"]))
    assert [rule["Action"] for rule in rules] == ["ALLOW", "ALLOW", "BLOCK"]
    assert rules[-1]["BlockResponse"] == "NXDOMAIN"
    assert properties(made, "EveryName")["Domains"] == ["*"]
    assert properties(made, "GivenNames")["Domains"] == ["git.example.com", "*.corp.example.com"]
    assert len(properties(make(), "NameRules")["FirewallRules"]) == 2


def test_an_allowed_name_is_trusted_with_its_redirections(make: Make) -> None:
    for rule in properties(make(AllowedDomains="git.example.com"), "NameRules")["FirewallRules"]:
        trusted = rule.get("FirewallDomainRedirectionAction") == "TRUST_REDIRECTION_DOMAIN"
        assert trusted == (rule["Action"] == "ALLOW")


def test_it_is_our_vpcs_and_the_stack_can_go(make: Make) -> None:
    association = properties(make(), "NameRulesOfVpc")
    assert association["VpcId"] == properties(make(), "QueryLogOfVpc")["ResourceId"] == "vpc-vpc"
    assert association["MutationProtection"] == "DISABLED"
    assert 101 <= int(association["Priority"]) <= 9899


def test_nobody_can_run_name_servers_below_what_is_answered(make: Make) -> None:
    domains = properties(make(), "OwnNames")["Domains"]
    assert len(domains) > 20
    assert {domain: way_out(domain) for domain in domains if way_out(domain)} == {}


@pytest.mark.parametrize("domain", ["*", "*.com", "*.com.cn", "*.in-addr.arpa", "*.8.8.in-addr.arpa", "*amazonaws.com"])
def test_what_anybody_could_run_is_known_as_a_way_out(domain: str) -> None:
    assert way_out(domain)


def test_the_suffixes_have_a_row_for_every_partition() -> None:
    assert {"aws", *(partition for partition, _ in PARTITIONS.values())} == set(SUFFIXES)


def test_an_existing_vpc_is_filtered_where_that_is_asked_for(make: Make) -> None:
    assert resolver_kinds(make(**EXISTING)) == set()
    made = make(**EXISTING, DnsFirewall="existing")
    assert properties(made, "NameRulesOfVpc")["VpcId"] == EXISTING["ExistingVpc"]
    assert properties(made, "QueryLogOfVpc")["ResourceId"] == EXISTING["ExistingVpc"]


def test_without_it_nothing_of_it_is_made(make: Make) -> None:
    made = make(DnsFirewall="none", AlarmEmail="ops@example.com")
    assert resolver_kinds(made) == set()
    assert not {"QueryLogs", "BlockedNameFilter", "BlockedNameAlarm"} & set(made)


def test_every_query_is_logged_under_the_logs_key_and_blocked_ones_are_told(make: Make) -> None:
    made = make(AlarmEmail="ops@example.com")
    group, log = properties(made, "QueryLogs"), properties(made, "QueryLog")
    assert log["DestinationArn"].endswith(":log-group:stack-QueryLogs:*")
    assert group["KmsKeyId"].endswith(":key/logskey")
    (statement,) = group["ResourcePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "111122223333"}
    assert statement["Resource"] == ["arn:aws:logs:eu-west-1:111122223333:log-group:stack-QueryLogs-*:log-stream:*"]
    assert properties(made, "BlockedNameFilter")["FilterPattern"] == '{ $.firewall_rule_action = "BLOCK" }'
    assert properties(made, "BlockedNameAlarm")["MetricName"] == "BlockedName"


def test_the_accounts_ten_log_policies_are_left_to_others(make: Make) -> None:
    assert of_type(make(), "AWS::Logs::ResourcePolicy") == {}
