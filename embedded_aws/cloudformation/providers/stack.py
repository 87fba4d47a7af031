"""CloudFormation: Stack, one that another nests; made, changed and deleted by the calls that anybody could make.

They are made with the credentials of the parent's operation, whose role, if any, carries the child out, too. AWS looks
at the inner template when the resource is made, and not before.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.nesting import TEMPLATE
from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from generator.cloudformation.template.parameters import plain_text

NESTED = "AWS::CloudFormation::Stack"
NO_UPDATES = "No updates are to be performed."


def create_stack(request: HandlerRequest, wanted: Properties) -> None:
    """Creates the stack and waits for its end; where it failed, the parent's roll-back deletes it."""
    name = request.name(128)
    request.nesting.adopt(name)
    made = _call(request, "create_stack", StackName=name, **_arguments(request, wanted))
    request.record(made["StackId"])
    minutes = wanted.get("TimeoutInMinutes")
    child, reason = request.nesting.settle(made["StackId"], None if minutes is None else 60.0 * minutes)
    if child.status != "CREATE_COMPLETE":
        # The sentence: aws-samples/amazon-cloudfront-secure-static-site issue 39.
        raise invalid(f"Embedded stack {child.stack_id} was not successfully created: {reason}")
    _record(request)


def update_stack(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Updates the stack, with what lies at the URL now; that nothing changed is no error."""
    if request.restored is not None:
        request.nesting.restore(request.physical_id, request.restored)
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
    parameters = (wanted.get("Parameters") or {}).items()
    # CloudFormation's own tags are for resources; on the nested stack they would be the caller's.
    tags = [tag for tag in wanted.get("Tags") or () if not tag["Key"].startswith("aws:")]
    return {
        **pick(wanted, "TemplateURL NotificationARNs"),
        "Parameters": [{"ParameterKey": name, "ParameterValue": _text(value)} for name, value in parameters],
        "Tags": tags,
        **request.nesting.handed_on,
    }


def _text(value: Any) -> str:
    return ",".join(map(plain_text, value)) if isinstance(value, list) else plain_text(value)


def _record(request: HandlerRequest) -> None:
    found = request.client("cloudformation").describe_stacks(StackName=request.physical_id)["Stacks"][0]
    outputs = {f"Outputs.{one['OutputKey']}": one["OutputValue"] for one in found.get("Outputs", [])}
    request.attributes.clear()
    text = request.nesting.store.stacks[request.physical_id].revision.text
    request.record(request.physical_id, **{**outputs, TEMPLATE: text})


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
    ),
)
