"""An environment that gets a proxy, another one, and none again: what its group and its ACL let out, what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import embedded
from tests.behavior.deployed.site import PEOPLE, Site, pairs
from tests.behavior.deployed.test_many import changes, lost
from tests.behavior.environment.combinations import rendered

pytestmark = pytest.mark.slow

NAME = "hub-dev"
ANSWERS = {
    "Project": "hub",
    "Stage": "dev",
    "TrustedPrincipals": PEOPLE,
    "Detective": "off",
    "Git": "none",
    "SageMakerLogGroups": "no",
    "NetworkAcls": "yes",
}
HUB = {"Git": "https://git.example.com/a/b.git"}
FIRST, SECOND = "172.16.9.20:3128", "172.16.9.21:8080"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with embedded() as aws:
        site = Site(aws)
        site.deploy(NAME, ANSWERS, site.body("environment", rendered().text))
        yield site


def ways(site: Site) -> list[tuple[str, int, int]]:
    """The blocks outside the VPC that the workload's group reaches, with their ports."""
    group = site.values(NAME)["security-group/workload"]
    (found,) = site.aws.client("ec2").describe_security_groups(GroupIds=[group])["SecurityGroups"]
    return [
        (block["CidrIp"], rule["FromPort"], rule["ToPort"])
        for rule in found["IpPermissionsEgress"]
        for block in rule["IpRanges"]
    ]


def entries(site: Site) -> list[tuple[str, Any]]:
    """The blocks that the network ACL lets packets out to by a number of ours for proxies, with their ports."""
    vpc = [{"Name": "vpc-id", "Values": [site.values(NAME)["vpc/id"]]}]
    acls = site.aws.client("ec2").describe_network_acls(Filters=vpc)["NetworkAcls"]
    rows = [row for acl in acls for row in acl["Entries"] if row["Egress"] and row["RuleNumber"] == 140]
    return [(row["CidrBlock"], row["PortRange"]) for row in rows]


def update(site: Site, **answers: str) -> None:
    given = {**ANSWERS, **answers}
    assert lost(changes(site, NAME, None, given)) == []
    site.update(NAME, given, site.body("environment", rendered().text))
    site._values.pop(NAME, None)


def test_the_proxy_comes_moves_and_goes_and_nothing_beside_it_is_open(site: Site) -> None:
    assert (ways(site), entries(site), site.values(NAME)["proxy"]) == ([], [], "none")
    for proxy in (FIRST, SECOND):
        address, _, port = proxy.partition(":")
        update(site, **HUB, Proxy=proxy)
        assert ways(site) == [(f"{address}/32", int(port), int(port))]
        assert entries(site) == [(f"{address}/32", {"From": int(port), "To": int(port)})]
        assert (site.values(NAME)["proxy"], site.values(NAME)["git/url"]) == (proxy, HUB["Git"])
    update(site)
    assert (ways(site), entries(site), site.values(NAME)["proxy"]) == ([], [], "none")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (HUB, "Nothing leads to a Git host"),
        ({"Proxy": "203.0.113.7:3128"}, "private IPv4 address and a port"),
        ({"Proxy": "172.32.0.1:3128"}, "private IPv4 address and a port"),
        ({"Proxy": "10.1.2.3"}, "private IPv4 address and a port"),
        ({"Proxy": "10.1.2.3:65536"}, "private IPv4 address and a port"),
        ({"Proxy": "10.1.2.0/24:3128"}, "private IPv4 address and a port"),
        ({"Proxy": "proxy.example.com:3128"}, "private IPv4 address and a port"),
        ({"Proxy": FIRST, "Git": "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/other"}, "another host"),
        ({"Proxy": FIRST, "Git": "https://dana:secret@git.example.com/a/b.git"}, "another host"),
    ],
)
def test_from_the_catalog_a_way_that_is_none_is_refused_before_anything_is_made(
    site: Site, answers: dict[str, str], said: str
) -> None:
    with pytest.raises(ClientError) as refused:
        site.stacks.create_stack(
            StackName="ds-none-dev",
            TemplateURL=site.body("environment", rendered().text),
            Parameters=pairs({**ANSWERS, "Project": "none", **answers}),
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
    assert said in str(refused.value)
