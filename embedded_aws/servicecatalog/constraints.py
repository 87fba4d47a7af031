"""Constraints on a product in a portfolio: launch role, template rules, notifications, tag updates, stack sets.

What each type's parameters must look like: "CreateConstraint" in the API reference, parameter Parameters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import chain, count
from typing import Any

from embedded_aws.servicecatalog.errors import CONSTRAINTS_PER_PRODUCT, check_quota, duplicate, invalid, not_found
from embedded_aws.servicecatalog.lookup import find_portfolio, find_product, find_row, reach_portfolio
from embedded_aws.servicecatalog.pages import paged
from embedded_aws.servicecatalog.request_context import Answer, Params, RequestContext, new_id, partition_of, present
from embedded_aws.servicecatalog.state import Catalog, Constraint

_SINGLE = frozenset({"LAUNCH", "STACKSET", "RESOURCE_UPDATE"})
_ONE_OF = frozenset({"LAUNCH", "STACKSET"})
_ROLE = re.compile(r"arn:[a-z0-9-.]+:iam::\d{12}:role/[\w+=,.@/-]+")
_ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}")
_TOPIC = re.compile(r"arn:[a-z0-9-.]+:sns:[a-z0-9-]+:\d{12}:.+")
_TAG_UPDATE = "TagUpdateOnProvisionedProduct"


def constraint_detail(constraint: Constraint) -> Answer:
    """A ConstraintDetail."""
    return present(
        ConstraintId=constraint.id,
        Type=constraint.kind,
        Description=constraint.description,
        Owner=constraint.owner,
        ProductId=constraint.product,
        PortfolioId=constraint.portfolio,
    )


def constraint_summary(constraint: Constraint) -> Answer:
    """A ConstraintSummary, as end users see it."""
    return present(Type=constraint.kind, Description=constraint.description)


def constraints_on(catalog: Catalog, portfolio: str, product: str | None) -> list[Constraint]:
    """The constraints of one product in a portfolio, or of all its products, oldest first."""
    found = [each for each in catalog.constraints.values() if each.portfolio == portfolio]
    return [each for each in found if product in (None, each.product)]


def merged_rules(own: Mapping[str, Any], constraints: Iterable[Constraint]) -> dict[str, Any]:
    """A template's own rules and those of its template constraints; a name that is taken gets a number."""
    merged = dict(own)
    for constraint in constraints:
        if constraint.kind == "TEMPLATE":
            for name, rule in json.loads(constraint.parameters)["Rules"].items():
                merged[_free_name(name, merged)] = rule
    return merged


def _free_name(name: str, taken: Mapping[str, Any]) -> str:
    return next(free for free in chain([name], (f"{name}{number}" for number in count(2))) if free not in taken)


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


def create_constraint(context: RequestContext, params: Params) -> Answer:
    """CreateConstraint: the product must be in the portfolio, and some types exclude each other."""
    portfolio = find_portfolio(context, params["PortfolioId"])
    product_id, kind = params["ProductId"], params["Type"]
    _check_association(context, portfolio.id, product_id)
    _check_local_role(context, read_parameters(kind, params["Parameters"]))
    there = constraints_on(context.catalog, portfolio.id, product_id)
    _check_exclusive(kind, {each.kind for each in there})
    check_quota(len(there), CONSTRAINTS_PER_PRODUCT, "constraints per product and portfolio")
    constraint = Constraint(
        id=new_id("cons"),
        kind=kind,
        portfolio=portfolio.id,
        product=product_id,
        owner=context.call.account,
        parameters=params["Parameters"],
        description=params.get("Description"),
    )
    context.catalog.constraints[constraint.id] = constraint
    return _described(constraint)


def _check_association(context: RequestContext, portfolio_id: str, product_id: str) -> None:
    created_call = context.catalog.associations.get((portfolio_id, product_id))
    if created_call is None:
        find_product(context, product_id)
    if created_call is None or not context.is_associated(created_call):
        raise not_found(f"Product {product_id} is not associated with portfolio {portfolio_id}.")


def _check_local_role(context: RequestContext, given: Mapping[str, Any]) -> None:
    """A local role must be there in the account of the constraint too ("CreateConstraint", LocalRoleName)."""
    if name := given.get("LocalRoleName"):
        arn = f"arn:{partition_of(context.call.region)}:iam::{context.call.account}:role/{name}"
        if not context.gateway.has_role(arn):
            raise invalid(f"Invalid launch constraint: the role profile does not exist: {arn}")


def _check_exclusive(kind: str, others: set[str]) -> None:
    if kind in _SINGLE and kind in others:
        raise duplicate(f"Only one {kind} constraint is allowed for a product in a portfolio.")
    if kind in _ONE_OF and others & (_ONE_OF - {kind}):
        raise duplicate("A product in a portfolio cannot have both a LAUNCH and a STACKSET constraint.")


def _described(constraint: Constraint) -> Answer:
    return {
        "ConstraintDetail": constraint_detail(constraint),
        "ConstraintParameters": constraint.parameters,
        "Status": "AVAILABLE",
    }


def _find(context: RequestContext, constraint_id: str) -> Constraint:
    return find_row(context.catalog.constraints, constraint_id, "Constraint")


def describe_constraint(context: RequestContext, params: Params) -> Answer:
    """DescribeConstraint: the only operation that returns a constraint's parameters."""
    return _described(_find(context, params["Id"]))


def update_constraint(context: RequestContext, params: Params) -> Answer:
    """UpdateConstraint: parameters and description, in place."""
    constraint = _find(context, params["Id"])
    if params.get("Parameters") is None and params.get("Description") is None:
        raise invalid("Either Parameters or Description is required.")
    if params.get("Parameters") is not None:
        _check_local_role(context, read_parameters(constraint.kind, params["Parameters"]))
    changed = replace(
        constraint,
        parameters=params.get("Parameters", constraint.parameters),
        description=params.get("Description", constraint.description),
    )
    context.catalog.constraints[constraint.id] = changed
    return _described(changed)


def delete_constraint(context: RequestContext, params: Params) -> Answer:
    """DeleteConstraint."""
    del context.catalog.constraints[_find(context, params["Id"]).id]
    return {}


def list_constraints(context: RequestContext, params: Params) -> Answer:
    """ListConstraintsForPortfolio. AWS quirk: parameters are left out (API reference, ConstraintDetail)."""
    catalog, portfolio = reach_portfolio(context, params["PortfolioId"])
    found = constraints_on(catalog, portfolio.id, params.get("ProductId"))
    return paged(params, [constraint_detail(each) for each in found], 20, "ConstraintDetails")


OPERATIONS = {
    "CreateConstraint": create_constraint,
    "DescribeConstraint": describe_constraint,
    "UpdateConstraint": update_constraint,
    "DeleteConstraint": delete_constraint,
    "ListConstraintsForPortfolio": list_constraints,
}
