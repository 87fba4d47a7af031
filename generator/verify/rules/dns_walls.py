"""SEC430 to SEC432: a private network whose resolver answers any name, so that data leaves in what is asked.

Security groups, network ACLs and routes do not apply to a VPC's resolver (Amazon VPC User Guide, "Amazon DNS server"):
it asks the name servers of `DATA.attacker.example` for whoever may ask it. DNS Firewall does; it sees what is asked of
this VPC's resolver, and nothing of what somebody asks another one (docs/open-questions.md). What is no finding: a
template without a VPC, one whose VPC has an internet gateway anyway, and domains that whoever deploys it gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Finding
from generator.model.domains import way_out
from generator.verify.rules.template import Template, branches, listed, mentioned, place, text_of

_RESOLVER = "AWS::Route53Resolver::"
LISTS, GROUPS = f"{_RESOLVER}FirewallDomainList", f"{_RESOLVER}FirewallRuleGroup"
ASSOCIATIONS = f"{_RESOLVER}FirewallRuleGroupAssociation"
_VARIABLE = re.compile(r"\$\{[^}]*\}")
Rule = tuple[Mapping[str, Any], bool]


def private_vpcs(template: Template) -> list[str]:
    """The VPCs that the template makes, unless it gives them an internet gateway."""
    gateways = list(template.of("AWS::EC2::InternetGateway"))
    return [] if gateways else [name for name, _ in template.of("AWS::EC2::VPC")]


def find(template: Template) -> Iterator[Finding]:
    """Every VPC without a firewall of names, and every firewall that is open."""
    yield from _unwalled(template)
    for name, group in template.of(GROUPS):
        rules = sorted(branches(group.get("FirewallRules") or []), key=lambda rule: int(rule[0].get("Priority", 0)))
        yield from _unended(template, name, rules)
        for rule, _ in rules[:-1]:
            yield from _open(template, name, rule)


def _unwalled(template: Template) -> Iterator[Finding]:
    associations = [each.get("VpcId") for _, each in template.of(ASSOCIATIONS)]
    walled = {vpc for value in associations for vpc in mentioned(template, value, "AWS::EC2::VPC")}
    for vpc in private_vpcs(template):
        if vpc not in walled:
            what = f"the resolver of `{vpc}` answers every name: data leaves in the names that are asked for"
            fix = f"a FirewallRuleGroupAssociation with VpcId=Ref({vpc!r}), and a rule group that ends with BLOCK *"
            yield Finding("SEC430", what, fix=fix, path=("Resources", vpc))


def _unended(template: Template, name: str, rules: list[Rule]) -> Iterator[Finding]:
    """What no rule matches is answered (Route 53 Developer Guide, "How Route 53 Resolver DNS Firewall works")."""
    why = "it has no rule" if not rules else _wrong_end(template, *rules[-1])
    if why is not None:
        fix = "a last rule with Action=BLOCK and a domain list of *"
        message = f"`{name}` lets through what no rule of it names: {why}"
        yield Finding("SEC431", message, fix=fix, path=place(name))


def _wrong_end(template: Template, rule: Mapping[str, Any], certain: bool) -> str | None:
    if rule.get("Action") != "BLOCK":
        return f"its last rule says {rule.get('Action')}"
    if not certain:
        return "its last rule is there on a condition only"
    if rule.get("Qtype"):
        return f"its last rule is about records of the type {rule['Qtype']} only"
    lists = mentioned(template, rule.get("FirewallDomainListId"), LISTS)
    if not any("*" in _domains(template, each) for each in lists):
        return "its last rule does not block *"
    return None


def _open(template: Template, name: str, rule: Mapping[str, Any]) -> Iterator[Finding]:
    if rule.get("Action") == "BLOCK":
        return
    for each in sorted(mentioned(template, rule.get("FirewallDomainListId"), LISTS)):
        for domain in _domains(template, each):
            why = way_out(_VARIABLE.sub("x.x", domain))
            if why is not None:
                message = f"`{each}`, which `{name}` allows, holds {domain}: {why}"
                fix = "name the domains that are needed, below which nobody else runs name servers"
                yield Finding("SEC432", message, fix=fix, path=place(each))


def _domains(template: Template, name: str) -> list[str]:
    """The domains of a list as the template writes them; those that its deployer gives are not among them."""
    given = template.resources[name].get("Properties", {}).get("Domains")
    values = listed(given) if isinstance(given, list | tuple | str) else []
    return [text for text in map(text_of, values) if text]
