"""An environment of release 1.0.1 is updated: its resolver then answers allowed names only, and logs every query."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from embedded_aws import REGION, embedded
from tests.behavior.deployed.site import PEOPLE, ROOT, Site
from tests.behavior.deployed.test_many import changes, lost
from tests.behavior.environment.combinations import rendered

pytestmark = pytest.mark.slow

NAME = "names-dev"
ANSWERS = {
    "Project": "names",
    "Stage": "dev",
    "TrustedPrincipals": PEOPLE,
    "Detective": "off",
    "Git": "none",
    "SageMakerLogGroups": "no",
}
WALLS = {"EveryName", "NameRules", "NameRulesOfVpc", "OwnNames", "QueryLog", "QueryLogOfVpc", "QueryLogs"}
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def updated() -> Iterator[tuple[Site, Rows, str]]:
    """The environment after its update, what the change set said before it, and its VPC from before."""
    with embedded() as aws:
        site = Site(aws)
        released = (ROOT / "dist/environment/1.0.1/template.yaml").read_text(encoding="utf-8")
        site.deploy(NAME, ANSWERS, site.body("environment", released))
        vpc = site.values(NAME)["vpc/id"]
        assert action(site, vpc, "data.attacker.example") == "ALLOW"
        given = {**ANSWERS, "AllowedDomains": "git.example.com"}
        rows = changes(site, NAME, rendered().text, given)
        site.update(NAME, given, site.body("environment", rendered().text))
        yield site, rows, vpc


def action(site: Site, vpc: str, name: str, *chain: str) -> str:
    return str(site.ask(f"dns?vpc={vpc}&name={quote(name)}&chain={','.join(chain)}")["action"])


def test_the_update_adds_it_and_replaces_nothing_that_holds_data(updated: tuple[Site, Rows, str]) -> None:
    site, rows, vpc = updated
    assert {row["LogicalResourceId"] for row in rows if row["Action"] == "Add"} >= WALLS
    assert lost(rows) == []
    site._values.pop(NAME)
    assert site.values(NAME)["vpc/id"] == vpc


def test_allowed_names_are_answered_and_others_are_not(updated: tuple[Site, Rows, str]) -> None:
    site, _, vpc = updated
    allowed = (
        f"api.sagemaker.{REGION}.amazonaws.com",
        f"git-codecommit.{REGION}.amazonaws.com",
        f"ds-names-dev-data.s3.{REGION}.amazonaws.com",
        "git.example.com",
    )
    assert [action(site, vpc, name) for name in allowed] == ["ALLOW"] * len(allowed)
    assert action(site, vpc, "git.example.com", "edge.cdn.example") == "ALLOW"
    blocked = ("evil.example.com", "data.attacker.example", "a.git.example.com", "7.113.0.203.in-addr.arpa")
    assert [action(site, vpc, name) for name in blocked] == ["BLOCK"] * len(blocked)


def test_a_blocked_query_is_in_the_log_under_the_logs_key(updated: tuple[Site, Rows, str]) -> None:
    site, _, vpc = updated
    action(site, vpc, "secret.attacker.example")
    logs = site.aws.client("logs")
    (group,) = [one for one in logs.describe_log_groups()["logGroups"] if "-QueryLogs-" in one["logGroupName"]]
    assert group["kmsKeyId"] == site.values(NAME)["key/logs"]
    assert group["retentionInDays"] == 365
    name = group["logGroupName"]
    stream = logs.describe_log_streams(logGroupName=name)["logStreams"][0]["logStreamName"]
    events = logs.get_log_events(logGroupName=name, logStreamName=stream)["events"]
    queries = [json.loads(event["message"]) for event in events]
    asked = [query for query in queries if query["query_name"] == "secret.attacker.example."]
    assert [query["firewall_rule_action"] for query in asked] == ["BLOCK"]


def test_a_vpc_fails_closed_and_the_stack_can_go(updated: tuple[Site, Rows, str]) -> None:
    site, _, vpc = updated
    resolver = site.aws.client("route53resolver")
    assert resolver.get_firewall_config(ResourceId=vpc)["FirewallConfig"]["FirewallFailOpen"] == "DISABLED"
    site.destroy(NAME)
    assert resolver.list_firewall_rule_groups()["FirewallRuleGroups"] == []
    assert resolver.list_resolver_query_log_configs()["ResolverQueryLogConfigs"] == []
