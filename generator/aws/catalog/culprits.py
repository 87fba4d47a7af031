"""Who changed what by hand, as CloudTrail's LookupEvents tells.

It knows the management events of 90 days, some minutes after they happened, and takes one attribute a lookup and two
lookups a second (CloudTrail API Reference, "LookupEvents"). So the calls that make a kind of change are asked for by
name, and of each the newest event is taken whose request or answer names the changed objects
(docs/open-questions.md, Q60).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from generator.aws.errors import refusals
from generator.aws.pages import read_pages
from generator.aws.session import Connection
from generator.diagnostics import AwsRefused
from generator.model import Address
from generator.planning.catalog import portfolio_address, product_address
from generator.planning.drift import Culprit, Drift, Part

if TYPE_CHECKING:
    from mypy_boto3_cloudtrail import CloudTrailClient

MOST_EVENTS = 500
"""How many events of one name are looked through."""
_JOINS = {
    Part.ACCESS: ("AssociatePrincipalWithPortfolio", "DisassociatePrincipalFromPortfolio"),
    Part.OFFER: ("AssociateProductWithPortfolio", "DisassociateProductFromPortfolio"),
    Part.TAG_OPTION: ("AssociateTagOptionWithResource", "DisassociateTagOptionFromResource"),
}
Trace = tuple[str, tuple[str, ...]]
"""A call's name, and what its request or answer names."""


class Trail:
    """CloudTrail since a moment; what it answers is asked once."""

    def __init__(self, connection: Connection, since: datetime | None) -> None:
        self._client: CloudTrailClient = connection.client("cloudtrail")
        self._since: dict[str, Any] = {"StartTime": since} if since is not None else {}
        self._events: dict[str, list[Mapping[str, Any]]] = {}
        self.silence: str | None = None
        """Why nothing can be told, in AWS's words."""

    def find(self, drift: Drift, ids: Mapping[str, str]) -> Culprit | None:
        """Who made this change; None where CloudTrail does not tell. `ids` are the objects' by their addresses."""
        try:
            found = [event for name, named in _traces(drift, ids) for event in self._of(name) if _names(event, named)]
        except AwsRefused as refused:
            self.silence = refused.said
            return None
        event = max(found, key=lambda each: str(each.get("eventTime", "")), default=None)
        if event is None:
            return None
        who = event.get("userIdentity", {})
        return Culprit(str(who.get("arn", "somebody")), str(event.get("eventTime", "")), str(event["eventName"]))

    @refusals("cloudtrail")
    def _of(self, name: str) -> Sequence[Mapping[str, Any]]:
        if self.silence is not None:
            return ()
        if name not in self._events:
            wanted = [{"AttributeKey": "EventName", "AttributeValue": name}]
            rows = read_pages(self._client.lookup_events, "Events", LookupAttributes=wanted, **self._since)
            self._events[name] = [json.loads(row["CloudTrailEvent"]) for row in islice(rows, MOST_EVENTS)]
        return self._events[name]


def _traces(drift: Drift, ids: Mapping[str, str]) -> Iterator[Trace]:
    """The calls that may have made a change."""
    kind, *rest = drift.address.parts
    own = ids.get(str(drift.address), "?")
    if drift.part is Part.FOREIGN:
        thing = (drift.now or "").rsplit(" ", 1)[-1]
        yield "AssociateProductWithPortfolio", (thing,)
        yield "CreateConstraint", (thing,)
    elif drift.part is Part.SHARE:
        receiver = (drift.now or drift.was or "").partition(",")[0].rpartition(" ")[2]
        verb = "Create" if drift.was is None else "Delete" if drift.now is None else "Update"
        yield f"{verb}PortfolioShare", (own, receiver)
    elif drift.part in _JOINS:
        came, went = _JOINS[drift.part]
        value = drift.now or drift.was or ""
        named = {
            Part.ACCESS: (own, value),
            Part.OFFER: (own, ids.get(str(product_address(value)), "?")),
            Part.TAG_OPTION: (own,),
        }
        yield (came if drift.now is not None else went), named[drift.part]
    elif kind == "portfolio" and len(rest) == 3:
        yield from _of_constraint(drift, own, ids)
    elif kind == "action":
        yield ("UpdateServiceAction" if drift.now is not None else "DeleteServiceAction"), (own,)
        yield "DisassociateServiceActionFromProvisioningArtifact", (own,)
    elif kind in ("portfolio", "product"):
        noun = "ProvisioningArtifact" if len(rest) == 2 else kind.capitalize()
        if drift.now is None:
            yield f"Delete{noun}", (own,)
        yield f"Update{noun}", (own,)
        if drift.was is None and len(rest) == 2:
            yield f"Create{noun}", (ids.get(str(product_address(rest[0])), "?"),)


def _of_constraint(drift: Drift, own: str, ids: Mapping[str, str]) -> Iterator[Trace]:
    _, portfolio, product, _ = drift.address.parts
    pair = tuple(ids.get(str(each), "?") for each in (portfolio_address(portfolio), product_address(product)))
    if drift.now is None:
        yield "DeleteConstraint", (own,)
        return
    yield "UpdateConstraint", (own,)
    yield "CreateConstraint", pair


def _names(event: Mapping[str, Any], named: Sequence[str]) -> bool:
    """Whether a call that AWS carried out named all of this."""
    said = set(_texts([event.get("requestParameters"), event.get("responseElements")]))
    return "errorCode" not in event and said.issuperset(named)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from (text for each in value.values() for text in _texts(each))
        case list():
            yield from (text for each in value for text in _texts(each))


def addresses(ids: Mapping[Address, str]) -> dict[str, str]:
    """Ids by the text of their addresses."""
    return {str(address): identity for address, identity in ids.items()}
