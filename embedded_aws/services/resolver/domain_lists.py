"""DNS Firewall's domain lists.

Source: Route 53 API Reference, "UpdateFirewallDomains": a domain may start with `*`, everything else of it is letters,
digits, hyphens and dots, and it has 1 to 255 characters. Quotas: Route 53 Developer Guide, "Quotas on Route 53".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from embedded_aws.service import Call
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
    touch,
)

_DOMAIN = re.compile(r"\*|\*?[A-Za-z0-9.-]+")
MOST_LISTS, MOST_DOMAINS = 1000, 100_000
"""A region's domain lists, and all domains of an account's lists in it."""


def _create(store: ResolverStore, params: Params, call: Call) -> Answer:
    if len(store.lists) >= MOST_LISTS:
        raise over_limit(f"An account has at most {MOST_LISTS} domain lists in a region")
    row = {**new_row(store, call, params, "rslvr-fdl", "firewall-domain-list"), "Status": "COMPLETE"}
    store.lists[row["Id"]] = row
    store.domains[row["Id"]] = []
    return {"FirewallDomainList": _counted(store, row)}


def _counted(store: ResolverStore, row: Row) -> Row:
    return {**row, "DomainCount": len(store.domains[row["Id"]])}


def _found(store: ResolverStore, params: Params) -> Row:
    return find(store.lists, params, "FirewallDomainListId", "Domain list")


def _get(store: ResolverStore, params: Params, call: Call) -> Answer:
    return {"FirewallDomainList": _counted(store, _found(store, params))}


def _list(store: ResolverStore, params: Params, call: Call) -> Answer:
    rows, more = take_page(list(store.lists.values()), params)
    return {"FirewallDomainLists": [_named(row) for row in rows], **more}


def _named(row: Row) -> Row:
    return {key: row[key] for key in ("Id", "Arn", "Name", "CreatorRequestId")}


def _update(store: ResolverStore, params: Params, call: Call) -> Answer:
    row = _found(store, params)
    given = [normal(str(domain)) for domain in params["Domains"]]
    held = store.domains[row["Id"]]
    match params["Operation"]:
        case "REPLACE":
            wanted = given
        case "ADD":
            wanted = [*held, *given]
        case _:
            wanted = [domain for domain in held if domain not in given]
    others = sum(len(domains) for name, domains in store.domains.items() if name != row["Id"])
    wanted = list(dict.fromkeys(wanted))
    if others + len(wanted) > MOST_DOMAINS:
        raise over_limit(f"An account has at most {MOST_DOMAINS} domains in a region")
    store.domains[row["Id"]] = wanted
    touch(row)
    return {**{key: row[key] for key in ("Id", "Name", "Status")}, "StatusMessage": "Finished domain list update"}


def normal(domain: str) -> str:
    """A domain in lower case without a dot at its end; raises ServiceError for what is none."""
    if len(domain) > 255 or not _DOMAIN.fullmatch(domain):
        raise invalid(f"[RSLVR-02103] The domain '{domain}' is not valid")
    return domain.lower().removesuffix(".")


def _domains(store: ResolverStore, params: Params, call: Call) -> Answer:
    row = _found(store, params)
    names, more = take_page(store.domains[row["Id"]], params, 5000)
    return {"Domains": list(names), **more}


def _delete(store: ResolverStore, params: Params, call: Call) -> Answer:
    row = _counted(store, _found(store, params))
    if any(rule.get("FirewallDomainListId") == row["Id"] for rules in store.rules.values() for rule in rules):
        raise conflict(f"The domain list '{row['Id']}' is used by a rule")
    del store.domains[row["Id"]]
    return {"FirewallDomainList": {**forget(store, store.lists, row), "Status": "DELETING"}}


OPERATIONS: Mapping[str, Callable[[ResolverStore, Params, Call], Answer]] = {
    "CreateFirewallDomainList": _create,
    "DeleteFirewallDomainList": _delete,
    "GetFirewallDomainList": _get,
    "ListFirewallDomainLists": _list,
    "ListFirewallDomains": _domains,
    "UpdateFirewallDomains": _update,
}
