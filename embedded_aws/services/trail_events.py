"""CloudTrail's LookupEvents, which moto (5.2) lacks: answered from the audit log.

Source: CloudTrail API Reference, "LookupEvents".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from embedded_aws.gateway.audit import Audit, Entry
from embedded_aws.service import Call
from embedded_aws.services.pages import take_page
from embedded_aws.services.shapes import check_shapes

READ_ONLY = ("Describe", "Get", "List", "Head", "Lookup", "Search")
DATA = frozenset({("s3", "GetObject"), ("s3", "PutObject"), ("s3", "HeadObject"), ("s3", "DeleteObject")})
"""Data events are not among what LookupEvents finds."""


class TrailEvents:
    """`cloudtrail:LookupEvents`; it keeps nothing of its own."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    def __call__(self, params: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """The newest management events of the account and region that fit; raises ServiceError."""
        check_shapes(call, params)
        wanted = {row["AttributeKey"]: row["AttributeValue"] for row in params.get("LookupAttributes") or ()}
        start, end = params.get("StartTime"), params.get("EndTime")
        found = [
            entry
            for entry in self._audit.entries()
            if (entry.account, entry.region) == (call.account, call.region)
            and (entry.service, entry.operation) not in DATA
            and _is_between(entry, start, end)
            and all(_attributes(entry).get(key) == value for key, value in wanted.items())
        ]
        page, token = take_page(list(islice(found, 5000)), params, 50)
        return {"Events": [_event(entry) for entry in page], **token}

    def dump(self) -> object:
        """The audit log is kept with the gateway's state."""
        return None

    def load(self, state: Any) -> None:
        """Nothing to take over."""


def _is_between(entry: Entry, start: datetime | None, end: datetime | None) -> bool:
    time = entry.time.replace(tzinfo=None)
    return (start is None or time >= start) and (end is None or time <= end)


def _attributes(entry: Entry) -> dict[str, str]:
    return {
        "EventId": entry.id,
        "EventName": entry.operation,
        "EventSource": f"{entry.service}.amazonaws.com",
        "ReadOnly": _read_only(entry),
        "Username": entry.principal.rsplit("/", 1)[-1],
        "AccessKeyId": entry.access_key,
        "ResourceName": next(iter(entry.resources), "").rsplit("/", 1)[-1].rsplit(":", 1)[-1],
    }


def _read_only(entry: Entry) -> str:
    return str(entry.operation.startswith(READ_ONLY)).lower()


def _event(entry: Entry) -> Mapping[str, Any]:
    attributes = _attributes(entry)
    return {
        "EventId": entry.id,
        "EventName": entry.operation,
        "EventSource": attributes["EventSource"],
        "EventTime": entry.time,
        "ReadOnly": attributes["ReadOnly"],
        "Username": attributes["Username"],
        "AccessKeyId": entry.access_key,
        "Resources": [{"ResourceName": arn} for arn in entry.resources if arn != "*"],
        "CloudTrailEvent": json.dumps(_record(entry)),
    }


def _record(entry: Entry) -> Mapping[str, Any]:
    record: dict[str, Any] = {
        "eventVersion": "1.11",
        "eventID": entry.id,
        "eventName": entry.operation,
        "eventSource": f"{entry.service}.amazonaws.com",
        "eventTime": entry.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "awsRegion": entry.region,
        "sourceIPAddress": entry.via or entry.source_ip,
        "userAgent": entry.via or entry.user_agent,
        "recipientAccountId": entry.account,
        "userIdentity": {"arn": entry.principal, "accessKeyId": entry.access_key, "invokedBy": entry.via},
        "vpcEndpointId": entry.vpc_endpoint,
        "requestParameters": _request(entry),
        "errorCode": entry.error,
        "errorMessage": entry.message,
    }
    return {key: value for key, value in record.items() if value is not None}


def _request(entry: Entry) -> Mapping[str, Any] | None:
    """The request with its members as CloudTrail names them, `portfolioId`; nothing of reads or of people's answers."""
    if entry.request is None or entry.operation.startswith(READ_ONLY):
        return None
    told = {name: value for name, value in entry.request.items() if name != "ProvisioningParameters"}
    return {name[:1].lower() + name[1:]: value for name, value in told.items()}
