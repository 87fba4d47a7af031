"""SSM: Parameter."""

from __future__ import annotations

from embedded_aws.cloudformation.providers.arguments import filled, pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.settings import apply_settings
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list

VALUE = "Type Value Description AllowedPattern DataType Tier Policies"


def create_parameter(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a parameter; SSM refuses where it exists already.

    AWS quirk: a parameter without a name is called `CFN-<logical id>-…`, without the stack's name (CreateHandler of
    aws-cloudformation/aws-cloudformation-resource-providers-ssm; seen in cdklabs/cdk-enterprise-iac#124).
    """
    name = request.name(40, wanted.get("Name"), begins="CFN")
    request.client("ssm").put_parameter(Name=name, **pick(wanted, VALUE), **filled(Tags=tag_list(wanted.get("Tags"))))
    request.record(name, Arn=request.arn("ssm", f"parameter/{name.lstrip('/')}"), **pick(wanted, "Type Value"))
    request.client("ssm").get_parameters(Names=[name])


def update_parameter(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Puts a new version of the parameter; tags change by their own calls."""
    if pick(old, VALUE) != pick(wanted, VALUE):
        request.client("ssm").put_parameter(Name=request.physical_id, **pick(wanted, VALUE), Overwrite=True)
        request.record(request.physical_id, **pick(wanted, "Type Value"))
    apply_settings(request, {"Tags": set_tags("ssm")}, old, wanted)


def delete_parameter(request: HandlerRequest, _: Properties) -> None:
    """Deletes the parameter with its history."""
    request.client("ssm").delete_parameter(Name=request.physical_id)


PROVIDERS = (
    Provider(
        "AWS::SSM::Parameter",
        create_parameter,
        delete_parameter,
        shape(f"Name {VALUE} Tags"),
        update_parameter,
        named_by="Name",
        attributes="Arn Type Value",
    ),
)
