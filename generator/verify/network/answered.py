"""Which names the resolver of a resolved template's VPC answers, by the rules of its DNS Firewall.

Source: Route 53 Developer Guide, "How Route 53 Resolver DNS Firewall works": the first rule that matches decides, by
number, and what none matches is answered. One rule group a VPC is read, which is what a template of ours makes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.model.domains import covers
from generator.verify.rules.dns_walls import ASSOCIATIONS, GROUPS, LISTS
from generator.verify.rules.template import Template, listed, mentioned


def is_answered(resources: Mapping[str, Any], name: str) -> bool:
    """Whether a query for a name is answered; every one is where no firewall stands."""
    template = Template({"Resources": resources})
    for action, domains in _rules(template):
        if any(covers(domain, name.lower()) for domain in domains):
            return action != "BLOCK"
    return True


def _rules(template: Template) -> Iterator[tuple[str, list[str]]]:
    for _, association in template.of(ASSOCIATIONS):
        for group in mentioned(template, association.get("FirewallRuleGroupId"), GROUPS):
            rules = template.resources[group]["Properties"].get("FirewallRules") or []
            for rule in sorted(rules, key=lambda each: int(each["Priority"])):
                lists = mentioned(template, rule.get("FirewallDomainListId"), LISTS)
                held = [listed(template.resources[each]["Properties"].get("Domains")) for each in lists]
                yield str(rule["Action"]), [str(domain) for domains in held for domain in domains]
