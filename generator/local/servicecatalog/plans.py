"""Plans: a launch or an update as a change set, to be read before it is executed."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from generator.local.service import AwsFault
from generator.local.servicecatalog.access import visible
from generator.local.servicecatalog.choice import Choice, check_new_launch, choose
from generator.local.servicecatalog.desk import Answer, Desk, Params, new_id, now, present
from generator.local.servicecatalog.engine import Job, begin, cloudformation
from generator.local.servicecatalog.launched import Plan, Provisioned
from generator.local.servicecatalog.pages import page, paged
from generator.local.servicecatalog.plan_changes import resource_change
from generator.local.servicecatalog.provisioning import (
    cfn_parameters,
    check_still,
    choose_update,
    new_provisioned,
    stack_order,
    take_over,
)
from generator.local.servicecatalog.records import open_record, record_detail
from generator.local.servicecatalog.refusals import invalid, not_found, wrong_state
from generator.local.servicecatalog.stacks import Act, StackOrder, Trouble, Verdict, find_stack, judge, watch
from generator.local.servicecatalog.tags import read_tags, tag_list


def create_plan(desk: Desk, params: Params) -> Answer:
    """CreateProvisionedProductPlan: of a new provisioned product, or of an update where the name is known."""
    name = params["ProvisionedProductName"]
    current = next((each for each in desk.catalog.provisioned.values() if each.name == name), None)
    if current is not None:
        check_still(current)
        choice, wanted = choose_update(desk, params, current), current
    else:
        choice = choose(desk, params)
        check_new_launch(choice)
        wanted = new_provisioned(desk, choice, name, params["IdempotencyToken"], read_tags(params.get("Tags")))
    order = stack_order(desk, choice, wanted, cfn_parameters(params), params.get("NotificationArns") or ())
    plan = _new_plan(desk, params, choice, wanted, fresh=current is None)
    desk.catalog.plans[plan.id] = plan
    desk.catalog.provisioned[wanted.id] = replace(wanted, status="PLAN_IN_PROGRESS")
    desk.start(lambda: _draw(desk, plan, order))
    return {
        "PlanName": plan.name,
        "PlanId": plan.id,
        "ProvisionProductId": plan.provisioned,
        "ProvisionedProductName": plan.provisioned_name,
        "ProvisioningArtifactId": plan.artifact,
    }


def _new_plan(desk: Desk, params: Params, choice: Choice, wanted: Provisioned, fresh: bool) -> Plan:
    moment, caller = now(), desk.call.caller
    return Plan(
        id=new_id("plan"),
        name=params["PlanName"],
        provisioned=wanted.id,
        provisioned_name=wanted.name,
        product=choice.path.product.id,
        artifact=choice.artifact.id,
        path=choice.path.id,
        role=choice.path.launch_role(desk.call.account) or wanted.role,
        fresh=fresh,
        parameters=tuple(dict(each) for each in params.get("ProvisioningParameters") or ()),
        tags=read_tags(params.get("Tags")),
        notifications=tuple(params.get("NotificationArns") or ()),
        user=caller.role_arn or caller.arn,
        session=caller.arn,
        created=moment,
        updated=moment,
    )


def _draw(desk: Desk, plan: Plan, order: StackOrder) -> None:
    """Have CloudFormation make the change set, and keep what it says."""
    status, message, changes = "CREATE_FAILED", None, []
    try:
        client = cloudformation(desk, plan.role)
        kind = "CREATE" if plan.fresh else "UPDATE"
        client.create_change_set(**order.arguments(), ChangeSetName=plan.id, ChangeSetType=kind)
        found = _still_change_set(client, order.name, plan.id)
        changes = [resource_change(each) for each in found.get("Changes") or ()]
        status = "CREATE_SUCCESS" if found["Status"] == "CREATE_COMPLETE" else "CREATE_FAILED"
        message = found.get("StatusReason")
    except (ClientError, AwsFault) as error:
        message = str(error)
    finally:
        with desk.lock:
            _note(desk, plan.id, status=status, message=message, changes=tuple(changes))
            desk.lock.notify_all()


def _still_change_set(client: Any, stack: str, name: str) -> dict[str, Any]:
    while True:
        found: dict[str, Any] = client.describe_change_set(StackName=stack, ChangeSetName=name)
        if not found["Status"].endswith(("_IN_PROGRESS", "_PENDING")):
            return found
        time.sleep(0.02)


def _note(desk: Desk, plan_id: str, **fields: Any) -> None:
    if plan_id in desk.catalog.plans:
        desk.catalog.plans[plan_id] = replace(desk.catalog.plans[plan_id], updated=now(), **fields)


def _find(desk: Desk, plan_id: str) -> Plan:
    if plan_id not in desk.catalog.plans:
        raise not_found(f"Provisioned product plan {plan_id} not found.")
    return desk.catalog.plans[plan_id]


def execute_plan(desk: Desk, params: Params) -> Answer:
    """ExecuteProvisionedProductPlan: only a plan that was drawn successfully, and only once."""
    plan = _find(desk, params["PlanId"])
    if plan.status != "CREATE_SUCCESS":
        raise wrong_state(f"Plan {plan.id} is {plan.status} and cannot be executed.")
    current = desk.catalog.provisioned[plan.provisioned]
    wanted = replace(
        current, product=plan.product, artifact=plan.artifact, path=plan.path, role=plan.role, token=plan.id
    )
    kind = "PROVISION_PRODUCT" if plan.fresh else "UPDATE_PROVISIONED_PRODUCT"
    record = open_record(desk, kind, wanted)
    desk.catalog.provisioned[current.id] = replace(
        current, status="UNDER_CHANGE", last_record=record.id, last_provisioning=record.id
    )
    _note(desk, plan.id, status="EXECUTE_IN_PROGRESS")

    def after(verdict: Verdict) -> None:
        _note(desk, plan.id, status="EXECUTE_SUCCESS" if verdict.well else "EXECUTE_FAILED")

    refused = "ERROR" if plan.fresh else "TAINTED"
    act = _execution(current.stack, plan.id)
    begin(desk, Job(record.id, current.id, plan.role, act, refused, settle=take_over(wanted), after=after))
    return {"RecordDetail": record_detail(record)}


def _execution(stack: str, change_set: str) -> Act:
    def act(client: Any, trouble: Trouble) -> Verdict:
        client.execute_change_set(StackName=stack, ChangeSetName=change_set)
        return judge(client, watch(client, stack, trouble))

    return act


def delete_plan(desk: Desk, params: Params) -> Answer:
    """DeleteProvisionedProductPlan: an unexecuted plan takes its new provisioned product with it."""
    plan = _find(desk, params["PlanId"])
    if plan.status.endswith("_IN_PROGRESS"):
        raise invalid(f"Plan {plan.id} is {plan.status}. Wait until it is stable.")
    current = desk.catalog.provisioned.get(plan.provisioned)
    waiting = current is not None and current.status == "PLAN_IN_PROGRESS"
    if waiting and current is not None:
        _withdraw(desk, plan, current, bool(params.get("IgnoreErrors")))
        if plan.fresh:
            desk.catalog.provisioned.pop(current.id, None)
        else:
            desk.catalog.provisioned[current.id] = replace(current, status="AVAILABLE")
    desk.catalog.plans.pop(plan.id, None)
    return {}


def _withdraw(desk: Desk, plan: Plan, current: Provisioned, ignore_errors: bool) -> None:
    try:
        with desk.unlocked():
            client = cloudformation(desk, plan.role)
            if find_stack(client, current.stack):
                client.delete_change_set(StackName=current.stack, ChangeSetName=plan.id)
                if plan.fresh:
                    client.delete_stack(StackName=current.stack)
    except (ClientError, AwsFault) as error:
        if not ignore_errors:
            raise invalid(f"Plan {plan.id} cannot be deleted: {error}") from error


def describe_plan(desk: Desk, params: Params) -> Answer:
    """DescribeProvisionedProductPlan: with the resource changes, in pages."""
    plan = _find(desk, params["PlanId"])
    rows, token = page(params, plan.changes, 20)
    details = present(
        **_summary(plan),
        CreatedTime=plan.created,
        UpdatedTime=plan.updated,
        PathId=plan.path,
        ProductId=plan.product,
        Status=plan.status,
        StatusMessage=plan.message,
        NotificationArns=list(plan.notifications),
        ProvisioningParameters=[dict(each) for each in plan.parameters],
        Tags=tag_list(plan.tags),
    )
    return present(ProvisionedProductPlanDetails=details, ResourceChanges=list(rows), NextPageToken=token)


def _summary(plan: Plan) -> Answer:
    return {
        "PlanName": plan.name,
        "PlanId": plan.id,
        "ProvisionProductId": plan.provisioned,
        "ProvisionProductName": plan.provisioned_name,
        "PlanType": "CLOUDFORMATION",
        "ProvisioningArtifactId": plan.artifact,
    }


def list_plans(desk: Desk, params: Params) -> Answer:
    """ListProvisionedProductPlans."""
    wanted = params.get("ProvisionProductId")
    rows = visible(desk.catalog.plans.values(), params, desk.call.caller)
    found = [_summary(plan) for plan in rows if wanted in (None, plan.provisioned)]
    return paged(params, found, 20, "ProvisionedProductPlans")


OPERATIONS = {
    "CreateProvisionedProductPlan": create_plan,
    "ExecuteProvisionedProductPlan": execute_plan,
    "DeleteProvisionedProductPlan": delete_plan,
    "DescribeProvisionedProductPlan": describe_plan,
    "ListProvisionedProductPlans": list_plans,
}
