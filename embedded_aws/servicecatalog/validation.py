"""The shape of a request, checked against botocore's own model of Service Catalog, with AWS's messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StringShape, StructureShape

from embedded_aws.service import ServiceError


@cache
def service_model() -> ServiceModel:
    """botocore's model of Service Catalog."""
    return ServiceModel(Loader().load_service_model("servicecatalog", "service-2"), "servicecatalog")


def check_request(operation: str, params: Mapping[str, Any]) -> None:
    """Raise ValidationException that lists every member that is missing, too long, too short or of a wrong form."""
    shape = service_model().operation_model(operation).input_shape
    wrong = [*_check(shape, params, "")] if shape is not None else []
    if wrong:
        plural = "error" if len(wrong) == 1 else "errors"
        raise ServiceError("ValidationException", f"{len(wrong)} validation {plural} detected: {'; '.join(wrong)}")


def _check(shape: Shape, value: Any, path: str) -> Iterator[str]:
    match shape:
        case StructureShape():
            yield from _check_structure(shape, value, path)
        case ListShape():
            yield from _check_length(shape, value, path, len(value))
            for position, entry in enumerate(value, start=1):
                yield from _check(shape.member, entry, f"{path}.{position}.member")
        case MapShape():
            for key, entry in value.items():
                yield from _check(shape.key, key, path)
                yield from _check(shape.value, entry, f"{path}.{key}")
        case StringShape():
            yield from _check_text(shape, value, path)
        case _ if shape.type_name in ("integer", "long"):
            yield from _check_number(shape, value, path)


def _check_structure(shape: StructureShape, value: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, member in shape.members.items():
        here = ".".join(part for part in (path, name[0].lower() + name[1:]) if part)
        if value.get(name) is not None:
            yield from _check(member, value[name], here)
        elif name in shape.required_members:
            yield _wrong("null", here, "Member must not be null")


def _check_text(shape: StringShape, value: str, path: str) -> Iterator[str]:
    yield from _check_length(shape, value, path, len(value))
    if shape.enum and value not in shape.enum:
        yield _wrong(f"'{value}'", path, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]")
    pattern = shape.metadata.get("pattern")
    if pattern and not _pattern(pattern).fullmatch(value):
        yield _wrong(f"'{value}'", path, f"Member must satisfy regular expression pattern: {pattern}")


def _check_length(shape: Shape, value: Any, path: str, length: int) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and length < least:
        yield _wrong(f"'{value}'", path, f"Member must have length greater than or equal to {least}")
    if most is not None and length > most:
        yield _wrong(f"'{value}'", path, f"Member must have length less than or equal to {most}")


def _check_number(shape: Shape, value: int, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and value < least:
        yield _wrong(f"'{value}'", path, f"Member must have value greater than or equal to {least}")
    if most is not None and value > most:
        yield _wrong(f"'{value}'", path, f"Member must have value less than or equal to {most}")


def _wrong(value: str, path: str, constraint: str) -> str:
    return f"Value {value} at '{path}' failed to satisfy constraint: {constraint}"


@cache
def _pattern(java: str) -> re.Pattern[str]:
    r"""A pattern of the model; `\p{L}` and the like are Java's, and Python has them only as `\w` and `\s`."""
    return re.compile(java.replace(r"\p{L}", r"\w").replace(r"\p{N}", r"\w").replace(r"\p{Z}", r"\s"))
