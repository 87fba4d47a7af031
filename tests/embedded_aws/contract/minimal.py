"""The smallest request that a model of botocore's takes for an operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ARN = "arn:aws:{service}:eu-west-1:111122223333:{name}"
TEXTS: Mapping[str, str] = {
    "AssumeRolePolicyDocument": '{"Version": "2012-10-17", "Statement": []}',
    "CidrBlock": "10.0.0.0/24",
    "Policy": '{"Version": "2012-10-17", "Statement": []}',
    "PolicyDocument": '{"Version": "2012-10-17", "Statement": []}',
    "policyDocument": '{"Version": "2012-10-17", "Statement": []}',
    "policyText": '{"Version": "2012-10-17", "Statement": []}',
    "policy": '{"Version": "2012-10-17", "Statement": []}',
    "QueueUrl": "http://127.0.0.1/111122223333/none",
    "Path": "/none/",
    "CopySource": "none/none",
}


def smallest(operation: Any, service: str) -> dict[str, Any]:
    """What the operation requires, and nothing else."""
    shape = operation.input_shape
    return _structure(shape, service) if shape is not None else {}


def _structure(shape: Any, service: str) -> dict[str, Any]:
    return {name: _value(shape.members[name], name, service) for name in shape.required_members}


def _value(shape: Any, name: str, service: str) -> Any:
    match shape.type_name:
        case "structure":
            return _structure(shape, service)
        case "list":
            return [_value(shape.member, name, service) for _ in range(max(1, shape.metadata.get("min", 1)))]
        case "map":
            return {_value(shape.key, "key", service): _value(shape.value, "value", service)}
        case "string":
            return _text(shape, name, service)
        case "integer" | "long":
            return max(1, shape.metadata.get("min", 1))
        case "double" | "float":
            return 1.0
        case "boolean":
            return False
        case "timestamp":
            return "2026-01-01T00:00:00Z"
        case "blob":
            return b"none"
    raise ValueError(f"no smallest value of a {shape.type_name}")


def _text(shape: Any, name: str, service: str) -> str:
    if shape.enum:
        return str(shape.enum[0])
    if name in TEXTS:
        return TEXTS[name]
    if name.lower().endswith("arn"):
        return ARN.format(service=service, name="thing/none")
    return "none".ljust(shape.metadata.get("min", 0), "0")
