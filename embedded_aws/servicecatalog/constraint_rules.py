"""What a constraint's parameters must look like, by its type ("CreateConstraint", parameter Parameters)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.servicecatalog.refusals import invalid

_ROLE = re.compile(r"arn:[a-z0-9-.]+:iam::\d{12}:role/[\w+=,.@/-]+")
_ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}")
_TOPIC = re.compile(r"arn:[a-z0-9-.]+:sns:[a-z0-9-]+:\d{12}:.+")
_TAG_UPDATE = "TagUpdateOnProvisionedProduct"


def read_parameters(kind: str, text: str) -> dict[str, Any]:
    """The parameters as data; raises InvalidParametersException where they do not fit the type."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise invalid(f"Invalid constraint parameters: {error}") from error
    if kind not in _CHECKS:
        raise invalid(f"Invalid constraint type {kind}: it is one of {', '.join(_CHECKS)}.")
    if not isinstance(given, dict):
        raise invalid("Invalid constraint parameters: a JSON object is required.")
    _CHECKS[kind](given)
    return given


def _check_launch(given: Mapping[str, Any]) -> None:
    match given:
        case {"RoleArn": str() as arn} if len(given) == 1:
            if not _ROLE.fullmatch(arn):
                raise invalid(f"Invalid launch constraint: {arn} is no role ARN.")
        case {"LocalRoleName": str() as name} if len(given) == 1:
            if not _ROLE_NAME.fullmatch(name):
                raise invalid(f"Invalid launch constraint: {name} is no role name.")
        case _:
            raise invalid("A launch constraint takes either RoleArn or LocalRoleName.")


def _check_notification(given: Mapping[str, Any]) -> None:
    match given:
        case {"NotificationArns": [*arns]} if len(given) == 1 and arns:
            if wrong := [arn for arn in arns if not (isinstance(arn, str) and _TOPIC.fullmatch(arn))]:
                raise invalid(f"Invalid notification constraint: {wrong[0]} is no topic ARN.")
        case _:
            raise invalid("A notification constraint takes NotificationArns.")


def _check_resource_update(given: Mapping[str, Any]) -> None:
    match given:
        case {"Version": "2.0", "Properties": {"TagUpdateOnProvisionedProduct": "ALLOWED" | "NOT_ALLOWED"}}:
            return
    raise invalid(f"A resource update constraint takes Version 2.0 and Properties with {_TAG_UPDATE}.")


def _check_stack_set(given: Mapping[str, Any]) -> None:
    match given:
        case {"Version": str(), "Properties": {"AccountList": [_, *_], "RegionList": [_, *_]}}:
            return
    raise invalid("A stack set constraint takes Version and Properties with AccountList and RegionList.")


def _check_template(given: Mapping[str, Any]) -> None:
    rules = given.get("Rules")
    if set(given) != {"Rules"} or not isinstance(rules, dict) or not rules:
        raise invalid("A template constraint takes Rules.")
    for name, rule in rules.items():
        match rule:
            case {"Assertions": [_, *_] as assertions} if set(rule) <= {"Assertions", "RuleCondition"}:
                if all(isinstance(each, dict) and "Assert" in each for each in assertions):
                    continue
        raise invalid(f"Invalid template constraint: rule {name} takes Assertions and, if wanted, a RuleCondition.")


_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "LAUNCH": _check_launch,
    "NOTIFICATION": _check_notification,
    "RESOURCE_UPDATE": _check_resource_update,
    "STACKSET": _check_stack_set,
    "TEMPLATE": _check_template,
}
