"""A request's parameters against botocore's model: what AWS checks before it looks at anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from moto.core.utils import get_service_model

from embedded_aws.service import Call, ServiceError

UNICODE_CLASS = re.compile(r"\\p\{?(\w+)\}?")
PAIRS = (r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
"""Java's words for what is beyond 16 bits, as Application Auto Scaling's models have it, and Python's."""
CLASSES = {"L": r"\w", "N": r"\d", "Z": r"\s", "M": ""}


def check_shapes(call: Call, params: Mapping[str, Any]) -> None:
    """Raise ServiceError with every value that is too long, too large, not of its pattern or not of its enumeration."""
    shape = get_service_model(call.service).operation_model(call.operation).input_shape
    wrong = list(_wrong(shape, params, "")) if shape is not None else []
    if wrong:
        count = f"{len(wrong)} validation error{'s' if len(wrong) > 1 else ''} detected"
        raise ServiceError("ValidationException", f"{count}: {'; '.join(wrong)}", 400)


def _wrong(shape: Any, value: Any, path: str) -> Iterator[str]:
    match shape.type_name:
        case "structure":
            missing = [name for name in shape.required_members if name not in value]
            yield from (f"Value null at '{path}{name}' failed to satisfy constraint: not null" for name in missing)
            for name, member in shape.members.items():
                if value.get(name) is not None:
                    yield from _wrong(member, value[name], f"{path}{name}.")
        case "list":
            yield from _size(shape, len(value), path)
            for number, item in enumerate(value, 1):
                yield from _wrong(shape.member, item, f"{path}{number}.")
        case "string":
            yield from _text(shape, str(value), path)
        case "integer" | "long":
            yield from _size(shape, int(value), path)


def _text(shape: Any, value: str, path: str) -> Iterator[str]:
    yield from _size(shape, len(value), path)
    name = path.rstrip(".")
    pattern = shape.metadata.get("pattern")
    if pattern and not _expression(pattern).fullmatch(value):
        yield f"Value '{value}' at '{name}' failed to satisfy regular expression pattern: {pattern}"
    if shape.enum and value not in shape.enum:
        yield f"Value '{value}' at '{name}' failed to satisfy enum value set: [{', '.join(shape.enum[:12])}, …]"


def _size(shape: Any, size: int, path: str) -> Iterator[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and size < low) or (high is not None and size > high):
        yield f"'{path.rstrip('.')}' must be from {low} to {high}, and is {size}"


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """The models are written for Java: `\\p{L}` and its like are, for our purposes, letters, digits and spaces."""
    # `\P{C}` is everything but control characters (CodeArtifact's descriptions and tags).
    readable = pattern.replace(r"\P{C}", r"[^\x00-\x1f]").replace(*PAIRS)
    return re.compile(UNICODE_CLASS.sub(lambda found: CLASSES.get(found[1], r"\w"), readable))
