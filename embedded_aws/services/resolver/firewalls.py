"""DNS Firewall of a VPC: which rule groups it is associated with, and whether it fails open.

Sources: Route 53 API Reference, "AssociateFirewallRuleGroup" (priorities lie above 100 and below 9900) and
"DisassociateFirewallRuleGroup"; Route 53 Developer Guide, "DNS Firewall VPC configuration" and "Quotas on Route 53".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from embedded_aws.service import Call
from embedded_aws.services.pages import take_page
from embedded_aws.services.regional import Answer, Params
from embedded_aws.services.resolver.store import (
    ResolverStore,
    Row,
    conflict,
    find,
    find_vpc,
    forget,
    invalid,
    new_row,
    over_limit,
    touch,
)

MOST_GROUPS_OF_A_VPC = 5
LOWEST, HIGHEST = 101, 9899


def _associate(store: ResolverStore, params: Params, call: Call) -> Answer:
    group = find(store.groups, params, "FirewallRuleGroupId", "Rule group")["Id"]
    vpc = find_vpc(str(params["VpcId"]), call)
    held = of_vpc(store, vpc)
    if any(each["FirewallRuleGroupId"] == group for each in held):
        raise conflict(f"The rule group '{group}' is associated with '{vpc}' already")
    if len(held) >= MOST_GROUPS_OF_A_VPC:
        raise over_limit(f"A VPC has at most {MOST_GROUPS_OF_A_VPC} rule groups")
    _check_priority(held, params)
    row = {
        **new_row(store, call, params, "rslvr-frgassoc", "firewall-rule-group-association"),
        "FirewallRuleGroupId": group,
        "VpcId": vpc,
        "Priority": params["Priority"],
        "MutationProtection": params.get("MutationProtection", "DISABLED"),
        "Status": "COMPLETE",
    }
    store.associations[row["Id"]] = row
    return {"FirewallRuleGroupAssociation": row}


def of_vpc(store: ResolverStore, vpc: str) -> list[Row]:
    """The associations of a VPC, in the order in which they are asked."""
    rows = [row for row in store.associations.values() if row["VpcId"] == vpc]
    return sorted(rows, key=lambda row: int(row["Priority"]))


def _check_priority(others: list[Row], params: Params) -> None:
    priority = int(params["Priority"])
    if not LOWEST <= priority <= HIGHEST:
        raise invalid(f"The priority {priority} is not from {LOWEST} to {HIGHEST}")
    if any(each["Priority"] == priority for each in others):
        raise conflict(f"The priority {priority} is taken by another rule group of the VPC")


def _found(store: ResolverStore, params: Params) -> Row:
    return find(store.associations, params, "FirewallRuleGroupAssociationId", "Rule group association")


def _get(store: ResolverStore, params: Params, call: Call) -> Answer:
    return {"FirewallRuleGroupAssociation": _found(store, params)}


def _list(store: ResolverStore, params: Params, call: Call) -> Answer:
    wanted = {key: params[key] for key in ("FirewallRuleGroupId", "VpcId", "Priority", "Status") if key in params}
    rows = [row for row in store.associations.values() if wanted.items() <= row.items()]
    page, more = take_page(rows, params)
    return {"FirewallRuleGroupAssociations": list(page), **more}


def _update(store: ResolverStore, params: Params, call: Call) -> Answer:
    row = _found(store, params)
    _check_unprotected(row, bool(params.get("MutationProtection") == "DISABLED"))
    if "Priority" in params:
        _check_priority([each for each in of_vpc(store, row["VpcId"]) if each is not row], params)
    row.update({key: params[key] for key in ("Priority", "MutationProtection", "Name") if key in params})
    touch(row)
    return {"FirewallRuleGroupAssociation": row}


def _check_unprotected(row: Row, taken_off: bool = False) -> None:
    if row["MutationProtection"] == "ENABLED" and not taken_off:
        raise conflict(f"The association '{row['Id']}' has mutation protection")


def _disassociate(store: ResolverStore, params: Params, call: Call) -> Answer:
    row = _found(store, params)
    _check_unprotected(row)
    return {"FirewallRuleGroupAssociation": {**forget(store, store.associations, row), "Status": "DELETING"}}


def _get_config(store: ResolverStore, params: Params, call: Call) -> Answer:
    return {"FirewallConfig": _config(store, find_vpc(str(params["ResourceId"]), call), call)}


def _update_config(store: ResolverStore, params: Params, call: Call) -> Answer:
    vpc = find_vpc(str(params["ResourceId"]), call)
    if params["FirewallFailOpen"] == "USE_LOCAL_RESOURCE_SETTING":
        raise invalid("USE_LOCAL_RESOURCE_SETTING is for a Route 53 Profile")
    store.fail_open[vpc] = str(params["FirewallFailOpen"])
    return {"FirewallConfig": _config(store, vpc, call)}


def _config(store: ResolverStore, vpc: str, call: Call) -> Row:
    return {
        "Id": f"rslvr-fc-{vpc.removeprefix('vpc-')}",
        "ResourceId": vpc,
        "OwnerId": call.account,
        "FirewallFailOpen": store.fail_open.get(vpc, "DISABLED"),
    }


OPERATIONS: Mapping[str, Callable[[ResolverStore, Params, Call], Answer]] = {
    "AssociateFirewallRuleGroup": _associate,
    "DisassociateFirewallRuleGroup": _disassociate,
    "GetFirewallConfig": _get_config,
    "GetFirewallRuleGroupAssociation": _get,
    "ListFirewallRuleGroupAssociations": _list,
    "UpdateFirewallConfig": _update_config,
    "UpdateFirewallRuleGroupAssociation": _update,
}
