"""Route 53 Resolver: moto (5.2) has no DNS Firewall, and can neither delete nor disassociate a query log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from embedded_aws.service import Call, ServiceError
from embedded_aws.services.regional import Answer, Params, RegionalService
from embedded_aws.services.resolver import domain_lists, firewalls, query_logs, rule_groups
from embedded_aws.services.resolver.decisions import decide_name
from embedded_aws.services.resolver.store import ResolverStore


def _tags(store: ResolverStore, params: Params) -> dict[str, str]:
    arn = str(params["ResourceArn"])
    if arn not in store.tags:
        raise ServiceError("ResourceNotFoundException", f"The resource '{arn}' does not exist", 400)
    return store.tags[arn]


def _tag(store: ResolverStore, params: Params, call: Call) -> Answer:
    _tags(store, params).update({tag["Key"]: tag["Value"] for tag in params["Tags"]})
    return {}


def _untag(store: ResolverStore, params: Params, call: Call) -> Answer:
    held = _tags(store, params)
    for key in params["TagKeys"]:
        held.pop(key, None)
    return {}


def _list_tags(store: ResolverStore, params: Params, call: Call) -> Answer:
    return {"Tags": [{"Key": key, "Value": value} for key, value in _tags(store, params).items()]}


OPERATIONS: Mapping[str, Callable[[ResolverStore, Params, Call], Answer]] = {
    **domain_lists.OPERATIONS,
    **rule_groups.OPERATIONS,
    **firewalls.OPERATIONS,
    **query_logs.OPERATIONS,
    "ListTagsForResource": _list_tags,
    "TagResource": _tag,
    "UntagResource": _untag,
}


class Resolver(RegionalService[ResolverStore]):
    """The service, as far as it is part of the embedded AWS."""

    def __init__(self) -> None:
        super().__init__(ResolverStore, OPERATIONS)

    def ask(
        self, account: str, region: str, vpc: str, name: str, chain: Sequence[str] = (), kind: str = "A"
    ) -> dict[str, Any]:
        """What a VPC's resolver does with a name that is redirected along `chain`; the query is logged as on AWS."""
        store = self.store(account, region)
        decision = decide_name(store, vpc, name, chain, kind)
        query_logs.record_query(store, vpc, kind, decision, (account, region))
        return decision
