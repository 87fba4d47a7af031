"""What a VPC's resolver does with a name: DNS Firewall's rules, in their order.

Source: Route 53 Developer Guide, "How Route 53 Resolver DNS Firewall works": rule groups by the priority of their
association, rules by their own, the first that matches decides, and what matches none is answered. A redirection
(CNAME, DNAME) is inspected like the name itself, unless the rule that allowed the name trusts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from embedded_aws.services.resolver.firewalls import of_vpc
from embedded_aws.services.resolver.store import ResolverStore, Row


def decide_name(store: ResolverStore, vpc: str, name: str, chain: Sequence[str] = (), kind: str = "A") -> Row:
    """`action` is ALLOW, ALERT or BLOCK, with the rule's name, the group, and the name of the chain that decided.

    `chain` are the names that the first one is redirected to, in order; `kind` is the type of the query.
    """
    decided = "ALLOW"
    by: Row | None = None
    for asked in (name, *chain):
        rule = next(_matching(store, vpc, asked, kind), None)
        if rule is not None and rule["Action"] == "BLOCK":
            return {**_shown("BLOCK", asked, rule), "response": rule["BlockResponse"]}
        if rule is not None and (by is None or rule["Action"] == "ALERT"):
            decided, by = rule["Action"], rule
        if rule is not None and rule["FirewallDomainRedirectionAction"] == "TRUST_REDIRECTION_DOMAIN":
            break
    return _shown(decided, name, by)


def _shown(action: str, name: str, rule: Row | None) -> Row:
    return {
        "action": action,
        "name": name,
        "rule": rule["Name"] if rule else None,
        "group": rule["FirewallRuleGroupId"] if rule else None,
    }


def _matching(store: ResolverStore, vpc: str, name: str, kind: str) -> Iterator[Row]:
    for association in of_vpc(store, vpc):
        rules = store.rules.get(association["FirewallRuleGroupId"], [])
        for rule in sorted(rules, key=lambda each: int(each["Priority"])):
            if rule.get("Qtype") not in (None, kind):
                continue
            if any(_covers(domain, name) for domain in store.domains.get(rule["FirewallDomainListId"], ())):
                yield rule


def _covers(domain: str, name: str) -> bool:
    """`*.example.com` covers every name below it, and not example.com itself; `*` covers all."""
    name = name.lower().rstrip(".")
    return name.endswith(domain[1:]) if domain.startswith("*") else name == domain
