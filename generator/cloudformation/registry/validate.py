"""Resolved properties against the registry's schema: AWS's sentences for what is wrong, and scalars made what they are.

CloudFormation turns the text of a scalar into the type that the schema asks for ("true" → true, 5 → "5"); `coerce`
does the same, so that providers receive what the schema says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from generator.cloudformation.errors import invalid
from generator.cloudformation.registry.schema import never_settable, read_schema
from generator.cloudformation.template.secrets import holds_secret

Schema = Mapping[str, Any]
NAMES = {
    "boolean": "Boolean",
    "integer": "Integer",
    "number": "Number",
    "string": "String",
    "object": "JSONObject",
    "array": "JSONArray",
}


def load_properties(kind: str, logical_id: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The properties with the schema's types; raises TemplateError with all that is wrong with them."""
    schema = read_schema(kind)
    coerced: dict[str, Any] = coerce(given, schema, schema)
    errors = list(check_value(coerced, schema, schema, "#"))
    if settable := [name for name in coerced if name in never_settable(kind)]:
        errors.append(f"#: extraneous key [{settable[0]}] is not permitted")
    if errors:
        said = ", ".join(dict.fromkeys(errors))
        raise invalid(f"Properties validation failed for resource {logical_id} with message:\n[{said}]")
    return coerced


def knows_property(kind: str, path: str) -> bool:
    """Whether a resource type has a property, `Name` or `Name.Inner`; what items of a list have is named likewise."""
    root = read_schema(kind)
    schema: Schema = root
    for name in path.split("."):
        while "items" in (schema := expand(schema, root)):
            schema = schema["items"]
        known = _properties(schema, root)
        if name not in known:
            return False
        schema = known[name]
    return True


def expand(schema: Schema, root: Schema) -> Schema:
    """A schema with its `$ref` followed."""
    while "$ref" in schema:
        target: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = {**{key: value for key, value in schema.items() if key != "$ref"}, **target}
    return schema


def _types(schema: Schema) -> tuple[str, ...]:
    given = schema.get("type", ())
    return (given,) if isinstance(given, str) else tuple(given)


def coerce(value: Any, schema: Schema, root: Schema) -> Any:
    """The value with scalars turned into the type that the schema asks for, where that is possible."""
    schema = expand(schema, root)
    if isinstance(value, Mapping):
        known = _properties(schema, root)
        return {key: coerce(inner, known[key], root) if key in known else inner for key, inner in value.items()}
    if isinstance(value, list):
        return [coerce(item, schema.get("items", {}), root) for item in value]
    types = _types(schema)
    return _coerce_scalar(value, types[0]) if len(types) == 1 else value


def _properties(schema: Schema, root: Schema) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for keyword in ("oneOf", "anyOf", "allOf"):
        for branch in schema.get(keyword, ()):
            known |= _properties(expand(branch, root), root)
    return known | dict(schema.get("properties", {}))


def _coerce_scalar(value: Any, wanted: str) -> Any:
    match wanted, value:
        case "boolean", "true" | "True":
            return True
        case "boolean", "false" | "False":
            return False
        case "string", bool():
            return str(value).lower()
        case "string", int() | float():
            return str(value)
        case "integer", str() if re.fullmatch(r"-?\d+", value):
            return int(value)
        case "integer", float() if value.is_integer():
            return int(value)
        case "number", str() if re.fullmatch(r"-?\d+(\.\d+)?", value):
            return float(value) if "." in value else int(value)
    return value


def check_value(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    """Everything that is wrong with a value, in the registry's words; a reference to a secret may be anything."""
    schema = expand(schema, root)
    types = _types(schema)
    if isinstance(value, str) and holds_secret(value):
        return
    if types and not any(_is(value, wanted) for wanted in types):
        yield f"{path}: expected type: {NAMES[types[0]]}, found: {_found(value)}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value} is not a valid enum value"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value} is not a valid enum value"
    if isinstance(value, str):
        yield from _check_text(value, schema, path)
    elif isinstance(value, bool):
        pass
    elif isinstance(value, int | float):
        yield from _check_number(value, schema, path)
    elif isinstance(value, list):
        yield from _check_list(value, schema, root, path)
    elif isinstance(value, Mapping):
        yield from _check_object(value, schema, root, path)
    yield from _check_branches(value, schema, root, path)


def _is(value: Any, wanted: str) -> bool:
    match wanted:
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "object":
            return isinstance(value, Mapping)
        case "array":
            return isinstance(value, list)
    return False


def _found(value: Any) -> str:
    return next((name for wanted, name in NAMES.items() if _is(value, wanted)), "Null")


@cache
def _pattern(pattern: str) -> re.Pattern[str] | None:
    """A pattern of the registry; None where it uses what Python's expressions lack (`\\p{L}` and its like)."""
    try:
        return re.compile(pattern)
    except re.error:
        return None


def _matches(pattern: str, text: str) -> bool:
    compiled = _pattern(pattern)
    return compiled is None or compiled.search(text) is not None


def _check_text(value: str, schema: Schema, path: str) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"{path}: expected minLength: {schema['minLength']}, actual: {len(value)}"
    if "maxLength" in schema and len(value) > schema["maxLength"]:
        yield f"{path}: expected maxLength: {schema['maxLength']}, actual: {len(value)}"
    if "pattern" in schema and not _matches(schema["pattern"], value):
        yield f"{path}: string [{value}] does not match pattern {schema['pattern']}"


def _check_number(value: float, schema: Schema, path: str) -> Iterator[str]:
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{path}: {value} is not greater or equal to {schema['minimum']}"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"{path}: {value} is not less or equal to {schema['maximum']}"


def _check_list(value: list[Any], schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{path}: expected minimum item count: {schema['minItems']}, found: {len(value)}"
    if "maxItems" in schema and len(value) > schema["maxItems"]:
        yield f"{path}: expected maximum item count: {schema['maxItems']}, found: {len(value)}"
    if schema.get("uniqueItems") and any(item in value[:index] for index, item in enumerate(value)):
        yield f"{path}: array items are not unique"
    for index, item in enumerate(value):
        yield from check_value(item, schema.get("items", {}), root, f"{path}/{index}")


def _check_object(value: Mapping[str, Any], schema: Schema, root: Schema, path: str) -> Iterator[str]:
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{path}: required key [{name}] not found"
    for name, inner in value.items():
        if name in known:
            yield from check_value(inner, known[name], root, f"{path}/{name}")
        elif schema.get("additionalProperties") is False and not any(_matches(one, name) for one in patterns):
            yield f"{path}: extraneous key [{name}] is not permitted"


def _check_branches(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    for branch in schema.get("allOf", ()):
        yield from check_value(value, branch, root, path)
    tests: tuple[tuple[str, Callable[[int], bool], str], ...] = (
        ("anyOf", lambda count: count >= 1, "no subschema matched out of the total {total} subschemas"),
        ("oneOf", lambda count: count == 1, "{count} subschemas matched instead of one"),
    )
    for keyword, fits, sentence in tests:
        if branches := schema.get(keyword):
            matched = sum(not any(check_value(value, branch, root, path)) for branch in branches)
            if not fits(matched):
                yield f"#{path[1:]}: " + sentence.format(total=len(branches), count=matched)
