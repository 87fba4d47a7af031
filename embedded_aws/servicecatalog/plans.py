"""Plans: a launch or an update as a change set, to be read before it is executed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.service import ServiceError
from embedded_aws.servicecatalog.errors import invalid, not_found, wrong_state
from embedded_aws.servicecatalog.launch_paths import Choice, check_new_launch, choose
from embedded_aws.servicecatalog.lookup import visible
from embedded_aws.servicecatalog.pages import page, paged
from embedded_aws.servicecatalog.provisioned import open_record, record_detail
from embedded_aws.servicecatalog.provisioning import (
    cfn_parameters,
    check_still,
    choose_update,
    new_provisioned,
    stack_order,
    take_over,
)
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, now, present
from embedded_aws.servicecatalog.stacks import (
    Act,
    Job,
    StackOrder,
    Trouble,
    Verdict,
    begin,
    cloudformation,
    find_stack,
    judge,
    watch,
)
from embedded_aws.servicecatalog.state import Plan, Provisioned
from embedded_aws.servicecatalog.tags import read_tags, tag_list


def create_plan(context: RequestContext, params: Params) -> Answer:
    """CreateProvisionedProductPlan: of a new provisioned product, or of an update where the name is known."""
    name = params["ProvisionedProductName"]
    current = next((each for each in context.catalog.provisioned.values() if each.name == name), None)
    if current is not None:
        check_still(current)
        choice, wanted = choose_update(context, params, current), current
    else:
        choice = choose(context, params)
        check_new_launch(choice)
        wanted = new_provisioned(context, choice, name, params["IdempotencyToken"], read_tags(params.get("Tags")))
    order = stack_order(context, choice, wanted, cfn_parameters(params), params.get("NotificationArns") or ())
    plan = _new_plan(context, params, choice, wanted, fresh=current is None)
    context.catalog.plans[plan.id] = plan
    context.catalog.provisioned[wanted.id] = replace(wanted, status="PLAN_IN_PROGRESS")
    context.start(lambda: _draw(context, plan, order))
    return {
        "PlanName": plan.name,
        "PlanId": plan.id,
        "ProvisionProductId": plan.provisioned,
        "ProvisionedProductName": plan.provisioned_name,
        "ProvisioningArtifactId": plan.artifact,
    }


def _new_plan(context: RequestContext, params: Params, choice: Choice, wanted: Provisioned, fresh: bool) -> Plan:
    moment, caller = now(), context.call.caller
    return Plan(
        id=new_id("plan"),
        name=params["PlanName"],
        provisioned=wanted.id,
        provisioned_name=wanted.name,
        product=choice.path.product.id,
        artifact=choice.artifact.id,
        path=choice.path.id,
        role=choice.path.launch_role(context.call.account) or wanted.role,
        fresh=fresh,
        parameters=tuple(dict(each) for each in params.get("ProvisioningParameters") or ()),
        tags=read_tags(params.get("Tags")),
        notifications=tuple(params.get("NotificationArns") or ()),
        user=caller.role_arn or caller.arn,
        session=caller.arn,
        created=moment,
        updated=moment,
    )


def _draw(context: RequestContext, plan: Plan, order: StackOrder) -> None:
    """Have CloudFormation make the change set, and keep what it says."""
    status, message, changes = "CREATE_FAILED", None, []
    try:
        client = cloudformation(context, plan.role)
        kind = "CREATE" if plan.fresh else "UPDATE"
        client.create_change_set(**order.arguments(), ChangeSetName=plan.id, ChangeSetType=kind)
        found = _still_change_set(client, order.name, plan.id)
        changes = [resource_change(each) for each in found.get("Changes") or ()]
        status = "CREATE_SUCCESS" if found["Status"] == "CREATE_COMPLETE" else "CREATE_FAILED"
        message = found.get("StatusReason")
    except (ClientError, ServiceError) as error:
        message = str(error)
    finally:
        with context.lock:
            _note(context, plan.id, status=status, message=message, changes=tuple(changes))
            context.lock.notify_all()


def _still_change_set(client: Any, stack: str, name: str) -> dict[str, Any]:
    while True:
        found: dict[str, Any] = client.describe_change_set(StackName=stack, ChangeSetName=name)
        if not found["Status"].endswith(("_IN_PROGRESS", "_PENDING")):
            return found
        time.sleep(0.02)


def _note(context: RequestContext, plan_id: str, **fields: Any) -> None:
    if plan_id in context.catalog.plans:
        context.catalog.plans[plan_id] = replace(context.catalog.plans[plan_id], updated=now(), **fields)


def _find(context: RequestContext, plan_id: str) -> Plan:
    if plan_id not in context.catalog.plans:
        raise not_found(f"Provisioned product plan {plan_id} not found.")
    return context.catalog.plans[plan_id]


def execute_plan(context: RequestContext, params: Params) -> Answer:
    """ExecuteProvisionedProductPlan: only a plan that was drawn successfully, and only once."""
    plan = _find(context, params["PlanId"])
    if plan.status != "CREATE_SUCCESS":
        raise wrong_state(f"Plan {plan.id} is {plan.status} and cannot be executed.")
    current = context.catalog.provisioned[plan.provisioned]
    wanted = replace(
        current, product=plan.product, artifact=plan.artifact, path=plan.path, role=plan.role, token=plan.id
    )
    kind = "PROVISION_PRODUCT" if plan.fresh else "UPDATE_PROVISIONED_PRODUCT"
    record = open_record(context, kind, wanted)
    context.catalog.provisioned[current.id] = replace(
        current, status="UNDER_CHANGE", last_record=record.id, last_provisioning=record.id
    )
    _note(context, plan.id, status="EXECUTE_IN_PROGRESS")

    def after(verdict: Verdict) -> None:
        _note(context, plan.id, status="EXECUTE_SUCCESS" if verdict.well else "EXECUTE_FAILED")

    refused = "ERROR" if plan.fresh else "TAINTED"
    act = _execution(current.stack, plan.id)
    begin(context, Job(record.id, current.id, plan.role, act, refused, settle=take_over(wanted), after=after))
    return {"RecordDetail": record_detail(record)}


def _execution(stack: str, change_set: str) -> Act:
    def act(client: Any, trouble: Trouble) -> Verdict:
        client.execute_change_set(StackName=stack, ChangeSetName=change_set)
        return judge(client, watch(client, stack, trouble))

    return act


def delete_plan(context: RequestContext, params: Params) -> Answer:
    """DeleteProvisionedProductPlan: an unexecuted plan takes its new provisioned product with it."""
    plan = _find(context, params["PlanId"])
    if plan.status.endswith("_IN_PROGRESS"):
        raise invalid(f"Plan {plan.id} is {plan.status}. Wait until it is stable.")
    current = context.catalog.provisioned.get(plan.provisioned)
    waiting = current is not None and current.status == "PLAN_IN_PROGRESS"
    if waiting and current is not None:
        _withdraw(context, plan, current, bool(params.get("IgnoreErrors")))
        if plan.fresh:
            context.catalog.provisioned.pop(current.id, None)
        else:
            context.catalog.provisioned[current.id] = replace(current, status="AVAILABLE")
    context.catalog.plans.pop(plan.id, None)
    return {}


def _withdraw(context: RequestContext, plan: Plan, current: Provisioned, ignore_errors: bool) -> None:
    try:
        with context.unlocked():
            client = cloudformation(context, plan.role)
            if find_stack(client, current.stack):
                client.delete_change_set(StackName=current.stack, ChangeSetName=plan.id)
                if plan.fresh:
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
