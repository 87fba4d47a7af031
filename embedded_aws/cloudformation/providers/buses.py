"""Events: EventBus, EventBusPolicy; and Logs: LogStream."""

from __future__ import annotations

import json
from typing import Any

from embedded_aws.cloudformation.providers.arguments import filled, json_text, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import Settings, apply_settings, put_or_delete, update_each
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list


def create_bus(request: HandlerRequest, wanted: Properties) -> None:
    """Creates an event bus, then its policy."""
    events, name = request.client("events"), wanted["Name"]
    made = events.create_event_bus(Name=name, **filled(Tags=tag_list(wanted.get("Tags"))))
    request.record(name, Arn=made["EventBusArn"], Name=name)
    apply_settings(request, {"Policy": BUS["Policy"]}, {}, wanted)
    events.describe_event_bus(Name=name)


def _put_policy(request: HandlerRequest, policy: Any) -> None:
    request.client("events").put_permission(EventBusName=request.physical_id, Policy=json_text(policy))


BUS: Settings = {
    "Policy": put_or_delete(
        _put_policy,
        lambda request: request.client("events").remove_permission(
            EventBusName=request.physical_id, RemoveAllPermissions=True
        ),
    ),
    "Tags": set_tags("events"),
}


def delete_bus(request: HandlerRequest, _: Properties) -> None:
    """Deletes the event bus; EventBridge refuses where it has rules."""
    request.client("events").describe_event_bus(Name=request.physical_id)
    request.client("events").delete_event_bus(Name=request.physical_id)


def create_bus_policy(request: HandlerRequest, wanted: Properties) -> None:
    """Adds one statement to a bus's policy."""
    request.client("events").describe_event_bus(Name=_bus(wanted))
    request.record(f"{_bus(wanted)}|{wanted['StatementId']}")
    _put_statement(request, wanted)


def _bus(properties: Properties) -> str:
    return str(properties.get("EventBusName", "default"))


def _put_statement(request: HandlerRequest, wanted: Properties) -> None:
    """A statement is given whole, and stands beside the others then, or by its parts."""
    events, bus, name = request.client("events"), _bus(wanted), wanted["StatementId"]
    if "Statement" not in wanted:
        events.put_permission(EventBusName=bus, **pick(wanted, "StatementId Action Principal Condition"))
        return
    policy = json.loads(events.describe_event_bus(Name=bus).get("Policy") or '{"Version": "2012-10-17"}')
    others = [one for one in policy.get("Statement", ()) if one.get("Sid") != name]
    policy["Statement"] = [*others, {"Sid": name, **wanted["Statement"]}]
    events.put_permission(EventBusName=bus, Policy=json_text(policy))


def update_bus_policy(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Puts another statement in the place of the old one."""
    _put_statement(request, wanted)


def delete_bus_policy(request: HandlerRequest, properties: Properties) -> None:
    """Takes the statement away from the bus's policy."""
    events = request.client("events")
    events.describe_event_bus(Name=_bus(properties))
    events.remove_permission(EventBusName=_bus(properties), StatementId=properties["StatementId"])


def create_stream(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a log stream."""
    name = request.name(512, wanted.get("LogStreamName"))
    request.client("logs").create_log_stream(logGroupName=wanted["LogGroupName"], logStreamName=name)
    request.record(name)
    request.client("logs").describe_log_streams(logGroupName=wanted["LogGroupName"], logStreamNamePrefix=name)


def delete_stream(request: HandlerRequest, properties: Properties) -> None:
    """Deletes the log stream with its events."""
    request.client("logs").delete_log_stream(
        **pick(properties, "", LogGroupName="logGroupName"), logStreamName=request.physical_id
    )


PROVIDERS = (
    Provider(
        "AWS::Events::EventBus",
        create_bus,
        delete_bus,
        shape("Name Policy Tags"),
        update_each(BUS),
        named_by="Name",
        attributes="Arn Name",
    ),
    Provider(
        "AWS::Events::EventBusPolicy",
        create_bus_policy,
        delete_bus_policy,
        shape("EventBusName StatementId Statement Action Principal Condition"),
        update_bus_policy,
    ),
    Provider(
        "AWS::Logs::LogStream",
        create_stream,
        delete_stream,
        shape("LogGroupName LogStreamName"),
        named_by="LogStreamName",
    ),
)
