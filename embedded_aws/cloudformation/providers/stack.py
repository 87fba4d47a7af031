"""CloudFormation: Stack, one that another nests; made, changed and deleted by the calls that anybody could make.

They are made with the credentials of the parent's operation, whose role, if any, carries the child out, too. AWS looks
at the inner template when the resource is made, and not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.engine.store import ChangeSet
from embedded_aws.cloudformation.engine.tags import all_tags
from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.nesting import TEMPLATE
from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from generator.cloudformation.template.parameters import plain_text

NESTED = "AWS::CloudFormation::Stack"
NO_UPDATES = "No updates are to be performed."


def create_stack(request: HandlerRequest, wanted: Properties) -> None:
    """Creates the stack and waits for its end; where it failed, the parent's roll-back deletes it."""
    planned = request.nesting.planned(request.logical_id)
    if planned is not None:
        request.record(planned.stack_id)
        _execute(request, planned, wanted)
    else:
        name = request.name(128)
        request.nesting.adopt(name)
        made = _call(request, "create_stack", StackName=name, **_arguments(request, wanted))
        request.record(made["StackId"])
    minutes = wanted.get("TimeoutInMinutes")
    child, reason = request.nesting.settle(request.physical_id, None if minutes is None else 60.0 * minutes)
    if child.status != "CREATE_COMPLETE":
        # The sentence: aws-samples/amazon-cloudfront-secure-static-site issue 39.
        raise invalid(f"Embedded stack {child.stack_id} was not successfully created: {reason}")
    _record(request)


def update_stack(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Updates the stack, with what lies at the URL now or what its change set has; that nothing changed is no error."""
    planned = request.nesting.planned(request.logical_id) if request.restored is None else None
    if planned is not None and planned.status == "CREATE_COMPLETE":
        started = _execute(request, planned, wanted)
    else:
        kept = request.restored if planned is None else {TEMPLATE: planned.revision.text}
        request.nesting.restore(request.physical_id, kept or {})
        started = _call(request, "update_stack", StackName=request.physical_id, **_arguments(request, wanted))
    child, reason = request.nesting.settle(request.physical_id)
    if started and child.status != "UPDATE_COMPLETE":
        raise invalid(
            f"Embedded stack {child.stack_id} was not successfully updated. Currently in {child.status} with reason: "
            f"{reason}"
        )
    _record(request)


def delete_stack(request: HandlerRequest, _: Properties) -> None:
    """Deletes the stack and waits for its end."""
    _call(request, "delete_stack", StackName=request.physical_id)
    child, reason = request.nesting.settle(request.physical_id)
    if child.status != "DELETE_COMPLETE":
        raise invalid(f"Embedded stack {child.stack_id} was not successfully deleted: {reason}")


def _arguments(request: HandlerRequest, wanted: Properties) -> dict[str, Any]:
    return nested_arguments(wanted, request.nesting.stack.revision.capabilities)


def nested_arguments(wanted: Properties, capabilities: Sequence[str]) -> dict[str, Any]:
    """What a request for a nested stack says: its properties, and the capabilities of the stack that nests it."""
    parameters = (wanted.get("Parameters") or {}).items()
    # CloudFormation's own tags are for resources; on the nested stack they would be the caller's.
    given = wanted.get("Tags") if all_tags(wanted.get("Tags")) else []
    tags = [tag for tag in given or () if not str(tag["Key"]).startswith("aws:")]
    return {
        **pick(wanted, "TemplateURL NotificationARNs"),
        "Parameters": [{"ParameterKey": name, "ParameterValue": _text(value)} for name, value in parameters],
        "Tags": tags,
        "Capabilities": list(capabilities),
    }


def _text(value: Any) -> str:
    return ",".join(map(plain_text, value)) if isinstance(value, list) else plain_text(value)


def _record(request: HandlerRequest) -> None:
    found = request.client("cloudformation").describe_stacks(StackName=request.physical_id)["Stacks"][0]
    outputs = {f"Outputs.{one['OutputKey']}": one["OutputValue"] for one in found.get("Outputs", [])}
    request.attributes.clear()
    text = request.nesting.store.stacks[request.physical_id].revision.text
    request.record(request.physical_id, **{**outputs, TEMPLATE: text})


def _execute(request: HandlerRequest, planned: ChangeSet, wanted: Properties) -> bool:
    given = {one["ParameterKey"]: one["ParameterValue"] for one in _arguments(request, wanted)["Parameters"]}
    request.nesting.release(planned, given)
    _call(request, "execute_change_set", StackName=planned.stack_id, ChangeSetName=planned.change_set_id)
    return True


def _call(request: HandlerRequest, operation: str, **arguments: Any) -> Any:
    try:
        return getattr(request.client("cloudformation"), operation)(**arguments)
    except ClientError as error:
        request.nesting.forget(arguments["StackName"])
        said = str(error.response["Error"].get("Message", ""))
        if operation == "update_stack" and said == NO_UPDATES:
            return {}
        raise invalid(said) from error


PROVIDERS = (
    Provider(
        NESTED,
        create_stack,
        delete_stack,
        shape("TemplateURL Parameters Tags NotificationARNs TimeoutInMinutes"),
        update_stack,
        attributes="Outputs.*",
    ),
)
