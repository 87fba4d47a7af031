"""What CloudFormation evaluates before it makes anything, also where it will not be used.

AWS quirk: a `Fn::FindInMap` without a row is an error in the branch of an `Fn::If` that is not taken, too
(aws-cloudformation-templates issue 271), but not in a resource whose own condition is false. An output that refers to a
resource whose condition is false is an error as well (aws-api-gateway-developer-portal issue 216).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from generator.cloudformation.template.intrinsics import is_made, resolve
from generator.cloudformation.template.order import check_needed, find_needed, made_resources
from generator.cloudformation.template.references import find_lookups, walk_references
from generator.cloudformation.template.scope import PSEUDO_NAMES, Scope


def check_eagerly(scope: Scope) -> None:
    """Raises TemplateError for the first lookup in a map that fails, and for an output of what is not made."""
    made = made_resources(scope)
    for name in made:
        check_lookups(scope.template.lookups[name], scope)
    for output in scope.template.section("Outputs").values():
        if is_made(output, scope):
            check_output(output, made, scope)


def check_output(output: Mapping[str, Any], made: Collection[str], scope: Scope) -> None:
    """Raises TemplateError where an output looks up a row that a map lacks, or refers to what is not made."""
    check_lookups(find_lookups(output), scope)
    check_needed(find_needed([output["Value"], output.get("Export")], scope), made, "Outputs")


def check_lookups(lookups: Iterable[Mapping[str, Any]], scope: Scope) -> None:
    """Looks up every row of a map, those in branches that are not taken, too; raises TemplateError."""
    for lookup in lookups:
        if _is_known(lookup["Fn::FindInMap"], scope):
            resolve(lookup, scope)


def _is_known(keys: Any, scope: Scope) -> bool:
    """Whether the keys of a map are known before anything is made: they refer to parameters only."""
    known = {*scope.template.section("Parameters"), *PSEUDO_NAMES}
    return all(one.condition or one.name in known for one in walk_references(keys))
