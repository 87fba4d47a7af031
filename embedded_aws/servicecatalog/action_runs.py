"""Running a service action on a provisioned product: an automation of Systems Manager, as a role or as the caller.

Sources: Service Catalog API Reference, CreateServiceAction (LAUNCH_ROLE, TARGET, TEXT_VALUE) and
ExecuteProvisionedProductServiceAction (what the caller gives goes before the target's default); Administrator Guide,
"AWS Service Catalog Service Actions", whose end user has `ssm:DescribeDocument`, `ssm:StartAutomationExecution`,
`ssm:GetAutomationExecution` and `cloudformation:ListStackResources`. What no page says is Q74 to Q77 of
docs/open-questions.md.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from embedded_aws.service import Call, Keys, ServiceError
from embedded_aws.servicecatalog.errors import invalid, invalid_state, not_found
from embedded_aws.servicecatalog.lookup import find_row
from embedded_aws.servicecatalog.provisioned import create_record, find_provisioned, record_detail
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, now
from embedded_aws.servicecatalog.stacks import SERVICE
from embedded_aws.servicecatalog.state import Action, Catalog, Provisioned

RECORD_TYPE = "EXECUTE_PROVISIONED_PRODUCT_SERVICE_ACTION"
_LAUNCH_ROLE = "LAUNCH_ROLE"
_RUNNING = ("Pending", "InProgress", "Waiting", "Scheduled", "RunbookInProgress")


def describe_parameters(context: RequestContext, params: Params) -> Answer:
    """DescribeServiceActionExecutionParameters: what the action is given where the caller gives nothing."""
    provisioned, action = _find(context, params)
    keys = _keys(context, provisioned, action)
    with context.unlocked():
        found = _defaults(context, provisioned, action, keys)
    return {
        "ServiceActionParameters": [
            {"Name": name, "Type": kind, "DefaultValues": values} for name, (kind, values) in found.items()
        ]
    }


def execute(context: RequestContext, params: Params) -> Answer:
    """ExecuteProvisionedProductServiceAction: answers with a record at once; the automation runs afterwards."""
    provisioned, action = _find(context, params)
    if provisioned.status in ("UNDER_CHANGE", "PLAN_IN_PROGRESS"):
        raise invalid_state(f"Provisioned product {provisioned.id} is {provisioned.status}.")
    given: Mapping[str, list[str]] = params.get("Parameters") or {}
    if unknown := sorted(given.keys() - _declared(action).keys()):
        raise invalid(f"Service action {action.id} has no parameter {', '.join(unknown)}.")
    keys = _keys(context, provisioned, action)
    record = create_record(context, RECORD_TYPE, provisioned)
    context.catalog.provisioned[provisioned.id] = replace(provisioned, last_record=record.id)
    context.start(lambda: _run(context, record.id, provisioned, action, given, keys))
    return {"RecordDetail": record_detail(record)}


def assumed_role(catalog: Catalog, params: Params, call: Call) -> str:
    """The role that a run passes to Service Catalog: one that the action names by its ARN."""
    if call.operation != "ExecuteProvisionedProductServiceAction":
        return ""
    action = catalog.actions.get(str(params.get("ServiceActionId")))
    role = str(action.definition.get("AssumeRole", "")) if action else ""
    return role if role != _LAUNCH_ROLE else ""


def _find(context: RequestContext, params: Params) -> tuple[Provisioned, Action]:
    provisioned = find_provisioned(context, {"ProvisionedProductId": params["ProvisionedProductId"]})
    action = find_row(context.catalog.actions, params["ServiceActionId"], "Service action")
    if (action.id, provisioned.product, provisioned.artifact) not in context.catalog.action_links:
        raise not_found(f"Service action {action.id} is not associated with {provisioned.artifact}.")
    return provisioned, action


def _declared(action: Action) -> dict[str, str]:
    """Name → TARGET or TEXT_VALUE."""
    return {each["Name"]: each["Type"] for each in json.loads(action.definition.get("Parameters") or "[]")}


def _keys(context: RequestContext, provisioned: Provisioned, action: Action) -> Keys:
    """As whom the automation is started: the launch role, another role, or the caller."""
    role = action.definition.get("AssumeRole")
    if role == _LAUNCH_ROLE:
        role = provisioned.role
        if role is None:
            raise invalid(f"Provisioned product {provisioned.id} was launched without a launch role.")
    if role:
        return context.gateway.assume(role, SERVICE, "servicecatalog")
    return context.gateway.forward(context.call.keys, SERVICE)


def _client(context: RequestContext, keys: Keys, service: str) -> Any:
    return context.gateway.client(keys, service, context.call.region)


def _defaults(
    context: RequestContext, provisioned: Provisioned, action: Action, keys: Keys
) -> dict[str, tuple[str, list[str]]]:
    """Name → type and default values: of a target the physical ids of the stack's resources of the document's type."""
    declared = _declared(action)
    if "TARGET" not in declared.values():
        return {name: (kind, []) for name, kind in declared.items()}
    try:
        wanted = {"Name": action.definition["Name"]}
        if not (version := action.definition["Version"]).startswith("$"):
            wanted["DocumentVersion"] = version
        document = _client(context, keys, "ssm").describe_document(**wanted)["Document"]
        targets = _resources(context, provisioned, str(document.get("TargetType", "")).lstrip("/"))
    except ClientError as error:
        raise invalid(str(error)) from error
    return {name: (kind, targets if kind == "TARGET" else []) for name, kind in declared.items()}


def _resources(context: RequestContext, provisioned: Provisioned, kind: str) -> list[str]:
    """The physical ids of one type's resources, read as the caller."""
    client = _client(context, context.gateway.forward(context.call.keys, SERVICE), "cloudformation")
    stack = provisioned.stack_arn or provisioned.stack
    found: list[str] = []
    for page in client.get_paginator("list_stack_resources").paginate(StackName=stack):
        for each in page["StackResourceSummaries"]:
            if each["ResourceType"] == kind and each.get("PhysicalResourceId"):
                found.append(each["PhysicalResourceId"])
    return found


