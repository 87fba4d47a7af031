"""Which names the resolver of an environment's VPC answers, in every region that has DNS Firewall.

What callers ask for is botocore's own data; what is answered is decided by the embedded AWS over the rendered rules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.regions import EndpointResolver

from embedded_aws.services.resolver.decisions import decide_name
from embedded_aws.services.resolver.store import ResolverStore
from generator.cloudformation.resolve import resolve
from generator.cloudformation.template.scope import partition_of
from products.environment.regions import WITHOUT_DNS_FIREWALL
from tests.behavior.environment.combinations import rendered
from tests.behavior.environment.test_regions import WITH_SAGEMAKER, answers, pseudo

VPC = "vpc-vpc"
SERVICES = (
    "api.ecr",
    "api.sagemaker",
    "cloudformation",
    "codeartifact",
    "codecommit",
    "ec2",
    "events",
    "kms",
    "logs",
    "metrics.sagemaker",
    "monitoring",
    "runtime.sagemaker",
    "s3",
    "secretsmanager",
    "servicecatalog",
    "ssm",
    "sts",
)
"""Endpoint prefixes of every tier, as botocore's endpoints.json has them."""
REGIONS = [region for region in WITH_SAGEMAKER if region not in WITHOUT_DNS_FIREWALL]
ENDPOINTS = EndpointResolver(Loader().load_data("endpoints"))
Ask = Callable[..., str]


def resolver_of(region: str, **more: str) -> Ask:
    """What the VPC's resolver does with a name, by the rules that the template makes."""
    document = resolve(rendered().document, {**answers(region), **more}, pseudo(region))
    resources: dict[str, Any] = {name: body.get("Properties", {}) for name, body in document["Resources"].items()}
    rules = [
        {"Name": "rule", "FirewallRuleGroupId": "names", **rule} for rule in resources["NameRules"]["FirewallRules"]
    ]
    for rule in rules:
        rule.setdefault("FirewallDomainRedirectionAction", "INSPECT_REDIRECTION_DOMAIN")
    lists = {f"stack-{name}": body["Domains"] for name, body in resources.items() if "Domains" in body}
    store = ResolverStore(
        domains=lists,
        rules={"names": rules},
        associations={"one": {"VpcId": VPC, "Priority": 501, "FirewallRuleGroupId": "names"}},
    )

    def ask(name: str, chain: Sequence[str] = ()) -> str:
        return str(decide_name(store, VPC, name, chain)["action"])

    return ask


def asked_by_callers(region: str) -> list[str]:
    """The hosts that SDKs, git, pip, docker, browsers and Java ask for."""
    partition, suffix = partition_of(region)
    found = [ENDPOINTS.construct_endpoint(name, region, partition) for name in SERVICES]
    sites = "sagemaker.com.cn" if partition == "aws-cn" else "sagemaker.aws"
    return [
        *(each["hostname"] for each in found if each),
        f"git-codecommit.{region}.{suffix}",
        f"churn-111122223333.d.codeartifact.{region}.{suffix}",
        f"111122223333.dkr.ecr.{region}.{suffix}",
        f"ds-churn-dev-data-111122223333-{region}.s3.{region}.{suffix}",
        f"ds-churn-dev-data-111122223333-{region}.s3.{suffix}",
        f"prod-{region}-starport-layer-bucket.s3.{region}.{suffix}",
        f"metrics.sagemaker.{region}.{suffix}",
        f"churn.notebook.{region}.{sites}",
        f"sts.{region}.{suffix}",
        f"sts.{suffix}",
        f"vpce-0a1b2c3d4e5f60718-abcdefgh.api.sagemaker.{region}.vpce.{suffix}",
        f"ip-10-0-1-5.{region}.compute.internal",
        "ip-10-0-1-5.ec2.internal",
        "5.1.0.10.in-addr.arpa",
        "5.1.31.172.in-addr.arpa",
        "5.1.168.192.in-addr.arpa",
    ]


@pytest.mark.parametrize("region", REGIONS)
def test_whatever_callers_ask_for_is_answered(region: str) -> None:
    ask = resolver_of(region)
    assert [name for name in asked_by_callers(region) if ask(name) != "ALLOW"] == []


@pytest.mark.parametrize("region", REGIONS)
def test_names_whose_servers_somebody_else_runs_are_blocked(region: str) -> None:
    ask, (_, suffix) = resolver_of(region), partition_of(region)
    elsewhere = [
        "attacker.example",
        "data.attacker.example",
        f"data.s3.{region}.{suffix}.attacker.example",
        f"{region}.{suffix.replace('.', '-')}.example",
        "d111111abcdef8.cloudfront.net",
        "index.example.org",
        "data.7.113.0.203.in-addr.arpa",
        "8.8.8.8.in-addr.arpa",
        "data.32.172.in-addr.arpa",
        "1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
        "com",
        suffix,
    ]
    assert [name for name in elsewhere if ask(name) != "BLOCK"] == []


def test_another_regions_names_are_blocked_as_its_endpoints_are_not_ours() -> None:
    ask = resolver_of("eu-west-1")
    assert ask("sts.eu-central-1.amazonaws.com") == "BLOCK"
    assert ask("sts.eu-west-1.amazonaws.com") == "ALLOW"


def test_a_redirection_of_an_allowed_name_is_trusted_and_one_to_an_allowed_name_is_not_enough() -> None:
    ask = resolver_of("eu-west-1", AllowedDomains="git.example.com,*.corp.example.com")
    assert ask("git.example.com", ["edge.cdn.example"]) == "ALLOW"
    assert ask("edge.cdn.example", ["git.example.com"]) == "BLOCK"
    assert [ask(name) for name in ("a.corp.example.com", "corp.example.com", "a.git.example.com")] == [
        "ALLOW",
        "BLOCK",
        "BLOCK",
    ]


def test_the_sdks_telemetry_bucket_is_a_name_like_any_bucket_and_stopped_by_the_endpoints_policy() -> None:
    assert resolver_of("eu-west-1")("sm-pysdk-t-eu-west-1.s3.eu-west-1.amazonaws.com") == "ALLOW"
    resources = resolve(rendered().document, answers("eu-west-1"), pseudo("eu-west-1"))["Resources"]
    policy = str(resources["S3Endpoint"]["Properties"]["PolicyDocument"])
    assert "sm-pysdk-t" not in policy
