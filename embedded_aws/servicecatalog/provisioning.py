"""Launching, updating and terminating provisioned products."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from embedded_aws.servicecatalog.constraints import merged_rules
from embedded_aws.servicecatalog.errors import invalid, not_offered
from embedded_aws.servicecatalog.launch_paths import (
    Choice,
    LaunchPath,
    auto_tags,
    check_new_launch,
    choose,
    find_paths,
    launch_tags,
)
from embedded_aws.servicecatalog.provisioned import (
    check_not_under_change,
    create_record,
    find_provisioned,
    record_detail,
)
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, now
from embedded_aws.servicecatalog.stacks import (
    Job,
    OnRollback,
    Outcome,
    StackOperation,
    StackRequest,
    create_stack,
    delete_stack,
    start_job,
    update_stack,
)
from embedded_aws.servicecatalog.state import Launch, Provisioned, launch_fields
from embedded_aws.servicecatalog.tags import read_tags
from generator.cloudformation.template.document import load_template


def provision_product(context: RequestContext, params: Params) -> Answer:
    """ProvisionProduct: answers with a record at once; the stack is created afterwards."""
    _check_preferences(params)
    choice = choose(context, params)
    check_new_launch(choice)
    tags = read_tags(params.get("Tags"))
    launch_tags(choice.path, tags)
    provisioned = new_provisioned(context, choice, params["ProvisionedProductName"], params["ProvisionToken"], tags)
    request = stack_request(context, choice, provisioned, params, params.get("NotificationArns") or ())
    return start_launch(context, "PROVISION_PRODUCT", provisioned, provisioned, create_stack(request), "ERROR")


def _check_preferences(params: Params) -> None:
    if params.get("ProvisioningPreferences"):
        raise not_offered("ProvisioningPreferences")


def new_provisioned(
    context: RequestContext, choice: Choice, name: str, token: str, tags: Mapping[str, str]
) -> Provisioned:
    """A provisioned product whose stack does not exist yet; raises InvalidParametersException for a taken name."""
    if any(each.name == name for each in context.catalog.provisioned.values()):
        raise invalid(f"A stack named {name} already exists.")
    provisioned_id = new_id("pp")
    return Provisioned(
        id=provisioned_id,
        arn=context.arn("servicecatalog", f"stack/{name}/{provisioned_id}"),
        stack=f"SC-{context.call.account}-{provisioned_id}",
        token=token,
        **launch_fields(new_launch(context, choice, name, tags)),
    )


def new_launch(context: RequestContext, choice: Choice, name: str, tags: Mapping[str, str]) -> Launch:
    """The launch of a choice by the caller."""
    caller = context.call.caller
    return Launch(
        name=name,
        product=choice.path.product.id,
        product_name=choice.path.product.name,
        artifact=choice.artifact.id,
        path=choice.path.id,
        role=_launch_role(context, choice.path),
        user=caller.role_arn or caller.arn,
        session=caller.arn,
        tags=tags,
        created=now(),
    )


def _launch_role(context: RequestContext, path: LaunchPath) -> str | None:
    """The launch role. What a role of the sharing account makes, and where, no page says: it is refused here."""
    role = path.launch_role(context.call.account)
    if role is not None and role.split(":")[4] != context.call.account:
        raise not_offered(f"launches under a role of another account ({role}); LocalRoleName names one of each account")
    return role


def stack_request(
    context: RequestContext, choice: Choice, provisioned: Provisioned, params: Params, topics: Sequence[str] = ()
) -> StackRequest:
    """The stack of a choice: template under its constraints, parameters, all tags and topics."""
    path, artifact = choice.path, choice.artifact
    parameters = [_cfn_parameter(each) for each in params.get("ProvisioningParameters") or ()]
    known = load_template(artifact.body).section("Parameters")
    if unknown := [each["ParameterKey"] for each in parameters if each["ParameterKey"] not in known]:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    listed = [arn for given in path.parameters("NOTIFICATION") for arn in given["NotificationArns"]]
    own = auto_tags(path, artifact.id, provisioned.arn, provisioned.session)
    name = f"{provisioned.id}/{artifact.id}"
    return StackRequest(
        name=provisioned.stack,
        template_url=context.store_body(context.call.region, context.call.account, name, _constrained_body(choice)),
        parameters=parameters,
        tags={**launch_tags(path, provisioned.tags), **own},
        topics=list(dict.fromkeys([*listed, *topics])),
    )


def _cfn_parameter(given: Mapping[str, Any]) -> dict[str, Any]:
    if given.get("UsePreviousValue"):
        return {"ParameterKey": given["Key"], "UsePreviousValue": True}
    return {"ParameterKey": given["Key"], "ParameterValue": given.get("Value", "")}


def _constrained_body(choice: Choice) -> str:
    """The version's body, with the rules of the path's template constraints beside its own."""
    if not choice.path.parameters("TEMPLATE"):
        return choice.artifact.body
    template = load_template(choice.artifact.body)
    rules = merged_rules(template.section("Rules"), choice.path.constraints)
    return json.dumps({**template.document, "Rules": rules})


def start_launch(
    context: RequestContext,
    kind: str,
    current: Provisioned,
    updated: Provisioned,
    operation: StackOperation,
    status_if_refused: str,
    on_end: Callable[[Outcome], None] = lambda outcome: None,
) -> Answer:
    """Open a record, start the operation and answer; by success the provisioned product becomes `updated`."""
    record = create_record(context, kind, updated)
    context.catalog.provisioned[current.id] = replace(
        current, status="UNDER_CHANGE", last_record=record.id, last_provisioning=record.id
    )
    start_job(
        context, Job(record.id, current.id, updated.role, operation, status_if_refused, updated=updated, on_end=on_end)
    )
    return {"RecordDetail": record_detail(record)}


def update_provisioned_product(context: RequestContext, params: Params) -> Answer:
    """UpdateProvisionedProduct: to any active version, up or down; what is left out falls back to its default."""
    _check_preferences(params)
    current = find_provisioned(context, params)
    check_not_under_change(current)
    choice = choose_update(context, params, current)
    launch = new_launch(context, choice, current.name, _updated_tags(choice.path, current, params))
    updated = replace(apply_launch(current, launch, params["UpdateToken"]), tags=launch.tags)
    operation = update_stack(stack_request(context, choice, updated, params))
    return start_launch(
        context, "UPDATE_PROVISIONED_PRODUCT", current, updated, operation, _status_if_unchanged(current)
    )


def apply_launch(current: Provisioned, launch: Launch, token: str) -> Provisioned:
    """What an existing provisioned product becomes by an update; it keeps its owner and its tags."""
    return replace(
        current,
        product=launch.product,
        product_name=launch.product_name,
        artifact=launch.artifact,
        path=launch.path,
        role=launch.role or current.role,
        token=token,
    )


def _status_if_unchanged(current: Provisioned) -> str:
    """The status after a call that CloudFormation refuses outright: the stack is as it was."""
    return "ERROR" if current.status == "ERROR" else "TAINTED"


def choose_update(context: RequestContext, params: Params, current: Provisioned) -> Choice:
    """The choice of an update: what the request leaves out stays as it was."""
    wanted = dict(params)
    if not (params.get("ProductId") or params.get("ProductName")):
        wanted["ProductId"] = current.product
    if not (params.get("ProvisioningArtifactId") or params.get("ProvisioningArtifactName")):
        wanted["ProvisioningArtifactId"] = current.artifact
    if not (params.get("PathId") or params.get("PathName")):
        paths = [path.id for path in find_paths(context, wanted.get("ProductId"))]
        wanted["PathId"] = current.path if current.path in paths else None
    return choose(context, wanted)


def _updated_tags(path: LaunchPath, current: Provisioned, params: Params) -> Mapping[str, str]:
    if params.get("Tags") is None:
        return current.tags
    allowed = any(
        given["Properties"]["TagUpdateOnProvisionedProduct"] == "ALLOWED"
        for given in path.parameters("RESOURCE_UPDATE")
    )
    if not allowed:
        raise invalid("Tag updates are not allowed: the product has no RESOURCE_UPDATE constraint that allows them.")
    return read_tags(params["Tags"])


def terminate_provisioned_product(context: RequestContext, params: Params) -> Answer:
    """TerminateProvisionedProduct: the records stay. One that is under change ends in a FAILED record."""
    current = find_provisioned(context, params)
    record = create_record(context, "TERMINATE_PROVISIONED_PRODUCT", current)
    status = _status_if_unchanged(current)
    if current.status == "UNDER_CHANGE":
        start_job(context, Job(record.id, "", current.role, _refuse_under_change(current), status))
    else:
        operation, ignore = _termination(current, params), bool(params.get("IgnoreErrors"))
        start_job(context, Job(record.id, current.id, current.role, operation, status, ignore_errors=ignore))
        context.catalog.provisioned[current.id] = replace(current, status="UNDER_CHANGE", last_record=record.id)
    return {"RecordDetail": record_detail(record)}


def _termination(current: Provisioned, params: Params) -> StackOperation:
    if params.get("RetainPhysicalResources"):
        return lambda client, on_rollback: Outcome(None)
    return delete_stack(current.stack_arn or current.stack)


def _refuse_under_change(current: Provisioned) -> StackOperation:
    def refuse(_client: Any, _on_rollback: OnRollback) -> Outcome:
        return Outcome(current.status, (("InvalidState", f"Provisioned product {current.id} is {current.status}."),))

    return refuse


OPERATIONS = {
    "ProvisionProduct": provision_product,
    "UpdateProvisionedProduct": update_provisioned_product,
    "TerminateProvisionedProduct": terminate_provisioned_product,
}
