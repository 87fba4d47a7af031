"""What others need to know of an environment, as SSM parameters below `/ds/<environment>/`, and `/ds/current/`.

Parameters and not exports: an export in use locks the stack that makes it.
"""

from __future__ import annotations

from collections.abc import Mapping

from troposphere import GetAtt, If, Ref, Sub, ssm

from generator.blueprint import Canvas
from products.environment.estate import Estate, When
from products.environment.names import ENVIRONMENT, Value
from products.environment.tags import tag_map

_NOTHING = "none"


def build_consumers(canvas: Canvas, estate: Estate, roles: Mapping[str, Value]) -> None:
    """Publish every value of the contract; `roles` maps local names to ARNs."""
    for name, value in contract(estate, roles).items():
        _publish(canvas, f"Parameter{_title(name)}", f"/ds/{ENVIRONMENT}/{name}", value, None)
        _publish(canvas, f"Current{_title(name)}", f"/ds/current/{name}", value, When.IS_CURRENT)


def contract(estate: Estate, roles: Mapping[str, Value]) -> dict[str, Value]:
    """Everything that is published, by its name below the environment's path."""
    first, second, third = estate.network.subnets
    return {
        "name": Sub(ENVIRONMENT),
        "project": estate.project,
        "stage": estate.stage,
        "prefix": estate.prefix,
        "vpc/id": estate.network.vpc,
        "subnets/1": first,
        "subnets/2": second,
        "subnets/3": third,
        "security-group/workload": estate.network.workload_group,
        "security-group/endpoints": estate.network.endpoints_group,
        "endpoint/s3": estate.endpoints.s3,
        "endpoint/api": estate.endpoints.api,
        "endpoint/runtime": estate.endpoints.runtime,
        "endpoint/notebook": estate.endpoints.notebook,
        "key/data": estate.keys.data,
        "key/notebook": estate.keys.notebook,
        "key/logs": estate.keys.logs,
        "bucket/data": estate.buckets.data.name,
        "bucket/models": estate.buckets.models.name,
        "bucket/logs": estate.buckets.logs.name,
        "git/url": _git_url(),
        "proxy": If(When.WITH_PROXY, Ref("Proxy"), _NOTHING),
        **_packages(),
        **{f"role/{local}": arn for local, arn in roles.items()},
    }


def _git_url() -> Value:
    given = If(When.GIVEN_REPOSITORY, Ref("Git"), _NOTHING)
    return If(When.OWN_REPOSITORY, GetAtt("Repository", "CloneUrlHttp"), given)


def _packages() -> dict[str, Value]:
    index = Sub(
        "https://${Domain}-${AWS::AccountId}.d.codeartifact.${AWS::Region}.${AWS::URLSuffix}/pypi/${Repository}/simple/",
        Domain=GetAtt("PackageDomain", "Name"),
        Repository=GetAtt("PackageRepository", "Name"),
    )
    return {
        "packages/index": If(When.OWN_PACKAGES, index, _NOTHING),
        "packages/domain": If(When.OWN_PACKAGES, GetAtt("PackageDomain", "Name"), _NOTHING),
        "packages/repository": If(When.OWN_PACKAGES, GetAtt("PackageRepository", "Name"), _NOTHING),
    }


def _publish(canvas: Canvas, title: str, path: str, value: Value, when: str | None) -> None:
    with canvas.optional(when):
        canvas.add(
            ssm.Parameter(title, Name=Sub(path) if "${" in path else path, Type="String", Value=value, Tags=tag_map())
        )


def _title(name: str) -> str:
    return "".join(part.capitalize() for part in name.replace("/", "-").split("-"))
