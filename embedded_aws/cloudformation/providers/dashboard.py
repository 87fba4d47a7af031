"""CloudWatch: Dashboard."""

from __future__ import annotations

import json

from embedded_aws.cloudformation.providers.arguments import filled
from embedded_aws.cloudformation.providers.provider import HandlerRequest, Properties, Provider, shape
from embedded_aws.cloudformation.providers.reading import Client, Live
from embedded_aws.cloudformation.providers.settings import apply_settings
from embedded_aws.cloudformation.providers.tagging import set_tags, tag_list


def create_dashboard(request: HandlerRequest, wanted: Properties) -> None:
    """Creates a dashboard with its tags."""
    name = request.name(255, wanted.get("DashboardName"))
    cloudwatch = request.client("cloudwatch")
    tags = filled(Tags=tag_list(wanted.get("Tags")))
    cloudwatch.put_dashboard(DashboardName=name, DashboardBody=_body(wanted), **tags)
    request.record(name, Arn=f"arn:{request.partition}:cloudwatch::{request.account}:dashboard/{name}")
    cloudwatch.get_dashboard(DashboardName=name)


def update_dashboard(request: HandlerRequest, old: Properties, wanted: Properties) -> None:
    """Puts another body in the place of the dashboard's, and changes its tags."""
    if _body(old) != _body(wanted):
        request.client("cloudwatch").put_dashboard(DashboardName=request.physical_id, DashboardBody=_body(wanted))
    apply_settings(request, {"Tags": set_tags("cloudwatch")}, old, wanted)


def _body(properties: Properties) -> str:
    body = properties["DashboardBody"]
    return body if isinstance(body, str) else json.dumps(body)


def delete_dashboard(request: HandlerRequest, _: Properties) -> None:
    """Deletes the dashboard."""
    cloudwatch = request.client("cloudwatch")
    cloudwatch.get_dashboard(DashboardName=request.physical_id)
    cloudwatch.delete_dashboards(DashboardNames=[request.physical_id])


def read_dashboard(client: Client, name: str) -> Live:
    """What is live of a dashboard."""
    return {"DashboardBody": client("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"]}


PROVIDERS = (
    Provider(
        "AWS::CloudWatch::Dashboard",
        create_dashboard,
        delete_dashboard,
        shape("DashboardName DashboardBody Tags"),
        update_dashboard,
        named_by="DashboardName",
    ),
)
