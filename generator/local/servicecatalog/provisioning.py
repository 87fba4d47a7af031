"""Launching, updating and terminating provisioned products."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.local.cloudformation.template.document import load_template
from generator.local.servicecatalog.choice import Choice, check_new_launch, choose
from generator.local.servicecatalog.constraints import merged_rules
from generator.local.servicecatalog.desk import Answer, Desk, Params, new_id, now
from generator.local.servicecatalog.engine import Job, begin
from generator.local.servicecatalog.launch_paths import LaunchPath, open_paths
from generator.local.servicecatalog.launch_tags import chosen_tags, own_tags
from generator.local.servicecatalog.launched import Provisioned
from generator.local.servicecatalog.provisioned import find_provisioned
from generator.local.servicecatalog.records import open_record, record_detail
from generator.local.servicecatalog.refusals import invalid, not_offered
from generator.local.servicecatalog.stacks import (
    Act,
    StackOrder,
    Trouble,
    Verdict,
    create_stack,
    delete_stack,
    update_stack,
)
from generator.local.servicecatalog.tags import read_tags


def provision_product(desk: Desk, params: Params) -> Answer:
    """ProvisionProduct: answers with a record at once; the stack is made beside it."""
    if params.get("ProvisioningPreferences"):
        raise not_offered("ProvisioningPreferences")
    choice = choose(desk, params)
    check_new_launch(choice)
    given = read_tags(params.get("Tags"))
    chosen_tags(choice.path, given)
    provisioned = new_provisioned(desk, choice, params["ProvisionedProductName"], params["ProvisionToken"], given)
    parameters = [_cfn_parameter(each) for each in params.get("ProvisioningParameters") or ()]
    order = stack_order(desk, choice, provisioned, parameters, params.get("NotificationArns") or ())
    record = open_record(desk, "PROVISION_PRODUCT", provisioned)
    desk.catalog.provisioned[provisioned.id] = replace(provisioned, last_record=record.id, last_provisioning=record.id)
    begin(desk, Job(record.id, provisioned.id, provisioned.role, create_stack(order), refused="ERROR"))
    return {"RecordDetail": record_detail(record)}


def new_provisioned(desk: Desk, choice: Choice, name: str, token: str, tags: Mapping[str, str]) -> Provisioned:
    """A provisioned product that is about to be; raises InvalidParametersException where its name is taken."""
    if any(each.name == name for each in desk.catalog.provisioned.values()):
        raise invalid(f"A stack named {name} already exists.")
    provisioned_id, caller = new_id("pp"), desk.call.caller
    return Provisioned(
        id=provisioned_id,
        arn=desk.arn("servicecatalog", f"stack/{name}/{provisioned_id}"),
        name=name,
        product=choice.path.product.id,
        product_name=choice.path.product.name,
        artifact=choice.artifact.id,
        path=choice.path.id,
        role=choice.path.launch_role(desk.call.account),
        user=caller.role_arn or caller.arn,
        session=caller.arn,
        stack=f"SC-{desk.call.account}-{provisioned_id}",
        token=token,
        created=now(),
        tags=tags,
    )


def stack_order(
    desk: Desk, choice: Choice, provisioned: Provisioned, parameters: list[dict[str, Any]], topics: Any = ()
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
        template_url=desk.shelve(
            desk.call.region, desk.call.account, f"{provisioned.id}/{artifact.id}", constrained_body(choice)
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


def update_provisioned_product(desk: Desk, params: Params) -> Answer:
    """UpdateProvisionedProduct: to any active version, up or down; what is left out falls back to its default."""
    if params.get("ProvisioningPreferences"):
        raise not_offered("ProvisioningPreferences")
    current = find_provisioned(desk, params)
    check_still(current)
    choice = choose_update(desk, params, current)
    tags = _updated_tags(choice.path, current, params)
    wanted = replace(
        current,
        product=choice.path.product.id,
        product_name=choice.path.product.name,
        artifact=choice.artifact.id,
        path=choice.path.id,
        role=choice.path.launch_role(desk.call.account) or current.role,
        tags=tags,
        token=params["UpdateToken"],
    )
    order = stack_order(desk, choice, wanted, cfn_parameters(params))
    record = open_record(desk, "UPDATE_PROVISIONED_PRODUCT", wanted)
    desk.catalog.provisioned[current.id] = replace(
        current, status="UNDER_CHANGE", last_record=record.id, last_provisioning=record.id
    )
    job = Job(record.id, current.id, wanted.role, update_stack(order), _kept(current), settle=take_over(wanted))
    begin(desk, job)
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


def choose_update(desk: Desk, params: Params, current: Provisioned) -> Choice:
    """The choice of an update: what the request leaves out stays as it was."""
    wanted = dict(params)
    if not (params.get("ProductId") or params.get("ProductName")):
        wanted["ProductId"] = current.product
    if not (params.get("ProvisioningArtifactId") or params.get("ProvisioningArtifactName")):
        wanted["ProvisioningArtifactId"] = current.artifact
    if not (params.get("PathId") or params.get("PathName")):
        still_open = [path.id for path in open_paths(desk, wanted.get("ProductId"))]
        wanted["PathId"] = current.path if current.path in still_open else None
    return choose(desk, wanted)


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


def terminate_provisioned_product(desk: Desk, params: Params) -> Answer:
    """TerminateProvisionedProduct: the records stay. One that is under change ends in a FAILED record."""
    current = find_provisioned(desk, params)
    record = open_record(desk, "TERMINATE_PROVISIONED_PRODUCT", current)
    busy = current.status == "UNDER_CHANGE"
    begin(
        desk,
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
        desk.catalog.provisioned[current.id] = replace(current, status="UNDER_CHANGE", last_record=record.id)
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
