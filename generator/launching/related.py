"""What an operation asks for because of another of the template's resources, under the names of the table on behalf.

The key of the configuration that an endpoint is made of is the configuration's property, and the endpoint of a scalable
target is a part of its id: CloudFormation hands over names, and the service looks the rest up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.cloudformation.template.references import walk_references
from generator.launching.worlds import World

Properties = Mapping[str, Any]
_VARIANT = re.compile(r"endpoint/((?:[^/$]|\$\{[^}]*\})+)/variant/")


def find_related(body: Mapping[str, Any], properties: Properties, world: World) -> dict[str, Any]:
    """What is added to a resource's own properties; `body` is the resource as the template has it."""
    find = _BY_KIND.get(str(body["Type"]))
    return dict(find(body, properties, world)) if find is not None else {}


def _of_endpoint(body: Mapping[str, Any], _: Properties, world: World) -> Iterator[tuple[str, Any]]:
    named = (body.get("Properties") or {}).get("EndpointConfigName")
    for reference in walk_references({"EndpointConfigName": named}):
        other = (world.document.get("Resources") or {}).get(reference.name) or {}
        if other.get("Type") == "AWS::SageMaker::EndpointConfig":
            held = other.get("Properties") or {}
            if "KmsKeyId" in held:
                yield "EndpointConfig", {"KmsKeyId": world.settle(held["KmsKeyId"])}


def _of_target(_: Mapping[str, Any], properties: Properties, world: World) -> Iterator[tuple[str, Any]]:
    found = _VARIANT.match(str(properties.get("ResourceId", "")))
    if found is not None:
        yield "EndpointName", found[1]


def _of_function(_: Mapping[str, Any], properties: Properties, __: World) -> Iterator[tuple[str, Any]]:
    """An update of the code has its parts by themselves."""
    code = properties.get("Code")
    if isinstance(code, Mapping):
        yield from ((name, code[name]) for name in ("S3Bucket", "S3Key") if name in code)


_BY_KIND: Mapping[str, Callable[[Mapping[str, Any], Properties, World], Iterator[tuple[str, Any]]]] = {
    "AWS::SageMaker::Endpoint": _of_endpoint,
    "AWS::ApplicationAutoScaling::ScalableTarget": _of_target,
    "AWS::Lambda::Function": _of_function,
}
