"""Provisioned product plans: a launch or an update as a change set, to be read before it is executed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.errors import invalid, invalid_state
from embedded_aws.servicecatalog.launch_paths import Choice, check_new_launch, choose
from embedded_aws.servicecatalog.lookup import find_row, visible
from embedded_aws.servicecatalog.pages import page, paged
from embedded_aws.servicecatalog.provisioned import check_not_under_change
from embedded_aws.servicecatalog.provisioning import (
    apply_launch,
    choose_update,
    new_launch,
    new_provisioned,
    stack_request,
    start_launch,
)
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, now, present
from embedded_aws.servicecatalog.stacks import Outcome, StackRequest, cloudformation, execute_change_set, find_stack
from embedded_aws.servicecatalog.state import Plan, Provisioned, launch_fields
from embedded_aws.servicecatalog.tags import read_tags, tag_list


def create_plan(context: RequestContext, params: Params) -> Answer:
    """CreateProvisionedProductPlan: of a new provisioned product, or of an update where the name exists."""
    name = params["ProvisionedProductName"]
    current = next((each for each in context.catalog.provisioned.values() if each.name == name), None)
    if current is not None:
        check_not_under_change(current)
        choice, provisioned = choose_update(context, params, current), current
    else:
        choice = choose(context, params)
        check_new_launch(choice)
        tags = read_tags(params.get("Tags"))
        provisioned = new_provisioned(context, choice, name, params["IdempotencyToken"], tags)
    request = stack_request(context, choice, provisioned, params, params.get("NotificationArns") or ())
    plan = _new_plan(context, params, choice, provisioned, is_new=current is None)
    context.catalog.plans[plan.id] = plan
    context.catalog.provisioned[provisioned.id] = replace(provisioned, status="PLAN_IN_PROGRESS")
    context.start(lambda: _create_change_set(context, plan, request))
    return {
        "PlanName": plan.plan_name,
        "PlanId": plan.id,
        "ProvisionProductId": plan.provisioned,
        "ProvisionedProductName": plan.name,
        "ProvisioningArtifactId": plan.artifact,
    }


def _new_plan(context: RequestContext, params: Params, choice: Choice, provisioned: Provisioned, is_new: bool) -> Plan:
    launch = new_launch(context, choice, provisioned.name, read_tags(params.get("Tags")))
    return Plan(
        id=new_id("plan"),
        plan_name=params["PlanName"],
        provisioned=provisioned.id,
        is_new=is_new,
        parameters=tuple(dict(each) for each in params.get("ProvisioningParameters") or ()),
        notifications=tuple(params.get("NotificationArns") or ()),
        updated=launch.created,
        **launch_fields(replace(launch, role=launch.role or provisioned.role)),
    )


def _create_change_set(context: RequestContext, plan: Plan, request: StackRequest) -> None:
    """Have CloudFormation create the change set, and keep the changes that it describes."""
    status, message, changes = "CREATE_FAILED", None, []
    try:
        client = cloudformation(context, plan.role)
        kind = "CREATE" if plan.is_new else "UPDATE"
        client.create_change_set(**request.arguments(), ChangeSetName=plan.id, ChangeSetType=kind)
        found = _wait_for_change_set(client, request.name, plan.id)
        changes = [resource_change(each) for each in found.get("Changes") or ()]
        status = "CREATE_SUCCESS" if found["Status"] == "CREATE_COMPLETE" else "CREATE_FAILED"
        message = found.get("StatusReason")
    except (ClientError, ServiceError) as error:
        message = str(error)
    finally:
        with context.lock:
            _update_plan(context, plan.id, status=status, message=message, changes=tuple(changes))
            context.lock.notify_all()


def _wait_for_change_set(client: Any, stack: str, name: str) -> dict[str, Any]:
    while True:
        found: dict[str, Any] = client.describe_change_set(StackName=stack, ChangeSetName=name)
        if not found["Status"].endswith(("_IN_PROGRESS", "_PENDING")):
            return found
        time.sleep(0.02)


def _update_plan(context: RequestContext, plan_id: str, **fields: Any) -> None:
    if plan_id in context.catalog.plans:
        context.catalog.plans[plan_id] = replace(context.catalog.plans[plan_id], updated=now(), **fields)


def _find(context: RequestContext, plan_id: str) -> Plan:
    return find_row(context.catalog.plans, plan_id, "Provisioned product plan")


def execute_plan(context: RequestContext, params: Params) -> Answer:
    """ExecuteProvisionedProductPlan: only a plan whose change set was created, and only once."""
    plan = _find(context, params["PlanId"])
    if plan.status != "CREATE_SUCCESS":
        raise invalid_state(f"Plan {plan.id} is {plan.status} and cannot be executed.")
    current = find_row(context.catalog.provisioned, plan.provisioned, "Provisioned product")
    updated = apply_launch(current, plan, plan.id)
    _update_plan(context, plan.id, status="EXECUTE_IN_PROGRESS")

    def on_end(outcome: Outcome) -> None:
        _update_plan(context, plan.id, status="EXECUTE_SUCCESS" if outcome.succeeded else "EXECUTE_FAILED")

    kind, status = ("PROVISION_PRODUCT", "ERROR") if plan.is_new else ("UPDATE_PROVISIONED_PRODUCT", "TAINTED")
    return start_launch(context, kind, current, updated, execute_change_set(current.stack, plan.id), status, on_end)


def delete_plan(context: RequestContext, params: Params) -> Answer:
    """DeleteProvisionedProductPlan: deletes with an unexecuted plan the provisioned product that it would create."""
    plan = _find(context, params["PlanId"])
    if plan.status.endswith("_IN_PROGRESS"):
        raise invalid(f"Plan {plan.id} is {plan.status}. Wait until it is stable.")
    current = context.catalog.provisioned.get(plan.provisioned)
    if current is not None and current.status == "PLAN_IN_PROGRESS":
        _delete_change_set(context, plan, current, bool(params.get("IgnoreErrors")))
        if plan.is_new:
            context.catalog.provisioned.pop(current.id, None)
        else:
            context.catalog.provisioned[current.id] = replace(current, status="AVAILABLE")
    context.catalog.plans.pop(plan.id, None)
    return {}


def _delete_change_set(context: RequestContext, plan: Plan, current: Provisioned, ignore_errors: bool) -> None:
    try:
        with context.unlocked():
            client = cloudformation(context, plan.role)
            if find_stack(client, current.stack):
                client.delete_change_set(StackName=current.stack, ChangeSetName=plan.id)
                if plan.is_new:
                    client.delete_stack(StackName=current.stack)
    except (ClientError, ServiceError) as error:
        if not ignore_errors:
            raise invalid(f"Plan {plan.id} cannot be deleted: {error}") from error


def describe_plan(context: RequestContext, params: Params) -> Answer:
    """DescribeProvisionedProductPlan: with the resource changes, in pages."""
    plan = _find(context, params["PlanId"])
    rows, token = page(params, plan.changes, 20)
    details = present(
        **_summary(plan),
        ProductId=plan.product,
        PathId=plan.path,
        ProvisioningParameters=[dict(each) for each in plan.parameters],
        Tags=tag_list(plan.tags),
        NotificationArns=list(plan.notifications),
        Status=plan.status,
        StatusMessage=plan.message,
        CreatedTime=plan.created,
        UpdatedTime=plan.updated,
    )
    return present(ProvisionedProductPlanDetails=details, ResourceChanges=list(rows), NextPageToken=token)


def _summary(plan: Plan) -> Answer:
    return {
        "PlanName": plan.plan_name,
        "PlanId": plan.id,
        "ProvisionProductId": plan.provisioned,
        "ProvisionProductName": plan.name,
        "PlanType": "CLOUDFORMATION",
        "ProvisioningArtifactId": plan.artifact,
    }


def list_plans(context: RequestContext, params: Params) -> Answer:
    """ListProvisionedProductPlans."""
    wanted = params.get("ProvisionProductId")
    rows = visible(context.catalog.plans.values(), params, context.call.caller)
    found = [_summary(plan) for plan in rows if wanted in (None, plan.provisioned)]
    return paged(params, found, 20, "ProvisionedProductPlans")


def resource_change(change: Mapping[str, Any]) -> Answer:
    """A ResourceChange of a plan, from one of CloudFormation's changes."""
    given = change["ResourceChange"]
    return present(
        Action=given["Action"].upper(),
        LogicalResourceId=given.get("LogicalResourceId"),
        PhysicalResourceId=given.get("PhysicalResourceId"),
        ResourceType=given.get("ResourceType"),
        Replacement=_upper(given.get("Replacement")),
        Scope=[scope.upper() for scope in given.get("Scope") or ()],
        Details=[_detail(detail) for detail in given.get("Details") or ()],
    )


def _detail(given: Mapping[str, Any]) -> Answer:
    target = given.get("Target") or {}
    return present(
        Target=present(
            Attribute=_upper(target.get("Attribute")),
            Name=target.get("Name"),
            RequiresRecreation=_upper(target.get("RequiresRecreation")),
        ),
        Evaluation=_upper(given.get("Evaluation")),
        CausingEntity=given.get("CausingEntity"),
    )


def _upper(text: str | None) -> str | None:
    return text.upper() if text else None


OPERATIONS = {
    "CreateProvisionedProductPlan": create_plan,
    "ExecuteProvisionedProductPlan": execute_plan,
    "DeleteProvisionedProductPlan": delete_plan,
    "DescribeProvisionedProductPlan": describe_plan,
    "ListProvisionedProductPlans": list_plans,
}
