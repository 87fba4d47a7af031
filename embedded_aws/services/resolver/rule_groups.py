"""DNS Firewall's rule groups and their rules.

Sources: Route 53 API Reference, "CreateFirewallRule" and "UpdateFirewallRule"; Route 53 Developer Guide, "Rule settings
in DNS Firewall" and "Quotas on Route 53". What is not carried out: rules by a threat or a category.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.service import Call, ServiceError
from embedded_aws.services.pages import take_page
from embedded_aws.services.regional import Answer, Params
from embedded_aws.services.resolver.store import (
    ResolverStore,
    Row,
    conflict,
    find,
    forget,
    invalid,
    new_row,
    over_limit,
    timestamp,
    touch,
)

MOST_GROUPS, MOST_RULES = 1000, 100
_OVERRIDES = ("BlockOverrideDomain", "BlockOverrideDnsType", "BlockOverrideTtl")
_SETTINGS = ("Name", "Priority", "Action", "BlockResponse", *_OVERRIDES, "FirewallDomainRedirectionAction")
_UNKNOWN = ("DnsThreatProtection", "ConfidenceThreshold", "FirewallRuleType", "FirewallThreatProtectionId")


def _create(store: ResolverStore, params: Params, call: Call) -> Answer:
    if len(store.groups) >= MOST_GROUPS:
        raise over_limit(f"An account has at most {MOST_GROUPS} rule groups in a region")
    row = {
        **new_row(store, call, params, "rslvr-frg", "firewall-rule-group"),
        "Status": "COMPLETE",
        "OwnerId": call.account,
        "ShareStatus": "NOT_SHARED",
    }
    store.groups[row["Id"]] = row
    store.rules[row["Id"]] = []
    return {"FirewallRuleGroup": _counted(store, row)}


def _counted(store: ResolverStore, row: Row) -> Row:
    return {**row, "RuleCount": len(store.rules[row["Id"]])}


def _found(store: ResolverStore, params: Params) -> Row:
    return find(store.groups, params, "FirewallRuleGroupId", "Rule group")


def _get(store: ResolverStore, params: Params, call: Call) -> Answer:
    return {"FirewallRuleGroup": _counted(store, _found(store, params))}


def _list(store: ResolverStore, params: Params, call: Call) -> Answer:
    rows, more = take_page(list(store.groups.values()), params)
    keys = ("Id", "Arn", "Name", "OwnerId", "CreatorRequestId", "ShareStatus")
    return {"FirewallRuleGroups": [{key: row[key] for key in keys} for row in rows], **more}


def _delete(store: ResolverStore, params: Params, call: Call) -> Answer:
    row = _counted(store, _found(store, params))
    if any(each["FirewallRuleGroupId"] == row["Id"] for each in store.associations.values()):
        raise conflict(f"The rule group '{row['Id']}' is associated with a VPC")
    del store.rules[row["Id"]]
    return {"FirewallRuleGroup": {**forget(store, store.groups, row), "Status": "DELETING"}}


def _create_rule(store: ResolverStore, params: Params, call: Call) -> Answer:
    _refuse_unknown(params)
    group = _found(store, params)
    if "FirewallDomainListId" not in params:
        raise invalid("A rule has a domain list, or a protection of DNS Firewall Advanced")
    find(store.lists, params, "FirewallDomainListId", "Domain list")
    rules = store.rules[group["Id"]]
    if len(rules) >= MOST_RULES:
        raise over_limit(f"A rule group has at most {MOST_RULES} rules")
    if _same(rules, params) is not None:
        raise conflict("A rule with this domain list and query type is in the rule group already")
    rule: Row = {
        "FirewallRuleGroupId": group["Id"],
        "FirewallDomainListId": params["FirewallDomainListId"],
        "CreatorRequestId": params["CreatorRequestId"],
        "CreationTime": timestamp(),
        "FirewallDomainRedirectionAction": "INSPECT_REDIRECTION_DOMAIN",
        **{key: params[key] for key in (*_SETTINGS, "Qtype") if key in params},
    }
    _check_rule(rule, rules)
    touch(rule)
    rules.append(rule)
    touch(group)
    return {"FirewallRule": rule}


def _refuse_unknown(params: Params) -> None:
    for name in _UNKNOWN:
        if name in params:
            raise ServiceError("NotImplemented", f"route53resolver {name} is not part of the embedded AWS", 501)


def _same(rules: list[Row], params: Params) -> Row | None:
    wanted = (params.get("FirewallDomainListId"), params.get("Qtype"))
    return next((rule for rule in rules if (rule["FirewallDomainListId"], rule.get("Qtype")) == wanted), None)


def _check_rule(rule: Mapping[str, Any], others: list[Row]) -> None:
    """A block says how it answers, and nothing else does; a priority is there once in a group."""
    answers = [key for key in ("BlockResponse", *_OVERRIDES) if key in rule]
    if rule["Action"] == "BLOCK" and "BlockResponse" not in rule:
        raise invalid("BlockResponse is required for the action BLOCK")
    if rule["Action"] != "BLOCK" and answers:
        raise invalid(f"{answers[0]} is for the action BLOCK only")
    given = [key for key in _OVERRIDES if key in rule]
    if rule.get("BlockResponse") == "OVERRIDE" and len(given) < len(_OVERRIDES):
        raise invalid("BlockOverrideDomain, BlockOverrideDnsType and BlockOverrideTtl are required for OVERRIDE")
    if rule.get("BlockResponse") != "OVERRIDE" and given:
        raise invalid(f"{given[0]} is for the response OVERRIDE only")
    if any(each is not rule and each["Priority"] == rule["Priority"] for each in others):
        raise conflict(f"The priority {rule['Priority']} is taken by another rule of the rule group")


def _rule(store: ResolverStore, params: Params) -> Row:
    rule = _same(store.rules[_found(store, params)["Id"]], params)
    if rule is None:
        raise ServiceError("ResourceNotFoundException", "The rule group has no rule with this domain list", 400)
    return rule


def _update_rule(store: ResolverStore, params: Params, call: Call) -> Answer:
    _refuse_unknown(params)
    rule = _rule(store, params)
    changed = {**rule, **{key: params[key] for key in _SETTINGS if key in params}}
    if changed["Action"] != "BLOCK":
        changed = {key: value for key, value in changed.items() if key not in ("BlockResponse", *_OVERRIDES)}
    elif changed.get("BlockResponse") != "OVERRIDE":
        changed = {key: value for key, value in changed.items() if key not in _OVERRIDES}
    _check_rule(changed, [each for each in store.rules[rule["FirewallRuleGroupId"]] if each is not rule])
    rule.clear()
    rule.update(changed)
    touch(rule)
    return {"FirewallRule": rule}


def _delete_rule(store: ResolverStore, params: Params, call: Call) -> Answer:
    rule = _rule(store, params)
    store.rules[rule["FirewallRuleGroupId"]].remove(rule)
    return {"FirewallRule": rule}


def _list_rules(store: ResolverStore, params: Params, call: Call) -> Answer:
    rules = sorted(store.rules[_found(store, params)["Id"]], key=lambda rule: int(rule["Priority"]))
    wanted = {key: params[key] for key in ("Priority", "Action") if key in params}
    page, more = take_page([rule for rule in rules if wanted.items() <= rule.items()], params)
    return {"FirewallRules": list(page), **more}


OPERATIONS: Mapping[str, Callable[[ResolverStore, Params, Call], Answer]] = {
    "CreateFirewallRule": _create_rule,
    "CreateFirewallRuleGroup": _create,
    "DeleteFirewallRule": _delete_rule,
    "DeleteFirewallRuleGroup": _delete,
    "GetFirewallRuleGroup": _get,
    "ListFirewallRuleGroups": _list,
    "ListFirewallRules": _list_rules,
    "UpdateFirewallRule": _update_rule,
}
