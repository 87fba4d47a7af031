"""`{{ … }}` of a document: parameters, outputs of steps, and what Automation knows itself."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from embedded_aws.service import ServiceError
from embedded_aws.services.automations.content import Content

_PLACE = re.compile(r"\{\{ *([\w.:-]+) *\}\}")


def fill(value: Any, known: Mapping[str, Any]) -> Any:
    """The same with every `{{ … }}` filled in; one that stands alone keeps its type."""
    if isinstance(value, dict):
        return {key: fill(each, known) for key, each in value.items()}
    if isinstance(value, list):
        return [fill(each, known) for each in value]
    if not isinstance(value, str):
        return value
    if alone := _PLACE.fullmatch(value):
        return _known(alone[1], known)
    return _PLACE.sub(lambda found: as_text(_known(found[1], known)), value)


def _known(name: str, known: Mapping[str, Any]) -> Any:
    if name not in known:
        raise ServiceError("ValidationException", f"{{{{ {name} }}}} is neither a parameter nor an output", 400)
    return known[name]


def as_text(value: Any) -> str:
    """A value as text."""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def converted(value: Any, kind: str) -> Any:
    """An output in its type: a list of one element becomes the element where one value is wanted.

    Source: Systems Manager User Guide, "Using action outputs as inputs", the conversions that it supports.
    """
    if kind == "StringList":
        return [as_text(each) for each in value] if isinstance(value, list) else [as_text(value)]
    if kind in ("String", "Integer", "Boolean") and isinstance(value, list):
        if len(value) != 1:
            raise ServiceError("ValidationException", f"{len(value)} values are no {kind}", 400)
        value = value[0]
    if kind == "String":
        return as_text(value)
    return value


def take_parameters(content: Content, given: Mapping[str, list[str]]) -> dict[str, Any]:
    """The document's parameters with the values of a start; raises InvalidAutomationExecutionParametersException."""
    if unknown := sorted(given.keys() - content.parameters.keys()):
        raise _wrong(f"the document has no parameter {', '.join(unknown)}")
    found: dict[str, Any] = {}
    for name, parameter in content.parameters.items():
        if name not in given and "default" not in parameter:
            raise _wrong(f"parameter {name} is missing")
        value: Any = given.get(name, parameter.get("default"))
        if parameter["type"] != "StringList" and isinstance(value, list):
            if len(value) != 1:
                raise _wrong(f"parameter {name} takes one value")
            value = value[0]
        _check_value(name, parameter, value)
        found[name] = value
    return found


def _check_value(name: str, parameter: Mapping[str, Any], value: Any) -> None:
    for each in value if isinstance(value, list) else [value]:
        if parameter.get("allowedValues") and each not in parameter["allowedValues"]:
            raise _wrong(f"parameter {name} does not take {each}")
        pattern = parameter.get("allowedPattern")
        if pattern and not re.search(pattern, str(each)):
            raise _wrong(f"parameter {name} does not take {each}: it is to match {pattern}")


def _wrong(why: str) -> ServiceError:
    return ServiceError("InvalidAutomationExecutionParametersException", f"The parameters are invalid: {why}.", 400)
