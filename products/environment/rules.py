"""Answers that cannot work together are refused before anything is made, each with its reason.

Only the functions that CloudFormation allows in rules are used (Service Catalog Administrator Guide, "Template
constraint rules": Fn::And, Fn::Contains, Fn::EachMemberIn, Fn::Equals, Fn::If, Fn::Not, Fn::Or, Ref).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.blueprint import Canvas
from generator.model.sources import WITHOUT_CODEARTIFACT, WITHOUT_CODECOMMIT
from products.environment.regions import PREFIX_LISTS, TWO_ZONES

Test = dict[str, Any]


def build_rules(canvas: Canvas) -> None:
    """Refuse what cannot work."""
    _network(canvas)
    _shared(canvas)
    _names(canvas)
    _addresses(canvas)
    _people(canvas)
    _others(canvas)
    _sources(canvas)


def _network(canvas: Canvas) -> None:
    canvas.rule(
        "ExistingNetworkIsComplete",
        {
            "With ExistingVpc, name its subnets in ExistingSubnets.": _given("ExistingSubnets"),
            "With ExistingVpc, name its route tables in ExistingRouteTables (or its endpoints in ExistingEndpoints), "
            "so that S3 can be reached.": _either(_given("ExistingRouteTables"), _given("ExistingEndpoints")),
            "NetworkAcls is for a VPC of our own; leave it at no with ExistingVpc, whose network ACLs are its "
            "owner's.": _is("NetworkAcls", "no"),
        },
        when=_given("ExistingVpc"),
    )
    canvas.rule(
        "OwnNetworkIsOwn",
        {
            "ExistingSubnets belong to an existing VPC: name it in ExistingVpc, or leave them empty.": _empty(
                "ExistingSubnets"
            ),
            "ExistingRouteTables belong to an existing VPC: name it in ExistingVpc, or leave them empty.": _empty(
                "ExistingRouteTables"
            ),
            "ExistingEndpoints belong to an existing VPC: name it in ExistingVpc, or leave them empty.": _empty(
                "ExistingEndpoints"
            ),
            "VpcOwner is the account that shares an existing VPC: name that in ExistingVpc, or leave it empty.": _empty(
                "VpcOwner"
            ),
        },
        when=_empty("ExistingVpc"),
    )


def _shared(canvas: Canvas) -> None:
    canvas.rule(
        "SharedNetworkHasEndpoints",
        {
            "Only the owner of a shared VPC makes endpoints in it: with VpcOwner, name its core endpoints in "
            "ExistingEndpoints.": _given("ExistingEndpoints"),
            "What a shared VPC's resolver answers is its owner's: with VpcOwner, leave DnsFirewall at another answer "
            "than existing.": {"Fn::Not": [_is("DnsFirewall", "existing")]},
        },
        when=_given("VpcOwner"),
    )
    canvas.rule(
        "ZonesAreOurs",
        {"ZoneNames are for a VPC of our own: the zones of an existing one are its subnets'.": _empty("ExistingVpc")},
        when=_given("ZoneNames"),
    )


def _names(canvas: Canvas) -> None:
    canvas.rule(
        "FirewallHasItsVpc",
        {"DnsFirewall existing is for an existing VPC: name it in ExistingVpc, or set own.": _given("ExistingVpc")},
        when=_is("DnsFirewall", "existing"),
    )
    canvas.rule(
        "AllowedDomainsAreOfUse",
        {
            "AllowedDomains are for DnsFirewall: without it every name is answered. Leave them empty, or set own or "
            "existing.": _either(
                {"Fn::And": [_is("DnsFirewall", "own"), _empty("ExistingVpc")]}, _is("DnsFirewall", "existing")
            )
        },
        when=_given("AllowedDomains"),
    )


def _addresses(canvas: Canvas) -> None:
    canvas.rule(
        "BlockIsGiven",
        {
            "A VPC of our own needs VpcCidr.": _either(_given("ExistingVpc"), _given("VpcCidr")),
            "With ExistingEndpoints, give the existing VPC's block in VpcCidr, so that its endpoints can be "
            "reached.": _either(_empty("ExistingEndpoints"), _given("VpcCidr")),
        },
    )
    canvas.rule(
        "ZonesAreInRegion",
        {"An account has two zones in this region: set Zones to 2.": _not_in(TWO_ZONES)},
        when={"Fn::And": [_is("Zones", "3"), _empty("ExistingVpc")]},
    )
    canvas.rule(
        "S3PrefixListIsKnown",
        {
            "The S3 prefix list of this region is not known to the template: give its id in S3PrefixList (aws ec2 "
            "describe-managed-prefix-lists).": _either(_given("S3PrefixList"), _region_in(tuple(PREFIX_LISTS)))
        },
    )


def _people(canvas: Canvas) -> None:
    canvas.rule(
        "SomebodyMaySignIn",
        {"TrustMode mfa needs TrustedPrincipals: without them nobody could sign in.": _given("TrustedPrincipals")},
        when=_is("TrustMode", "mfa"),
    )
    canvas.rule(
        "SamlHasProvider",
        {"TrustMode saml needs SamlProvider.": _given("SamlProvider")},
        when=_is("TrustMode", "saml"),
    )
    canvas.rule(
        "PresignCidrIsGiven",
        {"Presign cidr needs PresignCidr: without it nobody could open a notebook.": _given("PresignCidr")},
        when=_is("Presign", "cidr"),
    )
    canvas.rule(
        "EndpointsAreReachable",
        {
            "Presign endpoint needs AccessCidr or AccessGroup (or ExistingEndpoints): without it nobody reaches the "
            "endpoints that notebooks open through.": _either(
                _given("AccessCidr"), _given("AccessGroup"), _given("ExistingEndpoints")
            )
        },
        when=_is("Presign", "endpoint"),
    )


def _others(canvas: Canvas) -> None:
    """AWS quirk: a rule can split no list, so that only whole answers are compared; the approver's trust refuses each
    single principal (`roles/model_approval.py`)."""
    canvas.rule(
        "ApproverIsSomebodyElse",
        {
            f"ModelApprovers and {other} are the same: who {does} a model does not approve it.": {
                "Fn::Not": [{"Fn::Equals": [{"Ref": "ModelApprovers"}, {"Ref": other}]}]
            }
            for other, does in (("TrustedPrincipals", "trains"), ("PipelinePrincipals", "deploys"))
        },
        when=_given("ModelApprovers"),
    )
    canvas.rule(
        "ApplicationsReachTheEndpoint",
        {
            "InvokeFrom endpoint needs ApplicationCidr or ApplicationGroup (or ExistingEndpoints): without it no "
            "application reaches the runtime endpoint that it must invoke through.": _either(
                _given("ApplicationCidr"), _given("ApplicationGroup"), _given("ExistingEndpoints")
            )
        },
        when=_is("InvokeFrom", "endpoint"),
    )


def _sources(canvas: Canvas) -> None:
    canvas.rule(
        "CodeCommitIsInRegion",
        {"This region has no CodeCommit: set Git to none, or to the URL of a repository.": _not_in(WITHOUT_CODECOMMIT)},
        when=_is("Git", "codecommit"),
    )
    canvas.rule(
        "CodeArtifactIsInRegion",
        {"This region has no CodeArtifact: set Packages to none.": _not_in(WITHOUT_CODEARTIFACT)},
        when=_is("Packages", "codeartifact"),
    )
    canvas.rule(
        "RepositoryIsReached",
        {
            "Nothing leads to a Git host of your own: name a proxy in Proxy, or ExistingEndpoints of a VPC that has an "
            "endpoint for it, or set Git to codecommit or none.": _either(_given("Proxy"), _given("ExistingEndpoints"))
        },
        when={"Fn::Not": [_either(_is("Git", "codecommit"), _is("Git", "none"))]},
    )


def _is(parameter: str, value: str) -> Test:
    return {"Fn::Equals": [{"Ref": parameter}, value]}


def _empty(parameter: str) -> Test:
    return _is(parameter, "")


def _given(parameter: str) -> Test:
    return {"Fn::Not": [_empty(parameter)]}


def _either(*tests: Test) -> Test:
    return {"Fn::Or": list(tests)}


def _region_in(regions: Sequence[str]) -> Test:
    return {"Fn::Contains": [list(regions), {"Ref": "AWS::Region"}]}


def _not_in(regions: Sequence[str]) -> Test:
    return {"Fn::Not": [_region_in(regions)]}
