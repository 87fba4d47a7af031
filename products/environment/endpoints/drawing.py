"""Drawing the endpoints."""

from __future__ import annotations

from typing import Any

from troposphere import If, NoValue, Ref, Sub, ec2

from generator.blueprint import Canvas
from products.environment.endpoints.policies import storage
from products.environment.endpoints.service_names import build_prefixes, service_name
from products.environment.endpoints.services import SERVICES, Service
from products.environment.estate import Endpoints, Keys, When
from products.environment.names import Value
from products.environment.network import Ground, given
from products.environment.security_groups import Groups
from products.environment.tags import tags

_GIVEN_ORDER = ("S3Endpoint", "SageMakerApiEndpoint", "SageMakerRuntimeEndpoint", "NotebookEndpoint")
"""The order in which `ExistingEndpoints` names them."""


def build_endpoints(canvas: Canvas, ground: Ground, groups: Groups, keys: Keys) -> Endpoints:
    """Draw every endpoint; returns the ids that policies name, made here or given."""
    build_prefixes(canvas)
    canvas.add(_gateway(ground), why="data comes and goes without the internet, to and from named buckets only")
    for service in SERVICES:
        canvas.add(_interface(service, ground, groups, keys), why=service.why)
    s3, api, runtime, notebook = (_id(position, title) for position, title in enumerate(_GIVEN_ORDER))
    return Endpoints(s3=s3, api=api, runtime=runtime, notebook=notebook)


def _gateway(ground: Ground) -> ec2.VPCEndpoint:
    return ec2.VPCEndpoint(
        "S3Endpoint",
        Condition=When.OWN_ENDPOINTS,
        VpcEndpointType="Gateway",
        VpcId=ground.vpc,
        # Gateway services keep the usual name in every partition.
        ServiceName=Sub("com.amazonaws.${AWS::Region}.s3"),
        RouteTableIds=ground.route_tables,
        PolicyDocument=storage.s3(),
        Tags=tags("s3"),
    )


def _interface(service: Service, ground: Ground, groups: Groups, keys: Keys) -> ec2.VPCEndpoint:
    return ec2.VPCEndpoint(
        service.title,
        Condition=service.when,
        VpcEndpointType="Interface",
        VpcId=ground.vpc,
        ServiceName=service_name(service.name),
        PrivateDnsEnabled=True,
        SubnetIds=list(ground.placement),
        SecurityGroupIds=_admitted(service, groups),
        PolicyDocument=service.policy(keys),
        Tags=tags(service.name.replace(".", "-")),
    )


def _admitted(service: Service, groups: Groups) -> list[Any]:
    if not service.people:
        return [groups.endpoints]
    return [groups.endpoints, If(When.HUMAN_ACCESS, groups.people, NoValue)]


def _id(position: int, title: str) -> Value:
    return If(When.OWN_ENDPOINTS, Ref(title), given("ExistingEndpoints", position))
