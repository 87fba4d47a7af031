"""Launching, updating and terminating provisioned products."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from embedded_aws.servicecatalog.constraints import merged_rules
from embedded_aws.servicecatalog.errors import invalid, not_offered
from embedded_aws.servicecatalog.launch_paths import (
    Choice,
    LaunchPath,
    check_new_launch,
    choose,
    chosen_tags,
    open_paths,
    own_tags,
)
from embedded_aws.servicecatalog.provisioned import find_provisioned, open_record, record_detail
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, now
from embedded_aws.servicecatalog.stacks import (
    Act,
    Job,
    StackOrder,
    Trouble,
    Verdict,
    begin,
    create_stack,
    delete_stack,
    update_stack,
)
from embedded_aws.servicecatalog.state import Provisioned
from embedded_aws.servicecatalog.tags import read_tags
from generator.cloudformation.template.document import load_template


def provision_product(context: RequestContext, params: Params) -> Answer:
    """ProvisionProduct: answers with a record at once; the stack is made beside it."""
    if params.get("ProvisioningPreferences"):
        raise not_offered("ProvisioningPreferences")
    choice = choose(context, params)
    check_new_launch(choice)
    given = read_tags(params.get("Tags"))
    chosen_tags(choice.path, given)
    provisioned = new_provisioned(context, choice, params["ProvisionedProductName"], params["ProvisionToken"], given)
    parameters = [_cfn_parameter(each) for each in params.get("ProvisioningParameters") or ()]
    order = stack_order(context, choice, provisioned, parameters, params.get("NotificationArns") or ())
    record = open_record(context, "PROVISION_PRODUCT", provisioned)
    context.catalog.provisioned[provisioned.id] = replace(
        provisioned, last_record=record.id, last_provisioning=record.id
    )
    begin(context, Job(record.id, provisioned.id, provisioned.role, create_stack(order), refused="ERROR"))
    return {"RecordDetail": record_detail(record)}


def new_provisioned(
    context: RequestContext, choice: Choice, name: str, token: str, tags: Mapping[str, str]
) -> Provisioned:
    """A provisioned product that is about to be; raises InvalidParametersException where its name is taken."""
    if any(each.name == name for each in context.catalog.provisioned.values()):
        raise invalid(f"A stack named {name} already exists.")
    provisioned_id, caller = new_id("pp"), context.call.caller
    return Provisioned(
        id=provisioned_id,
        arn=context.arn("servicecatalog", f"stack/{name}/{provisioned_id}"),
        name=name,
        product=choice.path.product.id,
        product_name=choice.path.product.name,
        artifact=choice.artifact.id,
        path=choice.path.id,
        role=choice.path.launch_role(context.call.account),
        user=caller.role_arn or caller.arn,
        session=caller.arn,
        stack=f"SC-{context.call.account}-{provisioned_id}",
        token=token,
        created=now(),
        tags=tags,
    )


def stack_order(
    context: RequestContext,
    choice: Choice,
    provisioned: Provisioned,
    parameters: list[dict[str, Any]],
    topics: Any = (),
) -> StackOrder:
    """The stack of a choice: template under its constraints, parameters, all tags and topics."""
    path, artifact = choice.path, choice.artifact
    known = load_template(artifact.body).section("Parameters")
    if unknown := [each["ParameterKey"] for each in parameters if each["ParameterKey"] not in known]:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    listed = [arn for given in path.parameters("NOTIFICATION") for arn in given["NotificationArns"]]
    own = own_tags(path, artifact.id, provisioned.arn, provisioned.session)
    return StackOrder(
        name=provisioned.stack,
        template_url=context.shelve(
            context.call.region, context.call.account, f"{provisioned.id}/{artifact.id}", constrained_body(choice)
        ),
        parameters=parameters,
        tags={**chosen_tags(path, provisioned.tags or {}), **own},
        topics=list(dict.fromkeys([*listed, *topics])),
    )


def constrained_body(choice: Choice) -> str:
    """The version's body, with the rules of the path's template constraints beside its own."""
    if not choice.path.parameters("TEMPLATE"):
        return choice.artifact.body
    template = load_template(choice.artifact.body)
    rules = merged_rules(template.section("Rules"), choice.path.constraints)
    return json.dumps({**template.document, "Rules": rules})


def _cfn_parameter(given: Mapping[str, Any]) -> dict[str, Any]:
    if given.get("UsePreviousValue"):
        return {"ParameterKey": given["Key"], "UsePreviousValue": True}
    return {"ParameterKey": given["Key"], "ParameterValue": given.get("Value", "")}


def cfn_parameters(params: Params) -> list[dict[str, Any]]:
    """The parameters of a request as CloudFormation takes them."""
    return [_cfn_parameter(each) for each in params.get("ProvisioningParameters") or ()]


def update_provisioned_product(context: RequestContext, params: Params) -> Answer:
    """UpdateProvisionedProduct: to any active version, up or down; what is left out falls back to its default."""
    if params.get("ProvisioningPreferences"):
        raise not_offered("ProvisioningPreferences")
    current = find_provisioned(context, params)
    check_still(current)
    choice = choose_update(context, params, current)
    tags = _updated_tags(choice.path, current, params)
    wanted = replace(
        current,
        product=choice.path.product.id,
        product_name=choice.path.product.name,
        artifact=choice.artifact.id,
        path=choice.path.id,
        role=choice.path.launch_role(context.call.account) or current.role,
        tags=tags,
        token=params["UpdateToken"],
    )
    order = stack_order(context, choice, wanted, cfn_parameters(params))
    record = open_record(context, "UPDATE_PROVISIONED_PRODUCT", wanted)
    context.catalog.provisioned[current.id] = replace(
        current, status="UNDER_CHANGE", last_record=record.id, last_provisioning=record.id
    )
    job = Job(record.id, current.id, wanted.role, update_stack(order), _kept(current), settle=take_over(wanted))
    begin(context, job)
    return {"RecordDetail": record_detail(record)}


def _kept(current: Provisioned) -> str:
    """The status after a call that CloudFormation refuses outright: the stack is as it was."""
    return "ERROR" if current.status == "ERROR" else "TAINTED"


def take_over(wanted: Provisioned) -> Any:
    """What a successful update changes in a provisioned product."""

    def settle(current: Provisioned) -> Provisioned:
        return replace(
            current,
            product=wanted.product,
            product_name=wanted.product_name,
            artifact=wanted.artifact,
            path=wanted.path,
            role=wanted.role,
            tags=wanted.tags,
            token=wanted.token,
        )

    return settle


def check_still(provisioned: Provisioned) -> None:
    """Raise InvalidParametersException while another operation runs."""
    if provisioned.status in ("UNDER_CHANGE", "PLAN_IN_PROGRESS"):
        raise invalid(f"Provisioned product {provisioned.id} is {provisioned.status}. Wait until it is stable.")


def choose_update(context: RequestContext, params: Params, current: Provisioned) -> Choice:
    """The choice of an update: what the request leaves out stays as it was."""
    wanted = dict(params)
    if not (params.get("ProductId") or params.get("ProductName")):
        wanted["ProductId"] = current.product
    if not (params.get("ProvisioningArtifactId") or params.get("ProvisioningArtifactName")):
        wanted["ProvisioningArtifactId"] = current.artifact
    if not (params.get("PathId") or params.get("PathName")):
        still_open = [path.id for path in open_paths(context, wanted.get("ProductId"))]
        wanted["PathId"] = current.path if current.path in still_open else None
    return choose(context, wanted)


def _updated_tags(path: LaunchPath, current: Provisioned, params: Params) -> Mapping[str, str]:
    if params.get("Tags") is None:
        return current.tags or {}
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
    record = open_record(context, "TERMINATE_PROVISIONED_PRODUCT", current)
    busy = current.status == "UNDER_CHANGE"
    begin(
        context,
        Job(
            record.id,
            "" if busy else current.id,
            current.role,
            _refuse_busy(current) if busy else _termination(current, params),
            refused=_kept(current),
            ignore_errors=bool(params.get("IgnoreErrors")) and not busy,
        ),
    )
    if not busy:
        context.catalog.provisioned[current.id] = replace(current, status="UNDER_CHANGE", last_record=record.id)
    return {"RecordDetail": record_detail(record)}


def _termination(current: Provisioned, params: Params) -> Act:
    if params.get("RetainPhysicalResources"):
        return lambda client, trouble: Verdict(None)
    return delete_stack(current.stack_arn or current.stack)


def _refuse_busy(current: Provisioned) -> Act:
    def act(_client: Any, _trouble: Trouble) -> Verdict:
        return Verdict(current.status, (("InvalidState", f"Provisioned product {current.id} is {current.status}."),))

    return act


OPERATIONS = {
    "ProvisionProduct": provision_product,
    "UpdateProvisionedProduct": update_provisioned_product,
    "TerminateProvisionedProduct": terminate_provisioned_product,
}
