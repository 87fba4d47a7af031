"""Whether an answer or an error is one that botocore's model of Service Catalog allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ServiceModel, Shape

COMMON = {"ValidationException", "NotImplemented"}
NOT_IN_THE_ENUMERATION = {("ProductViewDetail.Status", "CREATED"), ("ProductViewDetails.Status", "CREATED")}
"""What the real service answers although its model does not list it."""

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "structure": dict,
    "list": list,
    "map": dict,
    "string": str,
    "boolean": bool,
    "integer": int,
    "timestamp": datetime,
}


@cache
def model() -> ServiceModel:
    """botocore's own model."""
    return botocore.session.get_session().get_service_model("servicecatalog")


def flaws_of_answer(operation: str, answer: Mapping[str, Any]) -> list[str]:
    """Everything in an answer that the model does not allow."""
    shape = model().operation_model(operation).output_shape
    return list(_flaws(shape, answer, ""))


def allowed_codes(operation: str) -> set[str]:
    """The errors that an operation's model lists, and those that every operation has."""
    return {shape.name for shape in model().operation_model(operation).error_shapes} | COMMON


def _flaws(shape: Shape, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, _TYPES[shape.type_name]):
        yield f"{path}: {value!r} is no {shape.type_name}"
        return
    match shape.type_name:
        case "structure":
            yield from (f"{path}.{name} is unknown" for name in value if name not in shape.members)
            yield from (f"{path}.{name} is missing" for name in shape.required_members if name not in value)
            for name, member in shape.members.items():
                if name in value:
                    yield from _flaws(member, value[name], f"{path}.{name}".lstrip("."))
        case "list":
            for entry in value:
                yield from _flaws(shape.member, entry, path)
        case "map":
            for key, entry in value.items():
                yield from _flaws(shape.key, key, path)
                yield from _flaws(shape.value, entry, f"{path}.{key}")
        case "string":
            yield from _flaws_of_text(shape, value, path)


def _flaws_of_text(shape: Shape, value: str, path: str) -> Iterator[str]:
    tail = ".".join(path.split(".")[-2:])
    if shape.enum and value not in shape.enum and (tail, value) not in NOT_IN_THE_ENUMERATION:
        yield f"{path}: {value} is none of {shape.enum}"
    if not shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", len(value)):
        yield f"{path}: {value!r} has a wrong length"
    pattern = shape.metadata.get("pattern")
    if pattern and r"\p{" not in pattern and not re.fullmatch(pattern, value):
        yield f"{path}: {value!r} does not match {pattern}"
