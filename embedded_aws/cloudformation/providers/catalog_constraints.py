"""Service Catalog: the constraints of a product in a portfolio, each type with parameters of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.cloudformation.errors import invalid
from embedded_aws.cloudformation.providers.arguments import pick
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape

Build = Callable[[HandlerRequest, Properties], dict[str, Any]]


def _launch(request: HandlerRequest, wanted: Properties) -> dict[str, Any]:
    """The handler looks at the role where it is one of this account."""
    arn = str(wanted.get("RoleArn", ""))
    name = wanted.get("LocalRoleName") or (arn.rsplit("/", 1)[-1] if f"::{request.account}:" in arn else "")
    if name:
        request.client("iam").get_role(RoleName=name)
    return pick(wanted, "RoleArn LocalRoleName")


def _notification(request: HandlerRequest, wanted: Properties) -> dict[str, Any]:
    for topic in wanted["NotificationArns"]:
        request.client("sns").get_topic_attributes(TopicArn=topic)
    return pick(wanted, "NotificationArns")


def _template(_: HandlerRequest, wanted: Properties) -> dict[str, Any]:
    """`Rules` is the JSON of the rules by name, as the CDK writes it (`formatTemplateRule` of aws-servicecatalog)."""
    try:
        return {"Rules": json.loads(wanted["Rules"])}
    except ValueError as error:
        raise invalid(f"Rules of a template constraint are no JSON: {error}") from error


def _resource_update(_: HandlerRequest, wanted: Properties) -> dict[str, Any]:
    return {"Version": "2.0", "Properties": pick(wanted, "TagUpdateOnProvisionedProduct")}


KINDS: Mapping[str, tuple[str, str, Build]] = {
    "LaunchNotificationConstraint": ("NOTIFICATION", "NotificationArns", _notification),
    "LaunchRoleConstraint": ("LAUNCH", "RoleArn LocalRoleName", _launch),
    "LaunchTemplateConstraint": ("TEMPLATE", "Rules", _template),
    "ResourceUpdateConstraint": ("RESOURCE_UPDATE", "TagUpdateOnProvisionedProduct", _resource_update),
}
"""The type's name → the API's type of the constraint, the properties of its own, and how they become parameters."""


def create_constraint(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a constraint; Service Catalog refuses where the product is not in the portfolio."""
    catalog, (kind, _, build) = request.client("servicecatalog"), KINDS[request.kind.rsplit("::", 1)[-1]]
    made = catalog.create_constraint(
        **pick(wanted, "PortfolioId ProductId Description AcceptLanguage"),
        Type=kind,
        Parameters=json.dumps(build(request, wanted)),
    )["ConstraintDetail"]
    request.record(made["ConstraintId"], Id=made["ConstraintId"])
    catalog.describe_constraint(Id=made["ConstraintId"])


def update_constraint(request: HandlerRequest, _: Properties, wanted: Properties) -> None:
    """Changes the constraint's parameters and description."""
    catalog, build = request.client("servicecatalog"), KINDS[request.kind.rsplit("::", 1)[-1]][2]
    catalog.update_constraint(
        Id=request.physical_id,
        Parameters=json.dumps(build(request, wanted)),
        Description=wanted.get("Description", ""),
    )
    catalog.describe_constraint(Id=request.physical_id)


def delete_constraint(request: HandlerRequest, _: Properties) -> None:
    """Deletes the constraint."""
    request.client("servicecatalog").delete_constraint(Id=request.physical_id)


PROVIDERS = tuple(
    Provider(
        f"AWS::ServiceCatalog::{name}",
        create_constraint,
        delete_constraint,
        shape(f"AcceptLanguage PortfolioId ProductId Description {own}"),
        update_constraint,
        attributes="Id",
    )
    for name, (_, own, _) in KINDS.items()
)
