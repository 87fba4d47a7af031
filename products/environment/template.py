"""The base environment: one stack with everything that a data science team works in."""

from __future__ import annotations

from troposphere import GetAtt, Ref

from generator.blueprint import Canvas
from generator.model import Product
from products.environment.audit import build_audit
from products.environment.buckets import build_buckets
from products.environment.conditions import build_conditions
from products.environment.consumers import build_consumers
from products.environment.endpoints import build_endpoints
from products.environment.estate import Estate, Network
from products.environment.keys import build_keys
from products.environment.names import Value, named
from products.environment.network import Ground, build_default_group, build_network, group_arn, subnet_arn, vpc_arn
from products.environment.network_acls import build_network_acls
from products.environment.outputs import build_outputs
from products.environment.parameters import build_parameters
from products.environment.repositories import build_repositories
from products.environment.roles import build_roles
from products.environment.rules import build_rules
from products.environment.security_groups import Groups, build_security_groups


def build(canvas: Canvas, product: Product) -> None:
    """Draw the environment, in the order in which a reviewer reads it."""
    build_parameters(canvas)
    build_conditions(canvas)
    build_rules(canvas)
    estate = build_estate(canvas)
    roles = build_roles(canvas, estate)
    build_audit(canvas, estate)
    arns: dict[str, Value] = {local: GetAtt(role, "Arn") for local, role in roles.by_name.items()}
    build_consumers(canvas, estate, arns)
    build_outputs(canvas, estate, arns)


def build_estate(canvas: Canvas) -> Estate:
    """Everything that the roles refer to."""
    ground = build_network(canvas)
    build_default_group(canvas)
    build_network_acls(canvas)
    groups = build_security_groups(canvas, ground)
    keys = build_keys(canvas)
    endpoints = build_endpoints(canvas, ground, groups, keys)
    return Estate(
        project=Ref("Project"),
        stage=Ref("Stage"),
        prefix=named(),
        network=_network(ground, groups),
        endpoints=endpoints,
        keys=keys,
        buckets=build_buckets(canvas, keys, endpoints.s3),
        sources=build_repositories(canvas, keys),
    )


def _network(ground: Ground, groups: Groups) -> Network:
    first, second, third = ground.subnets
    return Network(
        vpc=ground.vpc,
        vpc_arn=vpc_arn(ground),
        subnets=ground.subnets,
        subnet_arns=(subnet_arn(first), subnet_arn(second), subnet_arn(third)),
        workload_group=groups.workload,
        workload_group_arn=group_arn(groups.workload),
        endpoints_group=groups.endpoints,
    )
