"""Query logs: where the queries of a VPC are recorded.

Sources: Route 53 API Reference, "CreateResolverQueryLogConfig" and "AssociateResolverQueryLogConfig"; Route 53
Developer Guide, "AWS resources that you can send VPC Resolver query logs to". That a resource policy, the group's own
or the account's, must admit `delivery.logs.amazonaws.com`, and what Resolver says where none does:
awslabs/landing-zone-accelerator-on-aws #715. Only log groups are carried out.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping

from moto.logs.models import logs_backends

from embedded_aws.gateway.service_principals import may_service
from embedded_aws.service import Call, ServiceError
from embedded_aws.services.log_policies import policy_of
from embedded_aws.services.pages import take_page
from embedded_aws.services.regional import Answer, Params
from embedded_aws.services.resolver.store import (
    ResolverStore,
    Row,
    find,
    find_vpc,
    forget,
    new_row,
    over_limit,
    timestamp,
)

DELIVERY = "delivery.logs.amazonaws.com"
WRITES = ("logs:CreateLogStream", "logs:PutLogEvents")
MOST = 20


def _create(store: ResolverStore, params: Params, call: Call) -> Answer:
    if len(store.logs) >= MOST:
        raise over_limit(f"An account has at most {MOST} query logging configurations in a region")
    _check_destination(str(params["DestinationArn"]), call)
    row = {
        **new_row(store, call, params, "rqlc", "resolver-query-log-config"),
        "DestinationArn": params["DestinationArn"],
        "OwnerId": call.account,
        "ShareStatus": "NOT_SHARED",
        "Status": "CREATED",
        "AssociationCount": 0,
    }
    store.logs[row["Id"]] = row
    return {"ResolverQueryLogConfig": _shown(row)}


def _shown(row: Row) -> Row:
    return {key: value for key, value in row.items() if key != "ModificationTime"}


def _check_destination(arn: str, call: Call) -> None:
    parts = arn.split(":", 6)
    if len(parts) < 7 or parts[2] != "logs" or parts[5] != "log-group":
        raise ServiceError("NotImplemented", f"query logs to {arn} are not part of the embedded AWS", 501)
    name = parts[6].removesuffix(":*")
    backend = logs_backends[call.account][call.region]
    if (parts[3], parts[4]) != (call.region, call.account) or name not in backend.groups:
        raise _bad(f"[RSLVR-01606] The log group '{arn}' does not exist in {call.region}")
    stream = f"arn:aws:logs:{call.region}:{call.account}:log-group:{name}:log-stream:{call.account}"
    policies = [
        policy_of(backend.groups[name]),
        *(policy.policy_document for policy in backend.resource_policies.values()),
    ]
    context = {
        "aws:SourceAccount": call.account,
        "aws:SourceArn": f"arn:aws:logs:{call.region}:{call.account}:*",
    }
    for action in WRITES:
        if not any(may_service(DELIVERY, action, stream, call.account, policy, context) for policy in policies):
            raise ServiceError("AccessDeniedException", "[RSLVR-01605] Missing permission to log destination.", 400)


def _bad(message: str) -> ServiceError:
    return ServiceError("InvalidParameterException", message, 400)


def _found(store: ResolverStore, params: Params) -> Row:
    return find(store.logs, params, "ResolverQueryLogConfigId", "Query logging configuration")


def _get(store: ResolverStore, params: Params, call: Call) -> Answer:
    return {"ResolverQueryLogConfig": _shown(_found(store, params))}


def _list(store: ResolverStore, params: Params, call: Call) -> Answer:
    rows, more = take_page(list(store.logs.values()), params)
    count = len(store.logs)
    return {
        "ResolverQueryLogConfigs": [_shown(row) for row in rows],
        "TotalCount": count,
        "TotalFilteredCount": count,
        **more,
    }


def _delete(store: ResolverStore, params: Params, call: Call) -> Answer:
    row = _found(store, params)
    if row["AssociationCount"]:
        raise ServiceError("InvalidRequestException", f"'{row['Id']}' is associated with a VPC", 400)
    return {"ResolverQueryLogConfig": {**_shown(forget(store, store.logs, row)), "Status": "DELETING"}}


def _associate(store: ResolverStore, params: Params, call: Call) -> Answer:
    row, vpc = _found(store, params), find_vpc(str(params["ResourceId"]), call)
    for held in store.logged.values():
        if held["ResourceId"] == vpc:
            # One configuration for a VPC and a kind of destination, and there is one kind here.
            raise ServiceError("InvalidRequestException", f"The queries of '{vpc}' are logged already", 400)
    made: Row = {
        "Id": f"rqlca-{secrets.token_hex(8)}",
        "ResolverQueryLogConfigId": row["Id"],
        "ResourceId": vpc,
        "Status": "ACTIVE",
        "Error": "NONE",
        "CreationTime": timestamp(),
    }
    store.logged[made["Id"]] = made
    row["AssociationCount"] += 1
    return {"ResolverQueryLogConfigAssociation": made}


def _disassociate(store: ResolverStore, params: Params, call: Call) -> Answer:
    row, vpc = _found(store, params), str(params["ResourceId"])
    for held in list(store.logged.values()):
        if (held["ResolverQueryLogConfigId"], held["ResourceId"]) == (row["Id"], vpc):
            row["AssociationCount"] -= 1
            del store.logged[held["Id"]]
            return {"ResolverQueryLogConfigAssociation": {**held, "Status": "DELETING"}}
    raise ServiceError("ResourceNotFoundException", f"The queries of '{vpc}' are not logged by '{row['Id']}'", 400)


def _get_association(store: ResolverStore, params: Params, call: Call) -> Answer:
    name = "ResolverQueryLogConfigAssociationId"
    return {"ResolverQueryLogConfigAssociation": find(store.logged, params, name, "Query logging association")}


def _list_associations(store: ResolverStore, params: Params, call: Call) -> Answer:
    rows, more = take_page(list(store.logged.values()), params)
    count = len(store.logged)
    return {
        "ResolverQueryLogConfigAssociations": list(rows),
        "TotalCount": count,
        "TotalFilteredCount": count,
        **more,
    }


def record_query(store: ResolverStore, vpc: str, kind: str, decision: Row, call: tuple[str, str]) -> None:
    """Write a query to the log of its VPC, where it has one; `call` is account and region.

    Source of the fields: Route 53 Developer Guide, "Values that appear in VPC Resolver query logs".
    """
    held = next((row for row in store.logged.values() if row["ResourceId"] == vpc), None)
    if held is None:
        return
    account, region = call
    event = {
        "version": "1.100000",
        "account_id": account,
        "region": region,
        "vpc_id": vpc,
        "query_timestamp": timestamp(),
        "query_name": f"{decision['name']}.",
        "query_type": kind,
        "query_class": "IN",
        "rcode": {"NXDOMAIN": "NXDOMAIN"}.get(decision.get("response", ""), "NOERROR"),
    }
    if decision["rule"] is not None:
        event |= {"firewall_rule_action": decision["action"], "firewall_rule_group_id": decision["group"]}
    name = store.logs[held["ResolverQueryLogConfigId"]]["DestinationArn"].split(":", 6)[6].removesuffix(":*")
    backend, stream = logs_backends[account][region], f"{vpc}_{account}"
    if stream not in backend.groups[name].streams:
        backend.create_log_stream(name, stream)
    backend.put_log_events(name, stream, [{"timestamp": int(time.time() * 1000), "message": json.dumps(event)}])


OPERATIONS: Mapping[str, Callable[[ResolverStore, Params, Call], Answer]] = {
    "AssociateResolverQueryLogConfig": _associate,
    "CreateResolverQueryLogConfig": _create,
    "DeleteResolverQueryLogConfig": _delete,
    "DisassociateResolverQueryLogConfig": _disassociate,
    "GetResolverQueryLogConfig": _get,
    "GetResolverQueryLogConfigAssociation": _get_association,
    "ListResolverQueryLogConfigAssociations": _list_associations,
    "ListResolverQueryLogConfigs": _list,
}