def _run(
    context: RequestContext,
    record: str,
    provisioned: Provisioned,
    action: Action,
    given: Mapping[str, list[str]],
    keys: Keys,
) -> None:
    errors: tuple[tuple[str, str], ...] = (("InternalFailure", "The operation ended unexpectedly."),)
    try:
        _set(context, record, status="IN_PROGRESS")
        defaults = _defaults(context, provisioned, action, keys)
        values = {**{name: values for name, (_, values) in defaults.items() if values}, **given}
        errors = _automate(_client(context, keys, "ssm"), action, values)
    except ClientError as error:
        errors = ((error.response["Error"]["Code"], error.response["Error"]["Message"]),)
    except ServiceError as error:
        errors = ((error.code, error.message),)
    except BotoCoreError as error:
        errors = (("InternalFailure", str(error)),)
    finally:
        _set(context, record, status="FAILED" if errors else "SUCCEEDED", errors=errors)


def _automate(client: Any, action: Action, values: Mapping[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """Start the automation and wait for its end; what went wrong."""
    given = {"Parameters": dict(values)} if values else {}  # Systems Manager takes no empty map
    started = client.start_automation_execution(
        DocumentName=action.definition["Name"], DocumentVersion=action.definition["Version"], **given
    )
    pause = 0.01
    while True:
        found = client.get_automation_execution(AutomationExecutionId=started["AutomationExecutionId"])
        execution = found["AutomationExecution"]
        status = execution["AutomationExecutionStatus"]
        if status not in _RUNNING:
            return () if status == "Success" else ((status, execution.get("FailureMessage", status)),)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def _set(context: RequestContext, record: str, **changes: Any) -> None:
    with context.lock:
        held = context.catalog.records[record]
        context.catalog.records[record] = replace(held, updated=now(), **changes)
        context.lock.notify_all()


OPERATIONS = {
    "DescribeServiceActionExecutionParameters": describe_parameters,
    "ExecuteProvisionedProductServiceAction": execute,
}
