"""A request's bytes against botocore's model, before anybody reads them: AWS refuses these by the protocol alone.

Sources: "Common errors" of each service's API reference (SerializationException, ValidationException, ValidationError,
MissingParameter of EC2, MalformedXML of S3); the texts are those that services answer with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from embedded_aws.service import ServiceError

JSON = ("json", "rest-json")
_KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "structure": ((dict,), "a structure"),
    "map": ((dict,), "a map"),
    "list": ((list,), "a list"),
    "string": ((str,), "a String"),
    "blob": ((str,), "a Blob"),
    "boolean": ((bool,), "a Boolean"),
    "integer": ((int,), "an Integer"),
    "long": ((int,), "a Long"),
    "float": ((int, float, str), "a Float"),
    "double": ((int, float, str), "a Double"),
    "timestamp": ((int, float, str), "a Timestamp"),
}
"""JSON's types of each shape; floats may be "NaN" and "Infinity" (Smithy 2.0, "AWS JSON protocol")."""


def check_method(service: str, protocol: str, method: str) -> None:
    """Raises ServiceError: the operations of these protocols are posted, and the older one is asked by GET, too."""
    if protocol == "json" and method != "POST":
        raise ServiceError("UnknownOperationException", f"{service} is asked by POST, and not by {method}", 400)
    if protocol in ("query", "ec2") and method not in ("POST", "GET"):
        raise ServiceError("InvalidAction", f"{service} is asked by POST or GET, and not by {method}", 400)


ON_INSTANCES = ("RebootInstances", "StartInstances", "StopInstances", "TerminateInstances")
"""Operations of EC2 with a sentence of their own for a request that names no instance."""


def check_content(model: Any, protocol: str, body: bytes) -> None:
    """Raises ServiceError for JSON or XML that is broken or of other types than the model's."""
    shape = model.input_shape
    if shape is None:
        return
    payload = shape.serialization.get("payload")
    if payload is not None and shape.members[payload].type_name != "structure":
        return
    if protocol in JSON:
        _check_json(shape.members[payload] if payload else shape, body, rest=protocol == "rest-json" and not payload)
    elif protocol == "rest-xml" and (payload or b"<" in body[:1]):
        _check_xml(shape, payload, body)


def check_required(model: Any, protocol: str, service: str, params: Mapping[str, Any]) -> None:
    """Raises ServiceError with every required parameter that is not there."""
    missing = list(_missing(model.input_shape, params, "")) if model.input_shape is not None else []
    if not missing:
        return
    if protocol == "ec2":
        name = missing[0].replace(".", "/")
        if name == "InstanceIds" and model.name in ON_INSTANCES:
            raise ServiceError("InvalidParameterCombination", "No instances specified", 400)
        name = "resourceIdSet" if name == "Resources" and model.name.endswith("Tags") else name
        raise ServiceError("MissingParameter", f"The request must contain the parameter {name}", 400)
    said = "; ".join(
        f"Value null at '{each}' failed to satisfy constraint: Member must not be null" for each in missing
    )
    words = f"{len(missing)} validation error{'s' if len(missing) > 1 else ''} detected: {said}"
    if service == "s3" and any("." in each for each in missing):
        message = "The XML you provided was not well-formed or did not validate against our published schema"
        raise ServiceError("MalformedXML", message, 400)
    if service == "s3":
        raise ServiceError("InvalidRequest", f"Missing required: {', '.join(missing)}", 400)
    raise ServiceError("ValidationException" if protocol in JSON else "ValidationError", words, 400)


def _check_json(shape: Any, body: bytes, *, rest: bool) -> None:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise _unreadable("The request body is no JSON") from None
    if not isinstance(value, dict):
        raise _unreadable("Start of structure or map found where not expected")
    if wrong := next(_mistyped(shape, value, rest), None):
        raise _unreadable(wrong)


def _mistyped(shape: Any, whole: dict[str, Any], rest: bool) -> Iterator[str]:
    """Every value of another type; null is no value, but in a list it is one that is missing."""
    left: list[tuple[Any, Any, str]] = [(shape, whole, "")]
    while left:
        expected, value, path = left.pop()
        types: Any
        types, words = _KINDS[expected.type_name]
        if not isinstance(value, types) or (isinstance(value, bool) and expected.type_name != "boolean"):
            if not (expected.type_name in ("integer", "long") and isinstance(value, float) and value.is_integer()):
                yield f"{_kind(value)} can not be converted to {words}{f' at {path[1:]}' if path else ''}"
            continue
        if expected.type_name == "structure" and not expected.metadata.get("document"):
            for name, member in expected.members.items():
                found = value.get(member.serialization.get("name", name))
                if found is not None and not (rest and expected is shape and "location" in member.serialization):
                    left.append((member, found, f"{path}.{name}"))
        elif expected.type_name == "list":
            left += [(expected.member, each, f"{path}.{number}") for number, each in enumerate(value, 1)]
        elif expected.type_name == "map":
            left += [(expected.value, each, f"{path}.{key}") for key, each in value.items() if each is not None]


def _missing(shape: Any, whole: Mapping[str, Any], path: str) -> Iterator[str]:
    left: list[tuple[Any, Any, str]] = [(shape, whole, path)]
    while left:
        expected, value, at = left.pop()
        if expected.type_name == "structure" and isinstance(value, Mapping):
            for name in expected.required_members:
                if value.get(name) is None:
                    yield f"{at}{name}"
            left += [
                (expected.members[name], value[name], f"{at}{name}.") for name in value if name in expected.members
            ]
        elif expected.type_name == "list" and isinstance(value, list):
            left += [(expected.member, each, f"{at}{number}.member.") for number, each in enumerate(value, 1)]


def _check_xml(shape: Any, payload: str | None, body: bytes) -> None:
    if not body.strip():
        if payload in shape.required_members:
            raise ServiceError("MissingRequestBodyError", "Request Body is empty", 400)
        return
    try:
        # An entity that a document declares would be read as one; no client writes any.
        if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
            raise ET.ParseError
        ET.fromstring(body)  # noqa: S314 - no entity comes this far
    except (ET.ParseError, ValueError):
        words = "The XML you provided was not well-formed or did not validate against our published schema"
        raise ServiceError("MalformedXML", words, 400) from None


def _kind(value: Any) -> str:
    names = {
        dict: "START_OBJECT",
        list: "START_ARRAY",
        str: "STRING_VALUE",
        bool: "TRUE_VALUE",
        type(None): "NULL_VALUE",
    }
    return names.get(type(value), "NUMBER_VALUE")


def _unreadable(words: str) -> ServiceError:
    return ServiceError("SerializationException", words, 400)
