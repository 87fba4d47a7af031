"""What an organization, a region and AWS's own services ask of an account before something can be deployed in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, listing, refusals
from generator.aws.session import Connection
from generator.diagnostics import AwsRefused, Finding, Severity

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

LINKED = {
    # Registry, AWS::Route53Resolver::ResolverQueryLoggingConfig: its create handler asks for the role's creation.
    "AWS::Route53Resolver::ResolverQueryLoggingConfig": "route53resolver.amazonaws.com",
    # Application Auto Scaling User Guide, "Service-linked roles": made with the first target, by whoever registers it.
    "AWS::ApplicationAutoScaling::ScalableTarget": "sagemaker.application-autoscaling.amazonaws.com",
}
"""Resource type → the service whose role it takes. Deployer and launch roles cannot make it: no role of ours may."""
MADE = "Made for the data science catalog"
"""The description of a service-linked role that bootstrapping has made."""
_NOT_OURS = ("/aws-service-role/", "/aws-reserved/", "/service-role/", "/ds/")
_ENOUGH = 3
"""Roles that must have one boundary before it is taken for a demand."""


@refusals("iam")
def find_linked(connection: Connection, services: Iterable[str]) -> dict[str, str | None]:
    """Service → the description of its service-linked role; None where there is none."""
    client: IAMClient = connection.client("iam")
    found: dict[str, str | None] = {}
    for service in services:
        rows = client.list_roles(PathPrefix=f"/aws-service-role/{service}/")["Roles"]
        found[service] = rows[0].get("Description", "") if rows else None
    return found


@refusals("iam")
def make_linked(connection: Connection, service: str) -> None:
    """Make a service-linked role; one that is there by now is as good."""
    client: IAMClient = connection.client("iam")
    try:
        client.create_service_linked_role(AWSServiceName=service, Description=MADE)
    except ClientError as error:
        # AWS quirk: InvalidInput is what IAM says of a service-linked role that has been taken.
        if code_of(error) != "InvalidInput" or find_linked(connection, [service])[service] is None:
            raise


@listing("ec2")
def check_region(connection: Connection) -> Iterator[Finding]:
    """AWS759: a region that the account has not been opened for."""
    try:
        rows: Any = connection.client("ec2").describe_regions(RegionNames=[connection.region])["Regions"]
    except ClientError as error:
        if code_of(error) not in ("AuthFailure", "InvalidParameterValue"):
            raise
        rows = [{"OptInStatus": "not-opted-in"}]
    if any(row.get("OptInStatus") == "not-opted-in" for row in rows):
        what = f"account {connection.account} is not opened for {connection.region}"
        yield Finding("AWS759", what, fix=f"aws account enable-region --region-name {connection.region}")


def check_boundary(connection: Connection, limit: str | None) -> Iterator[Finding]:
    """AWS760, a warning: all roles of this account have one boundary, so that its organization may demand it.

    A member account cannot read service control policies; what it can read is what its own roles have.
    """
    if limit is not None:
        return
    try:
        boundaries = _boundaries(connection)
    except AwsRefused as refused:
        what = f"whether the organization demands a boundary cannot be guessed: {refused.said}"
        fix = "allow iam:GetAccountAuthorizationDetails, or ask: --boundary NAME, where it does"
        yield Finding("AWS760", what, fix=fix, severity=Severity.WARNING)
        return
    if len(boundaries) >= _ENOUGH and len(set(boundaries)) == 1 and boundaries[0] is not None:
        what = f"all {len(boundaries)} roles of this account have the boundary {boundaries[0]}: it may be demanded"
        yield Finding("AWS760", what, fix=f"--boundary {boundaries[0]}", severity=Severity.WARNING)


@refusals("iam")
def _boundaries(connection: Connection) -> list[str | None]:
    pages = connection.client("iam").get_paginator("get_account_authorization_details").paginate(Filter=["Role"])
    return [
        role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        for page in pages
        for role in page["RoleDetailList"]
        if not role["Path"].startswith(_NOT_OURS) and not role["RoleName"].startswith("ds-")
    ]
