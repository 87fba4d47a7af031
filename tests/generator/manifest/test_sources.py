"""Code and packages: each choice has its endpoints or a way, and the fix that is said works when it is pasted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.diagnostics import Finding

Load = Callable[[str], list[Finding]]
Pointed = Callable[[Finding, str], str]
HUB = "https://git.example.com/a/b.git"
NETWORK, OPTIONS = "zones: 3", "git: codecommit"
GIVEN = "zones: 2, vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, subnet-1a1b2c3d]"
ENDPOINTS = f"{GIVEN}, existing-endpoints: [vpce-0a1b2c3d, vpce-1a1b2c3d, vpce-2a1b2c3d, vpce-3a1b2c3d]"
SHARED = f'{ENDPOINTS}, vpc-owner: "444455556666"'
FILTERED = f"{ENDPOINTS}, dns-firewall: existing"


def asked(portfolio: str, network: str = NETWORK, options: str = OPTIONS, region: str = "eu-west-1") -> str:
    text = portfolio.replace(NETWORK, network).replace(OPTIONS, options)
    return text.replace("region: eu-west-1", f"region: {region}")


@pytest.mark.parametrize(
    ("network", "options"),
    [
        ("zones: 3, proxy: 10.1.2.3:3128", f"git: {HUB}"),
        ("zones: 3, proxy: '192.168.0.9:65535'", f"git: {HUB}"),
        ("zones: 3, proxy: 100.64.1.2:80, dns-firewall: none", "git: https://git.example.com:8443/~a/b"),
        ("zones: 3, proxy: 172.31.255.254:3128", "git: codecommit"),
        (f"{GIVEN}, route-tables: [rtb-0a1b2c3d], proxy: 10.1.2.3:3128", f"git: {HUB}"),
        (ENDPOINTS, f"git: {HUB}"),
        (f"{FILTERED}, allowed-domains: [git.example.com]", f"git: {HUB}"),
        (f"{FILTERED}, allowed-domains: ['*.example.com']", f"git: {HUB}"),
        (f"{FILTERED}, proxy: 10.1.2.3:3128", f"git: {HUB}"),
        (SHARED, "git: none"),
        (f"{SHARED}, shared-endpoints: [codecommit]", "git: codecommit"),
        (f"{SHARED}, shared-endpoints: [codecommit, codeartifact]", "packages: codeartifact"),
    ],
)
def test_a_choice_with_its_way_is_taken(portfolio: str, findings_of: Load, network: str, options: str) -> None:
    assert findings_of(asked(portfolio, network, options)) == []


SAID = "shared-endpoints: [codecommit]"
ODD = "git: https://git.example.com:8443/a/b.git"
REFUSED = [
    (NETWORK, f"git: {HUB}", "PF196", HUB, (NETWORK, f"{NETWORK}, FIX")),
    (f"{GIVEN}, route-tables: [rtb-0a1b2c3d]", f"git: {HUB}", "PF196", HUB, ("route-tables", "FIX, route-tables")),
    (f"{NETWORK}, allowed-domains: [git.example.com]", f"git: {HUB}", "PF196", HUB, (NETWORK, f"{NETWORK}, FIX")),
    (ENDPOINTS, ODD, "PF196", "8443", (ODD, "FIX")),
    (FILTERED, f"git: {HUB}", "PF198", HUB, (FILTERED, f"{FILTERED}, FIX")),
    (
        f"{FILTERED}, allowed-domains: ['*.git.example.com']",
        f"git: {HUB}",
        "PF198",
        HUB,
        ("allowed-domains: ['*.git.example.com']", "FIX"),
    ),
    (NETWORK, "git: https://dana:secret@git.example.com/a/b.git", "PF199", "secret", None),
    (NETWORK, "git: https://git.example.com", "PF199", "git.example.com", None),
    (NETWORK, f"git: https://git.example.com/{'x' * 232}", "PF199", "xxx", None),
    (NETWORK, "git: https://git.example.com/a?b=c", "PF199", "a?b=c", None),
    (
        f"{NETWORK}, proxy: 10.1.2.3:3128",
        "git: https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/other",
        "PF199",
        "git-codecommit",
        ("git: https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/other", "FIX"),
    ),
    (SHARED, OPTIONS, "PF197", "codecommit", (OPTIONS, "FIX")),
    (
        f"{SHARED}, shared-endpoints: [codecommit]",
        "packages: codeartifact",
        "PF197",
        "codeartifact",
        ("packages: codeartifact", "FIX"),
    ),
    (f"{NETWORK}, {SAID}", OPTIONS, "PF185", "shared-endpoints", (SAID, "FIX")),
]


@pytest.mark.parametrize(("network", "options", "code", "words", "paste"), REFUSED)
def test_a_choice_without_its_way_is_told_at_its_place_with_a_fix_to_paste(
    portfolio: str,
    findings_of: Load,
    pointed: Pointed,
    network: str,
    options: str,
    code: str,
    words: str,
    paste: tuple[str, str] | None,
) -> None:
    text = asked(portfolio, network, options)
    (finding,) = findings_of(text)
    assert finding.code == code
    assert words in pointed(finding, text) or "shared-endpoints" in finding.message
    assert finding.fix
    before, after = paste or (options, "FIX")
    mended = text.replace(before, after.replace("FIX", finding.fix))
    assert code not in [each.code for each in findings_of(mended)]


@pytest.mark.parametrize(
    ("region", "options", "fix"),
    [
        ("af-south-1", "git: codecommit", "git: none"),
        ("af-south-1", "current: false", "git: none"),
        ("us-west-1", "packages: codeartifact", "packages: none"),
    ],
)
def test_a_region_without_the_service_is_told_before_anything_is_made(
    portfolio: str, findings_of: Load, region: str, options: str, fix: str
) -> None:
    text = asked(portfolio, NETWORK.replace("3", "2"), options, region)
    (finding,) = findings_of(text)
    assert (finding.code, finding.fix) == ("PF197", fix)
    assert finding.span
    assert findings_of(asked(portfolio, NETWORK, fix, region)) == []


def test_what_is_wrong_with_a_repository_says_no_password(portfolio: str, findings_of: Load) -> None:
    (finding,) = findings_of(asked(portfolio, options="git: https://dana:secret@git.example.com/a/b.git"))
    assert "secret" not in f"{finding.message}{finding.fix}"


@pytest.mark.parametrize(
    ("proxy", "code"),
    [
        ("proxy.example.com:3128", "PF194"),
        ("10.1.2.3", "PF194"),
        ("http://10.1.2.3:3128", "PF194"),
        ("10.1.2.300:3128", "PF194"),
        ("10.1.2.3:65536", "PF194"),
        ("10.1.2.3:0", "PF194"),
        ("10.1.2.0/24:3128", "PF194"),
        ("203.0.113.7:3128", "PF195"),
        ("172.32.0.1:3128", "PF195"),
        ("169.254.169.254:80", "PF195"),
    ],
)
def test_a_proxy_is_a_private_address_with_a_port(
    portfolio: str, findings_of: Load, pointed: Pointed, proxy: str, code: str
) -> None:
    text = asked(portfolio, f"{NETWORK}, proxy: {proxy}")
    (finding,) = findings_of(text)
    assert (finding.code, pointed(finding, text)) == (code, proxy)
    assert findings_of(text.replace(f"proxy: {proxy}", finding.fix or "")) == []
