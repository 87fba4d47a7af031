"""Intrinsic functions, conditions and dynamic references: a template's value becomes a plain value in a scope.

Source: the pages "Intrinsic function reference" and "Dynamic references" of the CloudFormation user guide.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from generator.cloudformation.errors import invalid, not_supported
from generator.cloudformation.template.blocks import cut_blocks
from generator.cloudformation.template.conditions import circular, evaluate
from generator.cloudformation.template.references import DYNAMIC, PLACEHOLDER, is_function
from generator.cloudformation.template.scope import ABSENT, Scope, Value
from generator.cloudformation.template.secrets import SECRET, SECRETS

STORING = "ssm"
"""The service whose dynamic references can be carried out."""
STORED = re.compile(r"([A-Za-z0-9_./-]+)(?::(\d+))?")


def resolve(value: Value, scope: Scope) -> Value:
    """A value without functions; ABSENT where it is `AWS::NoValue`. Members that are ABSENT are left out."""
    match value:
        case str():
            return resolve_dynamic(value, scope)
        case list() | tuple():
            return [one for one in (resolve(item, scope) for item in value) if one is not ABSENT]
        case dict() if is_function(value):
            (name, argument), *_ = value.items()
            if name == "Fn::Transform":
                raise not_supported(name)
            if name not in FUNCTIONS:
                raise invalid(f"Template error: Encountered unsupported function: {name}")
            return FUNCTIONS[name](argument, scope)
        case dict():
            resolved = {key: resolve(inner, scope) for key, inner in value.items()}
            return {key: inner for key, inner in resolved.items() if inner is not ABSENT}
    return value


def resolve_dynamic(text: str, scope: Scope) -> str:
    """A text with its `{{resolve:ssm:…}}` replaced; references to secrets stay, other services are refused."""
    if "{{resolve:" not in text:
        return text

    def fetch(found: re.Match[str]) -> str:
        service, rest = found.groups()
        if service == SECRETS and SECRET.fullmatch(rest):
            return found.group()
        stored = STORED.fullmatch(rest)
        if service != STORING or not stored:
            raise not_supported(f"Dynamic reference {found.group()}")
        return scope.lookups.parameter(stored.group(1), stored.group(2))

    return DYNAMIC.sub(fetch, text)


def refer(name: str, scope: Scope) -> Value:
    """What `Ref` gives for a name."""
    if name in scope.pseudo:
        return scope.pseudo[name]
    if name in scope.parameters:
        return scope.parameters[name]
    return scope.lookups.reference(name, scope)


def decide(name: str, scope: Scope) -> bool:
    """The truth of a named condition."""
    if name not in scope.conditions:
        conditions = scope.template.section("Conditions")
        if name not in conditions:
            raise invalid(f"Template format error: Unresolved condition dependency {name} in the Resources block")
        if name in scope.deciding:
            raise circular(name)
        scope.deciding.add(name)
        try:
            truth = evaluate(conditions[name], lambda other: decide(other, scope), lambda side: resolve(side, scope))
        finally:
            scope.deciding.discard(name)
        scope.conditions[name] = bool(truth)
    return scope.conditions[name]


def is_made(part: Mapping[str, Any], scope: Scope) -> bool:
    """Whether a resource or an output is made: it has no condition, or its condition holds."""
    return "Condition" not in part or decide(part["Condition"], scope)


def unresolved(names: Iterable[str], block: str) -> Exception:
    """The error of references to what does not exist."""
    listed = ", ".join(sorted(set(names)))
    return invalid(
        f"Template format error: Unresolved resource dependencies [{listed}] in the {block} block of the template"
    )


def malformed(function: str, wants: str) -> Exception:
    """The error of a function whose argument has the wrong shape."""
    return invalid(f"Template error: every {function} object requires {wants}")


def _ref(argument: Value, scope: Scope) -> Value:
    if isinstance(argument, dict) and scope.template.extended:
        argument = resolve(argument, scope)
    if not isinstance(argument, str):
        raise invalid("Template format error: All References must be of type string")
    return refer(argument, scope)


def _attribute(argument: Value, scope: Scope) -> Value:
    match argument.split(".", 1) if isinstance(argument, str) else argument:
        case [str() as name, attribute]:
            return scope.lookups.attribute(name, str(resolve(attribute, scope)), scope)
    raise malformed("Fn::GetAtt", "two non-empty parameters, the resource name and the resource attribute")


def _substitute(argument: Value, scope: Scope) -> Value:
    match argument:
        case str():
            text, own = argument, {}
        case [str() as text, dict() as given]:
            own = {name: resolve(value, scope) for name, value in given.items()}
        case _:
            raise malformed("Fn::Sub", "a string, or a list of a string and a map, as its argument")

    def fill(found: re.Match[str]) -> str:
        literal, name = found.group(1), found.group(2).strip()
        if literal:
            return "${" + name + "}"
        if name in own:
            return _text(own[name], "Fn::Sub")
        head, dot, attribute = name.partition(".")
        return _text(scope.lookups.attribute(head, attribute, scope) if dot else refer(head, scope), "Fn::Sub")

    return resolve_dynamic(PLACEHOLDER.sub(fill, text), scope)


def _text(value: Value, function: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise invalid(f"Template error: {function} expressions must not resolve to a list, a map or nothing")


def _join(argument: Value, scope: Scope) -> Value:
    match argument:
        case [str() as delimiter, values]:
            parts = resolve(values, scope)
            if isinstance(parts, list):
                return resolve_dynamic(delimiter.join(_text(part, "Fn::Join") for part in parts), scope)
    raise malformed("Fn::Join", "two parameters, (1) a string delimiter and (2) a list of strings to be joined")


def _select(argument: Value, scope: Scope) -> Value:
    match argument:
        case [index, values]:
            chosen, items = str(resolve(index, scope)), resolve(values, scope)
            if isinstance(items, list) and chosen.isdigit():
                if int(chosen) >= len(items):
                    raise invalid("Template error: Fn::Select cannot select nonexistent value at index " + chosen)
                return items[int(chosen)]
    raise malformed("Fn::Select", "a list argument with two elements: an integer index and a list")


def _split(argument: Value, scope: Scope) -> Value:
    match argument:
        case [str() as delimiter, source] if delimiter:
            text = resolve(source, scope)
            if isinstance(text, str):
                return text.split(delimiter)
    raise malformed("Fn::Split", "two parameters, (1) a string delimiter and (2) a string to be split")


def _choose(argument: Value, scope: Scope) -> Value:
    match argument:
        case [str() as name, yes, no]:
            return resolve(yes if decide(name, scope) else no, scope)
    raise malformed("Fn::If", "a list argument with three elements: the name of a condition and two values")


def _find_in_map(argument: Value, scope: Scope) -> Value:
    default: Value = ABSENT
    match argument:
        case [table, top, second]:
            pass
        case [table, top, second, {"DefaultValue": default}] if scope.template.extended:
            pass
        case _:
            raise malformed("Fn::FindInMap", "three string elements (a default needs AWS::LanguageExtensions)")
    keys = [str(resolve(key, scope)) for key in (table, top, second)]
    found: Any = scope.template.section("Mappings")
    for key in keys:
        if not isinstance(found, dict) or key not in found:
            if default is not ABSENT:
                return resolve(default, scope)
            raise invalid(f"Template error: Unable to get mapping for {'::'.join(keys)}")
        found = found[key]
    return found


def _import(argument: Value, scope: Scope) -> Value:
    name = resolve(argument, scope)
    value = scope.lookups.exported(name)
    scope.imports.add(name)
    return value


def _zones(argument: Value, scope: Scope) -> Value:
    return scope.lookups.zones(str(resolve(argument, scope) or scope.pseudo["AWS::Region"]))


def _cidr(argument: Value, scope: Scope) -> Value:
    match argument:
        case [block, count] | [block, count, _]:
            size = resolve(argument[2], scope) if len(argument) == 3 else None
            return cut_blocks(
                str(resolve(block, scope)), int(resolve(count, scope)), None if size is None else int(size)
            )
    raise malformed("Fn::Cidr", "an ip block, a count and (for IPv6: always) the number of subnet bits")


def _base64(argument: Value, scope: Scope) -> Value:
    text = resolve(argument, scope)
    if not isinstance(text, str):
        raise malformed("Fn::Base64", "a string as its argument")
    return base64.b64encode(text.encode()).decode()


def _to_json(argument: Value, scope: Scope) -> Value:
    _need_extensions("Fn::ToJsonString", scope)
    return json.dumps(resolve(argument, scope), separators=(",", ":"))


def _length(argument: Value, scope: Scope) -> Value:
    _need_extensions("Fn::Length", scope)
    items = resolve(argument, scope)
    if not isinstance(items, list):
        raise malformed("Fn::Length", "a list as its argument")
    return len(items)


def _need_extensions(function: str, scope: Scope) -> None:
    if not scope.template.extended:
        raise invalid(f"Template error: {function} needs the transform AWS::LanguageExtensions")


FUNCTIONS: Mapping[str, Callable[[Value, Scope], Value]] = {
    "Ref": _ref,
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAtt": _attribute,
    "Fn::GetAZs": _zones,
    "Fn::If": _choose,
    "Fn::ImportValue": _import,
    "Fn::Join": _join,
    "Fn::Length": _length,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _substitute,
    "Fn::ToJsonString": _to_json,
}
