"""A request's parameters against botocore's model: what AWS checks before it looks at anything else, and moto not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from moto.core.utils import get_service_model

from embedded_aws.service import Call, ServiceError

REPEATED_END = re.compile(r"\$\{\d+,\d+\}")
UNICODE_CLASS = re.compile(r"\\p\{?(\w+)\}?")
PAIRS = (r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
"""Java's words for what is beyond 16 bits, as Application Auto Scaling's models have it, and Python's."""
CLASSES = {"L": r"\w", "N": r"\d", "Z": r"\s", "M": ""}
CODES: Mapping[str, str] = {
    "cloudwatch": "ValidationError",
    "dynamodb": "ValidationException",
    "ecr": "InvalidParameterException",
    "events": "ValidationException",
    "iam": "ValidationError",
    "kms": "ValidationException",
    "lambda": "ValidationException",
    "logs": "InvalidParameterException",
    "sagemaker": "ValidationException",
    "secretsmanager": "ValidationException",
    "ssm": "ValidationException",
}
"""Service → the code with which it refuses a value that is not of its model, before it does anything else.

Of each there are public answers with "validation error detected" or "failed to satisfy constraint". S3, EC2, SNS and
SQS have rules of their own, and CloudTrail has its own errors for names.
"""
VALUE = re.compile("Value '.*?' at", re.DOTALL)
LOOKED_AT_LATER = ("Runtime",)
"""Enumerations that are not the model's to hold: Lambda has another error for a runtime (`check_runtime`)."""
UNHELD = frozenset(("ssm", name) for name in ("AddTagsToResource", "ListTagsForResource", "RemoveTagsFromResource"))
"""Systems Manager has an error of its own for a resource type that it does not know (`InvalidResourceType`)."""


def check_constraints(call: Call) -> None:
    """Raises ServiceError with every value that is not of the model of a service in CODES."""
    if (call.service, call.operation) in UNHELD:
        return
    try:
        check_shapes(call, call.params)
    except ServiceError as wrong:
        # Of a value CloudWatch Logs repeats nothing (moto's tests that its authors have run against AWS).
        said = VALUE.sub("Value at", wrong.message) if call.service == "logs" else wrong.message
        raise ServiceError(CODES[call.service], said, 400) from None


def check_shapes(call: Call, params: Mapping[str, Any]) -> None:
    """Raise ServiceError with every value that is too long, too large, not of its pattern or not of its enumeration."""
    shape = get_service_model(call.service).operation_model(call.operation).input_shape
    wrong = list(_wrong(shape, params, "")) if shape is not None else []
    if wrong:
        count = f"{len(wrong)} validation error{'s' if len(wrong) > 1 else ''} detected"
        raise ServiceError("ValidationException", f"{count}: {'; '.join(wrong)}", 400)


def _wrong(shape: Any, value: Any, path: str) -> Iterator[str]:
    match shape.type_name:
        case "structure" if isinstance(value, Mapping):
            missing = [name for name in shape.required_members if name not in value]
            yield from (f"{_where(shape, None, path + name)}: Member must not be null" for name in missing)
            for name, member in shape.members.items():
                if value.get(name) is not None:
                    yield from _wrong(member, value[name], f"{path}{name}.")
        case "list" if isinstance(value, list):
            yield from _size(shape, len(value), path)
            for number, item in enumerate(value, 1):
                yield from _wrong(shape.member, item, f"{path}{number}.")
        case "map" if isinstance(value, Mapping):
            yield from _size(shape, len(value), path)
            for key, item in value.items():
                yield from _wrong(shape.key, key, f"{path}{key}.")
                yield from _wrong(shape.value, item, f"{path}{key}.")
        case "string" if isinstance(value, str) and (shape.metadata or shape.enum):
            yield from _text(shape, value, path)
        case "integer" | "long" if isinstance(value, int):
            yield from _size(shape, value, path)


def _text(shape: Any, value: str, path: str) -> Iterator[str]:
    yield from _size(shape, len(value), path, value)
    pattern = shape.metadata.get("pattern")
    if pattern and not read_pattern(pattern).fullmatch(value):
        yield f"{_where(shape, value, path)}: Member must satisfy regular expression pattern: {pattern}"
    if shape.enum and value not in shape.enum and shape.name not in LOOKED_AT_LATER:
        yield f"{_where(shape, value, path)}: Member must satisfy enum value set: [{', '.join(shape.enum)}]"


def _where(shape: Any, value: Any, path: str) -> str:
    """Where AWS says that a value is: each name as Java writes it."""
    hidden = shape.metadata.get("sensitive") or shape.type_name in ("list", "map")
    shown = "null " if value is None else "" if hidden else f"'{value}' "
    names = (name[:1].lower() + name[1:] for name in path.rstrip(".").split("."))
    return f"Value {shown}at '{'.'.join(names)}' failed to satisfy constraint"


def _size(shape: Any, size: int, path: str, value: Any = None) -> Iterator[str]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is None or size >= low) and (high is None or size <= high):
        return
    counted = "value" if shape.type_name in ("integer", "long") else "length"
    bound = f"less than or equal to {high}" if low is None or size >= low else f"greater than or equal to {low}"
    yield f"{_where(shape, size if value is None else value, path)}: Member must have {counted} {bound}"


@cache
def read_pattern(pattern: str) -> re.Pattern[str]:
    """A model's pattern, written for Java, for Python: `\\p{L}` and its like are letters, digits and spaces here."""
    # `\P{C}` is everything but control characters (CodeArtifact's descriptions and tags).
    readable = pattern.replace(r"\P{C}", r"[^\x00-\x1f]").replace(*PAIRS)
    # SageMaker's metadata repeat the end, Logs has a range that begins with a class, and `\z` is Python's `\Z`.
    readable = REPEATED_END.sub("$", readable).replace(r"\w-", r"\w\-").replace(r"\z", r"\Z")
    return re.compile(UNICODE_CLASS.sub(lambda found: CLASSES.get(found[1], r"\w"), readable))
