"""CloudFormation: Macro. It is there and has its name; a template that names it in `Transform` is refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape

KIND = "AWS::CloudFormation::Macro"


def create_macro(request: HandlerRequest, wanted: Properties) -> None:
    """Registers a macro under its name, which is one of the account's and region's; raises ServiceError."""
    name = str(wanted["Name"])
    if name in _names(request):
        raise invalid(f"Macro with name {name} already exists")
    request.record(name, Id=name)


def _names(request: HandlerRequest) -> Iterator[str]:
    for stack in list(request.nesting.store.stacks.values()):
        if (stack.account, stack.region) == (request.account, request.region):
            held = list(stack.resources.values())
            yield from (str(one.physical_id) for one in held if one.kind == KIND and one.exists and one.physical_id)


def update_macro(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Another function or another log is known from the template, and nowhere else."""


def delete_macro(request: HandlerRequest, _: Properties) -> None:
    """The name is free again."""


PROVIDERS = (
    Provider(
        KIND,
        create_macro,
        delete_macro,
        shape("Name FunctionName Description LogGroupName LogRoleARN"),
        update_macro,
        named_by="Name",
        attributes="Id",
    ),
)
