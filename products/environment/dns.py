"""DNS Firewall: the VPC's resolver answers the names of `dns_domains` and those that were asked for, and no others.

Security groups, network ACLs and routes do not apply to the resolver, which asks the internet for whoever may ask it.
What cannot be decided blocks: DNS Firewall fails closed unless somebody changes the VPC's configuration, for which
CloudFormation has no type (Route 53 Developer Guide, "DNS Firewall VPC configuration"); the trail's `NamesChange` tells
of it. It sees what is asked of this VPC's resolver, and which resolver notebooks and jobs ask is not documented:
docs/open-questions.md, Q21.
"""

from __future__ import annotations

from troposphere import If, NoValue, Ref, Split, route53resolver

from generator.blueprint import Canvas
from products.environment.dns_domains import build_suffixes, own_domains
from products.environment.dns_queries import build_query_log
from products.environment.estate import Keys, When
from products.environment.names import Value, named
from products.environment.tags import tags

_PRIORITY = 501
"""Of the rule group among those of the VPC: in the middle, so that an organization's own come before or after it."""


def build_dns(canvas: Canvas, vpc: Value, keys: Keys) -> None:
    """Draw the lists, the rules, their association with the VPC, and the log of its queries."""
    build_suffixes(canvas)
    with canvas.optional(When.DNS_FIREWALL):
        own = canvas.add(_domains("OwnNames", "own-names", own_domains()))
        everything = canvas.add(_domains("EveryName", "every-name", ["*"]))
        canvas.add(_given())
        group = canvas.add(
            route53resolver.FirewallRuleGroup(
                "NameRules",
                Name=named("names"),
                FirewallRules=[
                    _allow(1, Ref(own)),
                    If(When.DOMAINS_GIVEN, _allow(2, Ref("GivenNames")), NoValue),
                    route53resolver.FirewallRule(
                        Priority=100, Action="BLOCK", BlockResponse="NXDOMAIN", FirewallDomainListId=Ref(everything)
                    ),
                ],
                Tags=tags(),
            )
        )
        canvas.add(_association(Ref(group), vpc))
        build_query_log(canvas, vpc, keys)


def _domains(title: str, name: str, domains: object) -> route53resolver.FirewallDomainList:
    return route53resolver.FirewallDomainList(title, Name=named(name), Domains=domains, Tags=tags())


def _given() -> route53resolver.FirewallDomainList:
    domains = _domains("GivenNames", "given-names", Split(",", Ref("AllowedDomains")))
    domains.Condition = When.DOMAINS_GIVEN
    return domains


def _allow(priority: int, domains: Ref) -> route53resolver.FirewallRule:
    """An allowed name is trusted with its redirections, which its owner writes; else each would have to be listed."""
    return route53resolver.FirewallRule(
        Priority=priority,
        Action="ALLOW",
        FirewallDomainListId=domains,
        FirewallDomainRedirectionAction="TRUST_REDIRECTION_DOMAIN",
    )


def _association(group: Ref, vpc: Value) -> route53resolver.FirewallRuleGroupAssociation:
    """Without mutation protection, which would also keep the stack from being deleted."""
    return route53resolver.FirewallRuleGroupAssociation(
        "NameRulesOfVpc",
        Name=named("names"),
        FirewallRuleGroupId=group,
        VpcId=vpc,
        Priority=_PRIORITY,
        MutationProtection="DISABLED",
        Tags=tags(),
    )
