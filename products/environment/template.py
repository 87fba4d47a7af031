"""The base environment: one stack with everything that a data science team works in."""

from __future__ import annotations

from troposphere import Ref

from generator.blueprint import Canvas
from generator.model import Product
from products.environment.audit import build_audit
from products.environment.buckets import build_buckets
from products.environment.conditions import build_conditions
from products.environment.consumers import build_consumers
from products.environment.dns import build_dns
from products.environment.endpoints import build_endpoints
from products.environment.estate import Estate, Network, When
from products.environment.keys import build_keys
from products.environment.names import Value, named, role_arn
from products.environment.network import Ground, build_default_group, build_network, vpc_arn
from products.environment.network_acls import build_network_acls
from products.environment.outputs import build_outputs
from products.environment.parameters import build_parameters
from products.environment.repositories import build_repositories
from products.environment.roles import build_roles
from products.environment.rules import build_rules
from products.environment.security_groups import Groups, build_security_groups


def build(canvas: Canvas, product: Product) -> None:
    """Draw the environment, in the order in which a reviewer reads it."""
    canvas.architecture(
        "A VPC without a way out; endpoints whose policies name the environment's own data; three keys, buckets that "
        "outlive the stack, seven roles under one boundary; a trail and a function that watch; SSM parameters by which "
        "products find all of it."
    )
    build_parameters(canvas)
    build_conditions(canvas)
    build_rules(canvas)
    estate = build_estate(canvas)
    roles = build_roles(canvas, estate)
    with canvas.reason("what happens here is recorded, and somebody is told"):
        build_audit(canvas, estate)
    # Roles are named and not referred to: they may be made apart, and after this stack.
    arns: dict[str, Value] = {local: role_arn(local) for local in roles}
    with canvas.reason("products find the environment by its name; exports would lock this stack"):
        build_consumers(canvas, estate, arns)
    build_outputs(canvas, estate, arns)
    canvas.narrow(("AWS::IAM::ManagedPolicy", "AWS::IAM::Role"), When.OWN_ROLES)


def build_estate(canvas: Canvas) -> Estate:
    """Everything that the roles refer to."""
    with canvas.reason("work happens in a private network: no gateway, no default route, no public address"):
        ground = build_network(canvas)
        build_default_group(canvas)
        build_network_acls(canvas)
    with canvas.reason("work talks to its own kind and to the endpoints, and to nothing else"):
        groups = build_security_groups(canvas, ground)
    with canvas.reason("one key each for data, notebooks and logs: who reads logs cannot read data"):
        keys = build_keys(canvas)
    with canvas.reason("a name that is asked for carries data out as a packet does: ours and AWS's are answered"):
        build_dns(canvas, ground.vpc, keys)
    endpoints = build_endpoints(canvas, ground, groups, keys)
    with canvas.reason("data outlives the stack, under our key, and comes and goes by our S3 endpoint only"):
        buckets = build_buckets(canvas, keys, endpoints.s3)
    with canvas.reason("code and packages are reached without the internet"):
        sources = build_repositories(canvas, keys)
    return Estate(
        project=Ref("Project"),
        stage=Ref("Stage"),
        prefix=named(),
        network=_network(ground, groups),
        endpoints=endpoints,
        keys=keys,
        buckets=buckets,
        sources=sources,
    )


def _network(ground: Ground, groups: Groups) -> Network:
    return Network(
        vpc=ground.vpc,
        vpc_arn=vpc_arn(ground),
        subnets=ground.subnets,
        workload_group=groups.workload,
        endpoints_group=groups.endpoints,
    )
