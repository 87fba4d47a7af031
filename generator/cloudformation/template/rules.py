"""Rules: assertions about parameter values, made before anything is created.

Source: the page "Rules" of the CloudFormation user guide. AWS quirk: neither Fn::If nor Condition works in a rule
(cloudformation-coverage-roadmap issues 921 and 1183), whatever the documentation of Service Catalog's rules says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.cloudformation.errors import invalid, not_supported
from generator.cloudformation.template.intrinsics import refer
from generator.cloudformation.template.parameter import Parameter, plain_text
from generator.cloudformation.template.scope import Scope


def check_rules(scope: Scope) -> None:
    """Raises TemplateError with the description of the first assertion that does not hold."""
    for name, said in find_failed(scope):
        raise invalid(f"Template error: rule {name} failed: {said}")


def find_failed(scope: Scope) -> Iterator[tuple[str, str]]:
    """The rule and the description of each assertion that does not hold; raises TemplateError for a malformed rule."""
    for name, rule in scope.template.section("Rules").items():
        match rule:
            case {"Assertions": [*assertions], **rest} if set(rest) <= {"RuleCondition"}:
                if "RuleCondition" not in rest or _test(rest["RuleCondition"], scope):
                    yield from ((name, said) for said in _failed_assertions(name, assertions, scope))
            case _:
                raise invalid(f"Template format error: Rule {name} must have Assertions and may have a RuleCondition")


def _failed_assertions(name: str, assertions: list[Any], scope: Scope) -> Iterator[str]:
    for assertion in assertions:
        match assertion:
            case {"Assert": expression, **rest} if set(rest) <= {"AssertDescription"}:
                if not _test(expression, scope):
                    yield str(rest.get("AssertDescription", "an assertion is not satisfied"))
            case _:
                raise invalid(f"Template format error: an assertion of rule {name} has no Assert")


def _test(expression: Any, scope: Scope) -> bool:
    match expression:
        case dict() if len(expression) == 1:
            (function, argument), *_ = expression.items()
            if function in TESTS:
                try:
                    return TESTS[function](argument, scope)
                except (ValueError, TypeError):
                    raise invalid(f"Template error: {function} in a rule has the wrong arguments") from None
            raise invalid(f"Template error: {function} is not supported in a rule")
    raise invalid("Template error: a rule's expression must be one rule function")


def _value(value: Any, scope: Scope) -> Any:
    match value:
        case {"Ref": str() as name} if len(value) == 1:
            return refer(name, scope)
        case {"Fn::RefAll": str() as kind}:
            return list(_entities(kind, scope))
        case {"Fn::ValueOf": [str() as parameter, str() as attribute]}:
            return _value_of(parameter, attribute, scope)
        case {"Fn::ValueOfAll": [str() as kind, str() as attribute]}:
            return [_attribute(entity, attribute) for entity in _entities(kind, scope).values()]
        case dict():
            raise invalid(f"Template error: {next(iter(value), '{}')} is not supported in a rule")
        case list():
            return [_value(one, scope) for one in value]
    return plain_text(value)


def _entities(kind: str, scope: Scope) -> Mapping[str, Mapping[str, Any]]:
    return scope.lookups.entities(kind)


def _value_of(parameter: str, attribute: str, scope: Scope) -> Any:
    declared = scope.template.section("Parameters").get(parameter)
    if declared is None:
        raise invalid(f"Template error: Fn::ValueOf names parameter {parameter}, which does not exist")
    entities = _entities(Parameter.declared(parameter, declared).item_type, scope)
    value = scope.parameters[parameter]
    if isinstance(value, list):
        return [_attribute(entities[one], attribute) for one in value]
    return _attribute(entities[value], attribute)


def _attribute(entity: Mapping[str, Any], attribute: str) -> Any:
    if attribute not in entity and not attribute.startswith("Tags."):
        raise not_supported(f"Attribute {attribute} of a parameter")
    return entity.get(attribute, "")


def _list(value: Any, scope: Scope) -> list[Any]:
    found = _value(value, scope)
    return found if isinstance(found, list) else [found]


def _and(argument: Any, scope: Scope) -> bool:
    return all(_test(one, scope) for one in argument)


def _or(argument: Any, scope: Scope) -> bool:
    return any(_test(one, scope) for one in argument)


def _not(argument: Any, scope: Scope) -> bool:
    (inner,) = argument
    return not _test(inner, scope)


def _equals(argument: Any, scope: Scope) -> bool:
    left, right = argument
    return bool(_value(left, scope) == _value(right, scope))


def _contains(argument: Any, scope: Scope) -> bool:
    values, wanted = argument
    return _value(wanted, scope) in _list(values, scope)


def _each_equals(argument: Any, scope: Scope) -> bool:
    values, wanted = argument
    single = _value(wanted, scope)
    return all(one == single for one in _list(values, scope))


def _each_in(argument: Any, scope: Scope) -> bool:
    values, allowed = argument
    known = _list(allowed, scope)
    return all(one in known for one in _list(values, scope))


TESTS: Mapping[str, Callable[[Any, Scope], bool]] = {
    "Fn::And": _and,
    "Fn::Contains": _contains,
    "Fn::EachMemberEquals": _each_equals,
    "Fn::EachMemberIn": _each_in,
    "Fn::Equals": _equals,
    "Fn::Not": _not,
    "Fn::Or": _or,
}
