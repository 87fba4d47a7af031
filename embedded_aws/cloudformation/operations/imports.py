"""Change sets of the type IMPORT: what may be imported, and how the change set shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.engine.create import apply_stack_import
from embedded_aws.cloudformation.engine.operation import StackOperation, start
from embedded_aws.cloudformation.engine.scoping import enter_run
from embedded_aws.cloudformation.engine.step import exists_already
from embedded_aws.cloudformation.engine.store import ImportTargets
from embedded_aws.cloudformation.errors import invalid, not_supported
from embedded_aws.cloudformation.providers import find_provider
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.scope import Scope

KEPT = ("Retain", "RetainExceptOnCreate")


def read_targets(params: Mapping[str, Any], template: Template) -> ImportTargets:
    """What a change set is to import, checked as CloudFormation does (User Guide, "Import existing resources")."""
    rows = params.get("ResourcesToImport") or ()
    if params.get("ChangeSetType") != "IMPORT":
        if rows:
            raise invalid("ResourcesToImport can be specified only for a change set of type IMPORT")
        return {}
    targets = {row["LogicalResourceId"]: dict(row["ResourceIdentifier"]) for row in rows}
    if missing := sorted(set(template.resources) - set(targets)):
        raise invalid(f"Resources {missing} is missing from ResourceToImport list")
    if unknown := sorted(set(targets) - set(template.resources)):
        raise invalid(f"Resources {unknown} are in the ResourceToImport list and not in the template")
    for name, resource in template.resources.items():
        if "DeletionPolicy" not in resource:
            raise invalid(f"Resource {name} to import must have a DeletionPolicy attribute")
    if template.section("Outputs"):
        raise invalid("As part of the import operation, you cannot modify or add [Outputs]")
    return targets


def as_imports(changes: list[dict[str, Any]], targets: ImportTargets) -> list[dict[str, Any]]:
    """The changes of a change set, where an import takes the place of each addition."""
    if not targets:
        return changes
    return [
        {
            **change,
            "ResourceChange": {
                **change["ResourceChange"],
                "Action": "Import",
                "PhysicalResourceId": next(iter(targets[change["ResourceChange"]["LogicalResourceId"]].values())),
            },
        }
        for change in changes
    ]


def refuse_existing(
    params: Mapping[str, Any], operation: StackOperation, scope: Scope, changes: list[dict[str, Any]]
) -> None:
    """With ImportExistingResources: raises ServiceError where CloudFormation would import what exists already.

    It does so for what has a name that no function makes, and is retained (User Guide, "Import AWS resources into a
    CloudFormation stack automatically"); here a stack imports only by a change set of the type IMPORT.
    """
    if not params.get("ImportExistingResources"):
        return
    added = [one["ResourceChange"]["LogicalResourceId"] for one in changes if one["ResourceChange"]["Action"] == "Add"]
    for name in added:
        resource = scope.template.resources[name]
        kind, named_by = resource["Type"], find_provider(resource["Type"]).named_by
        identifier = resource.get("Properties", {}).get(named_by)
        if resource.get("DeletionPolicy") not in KEPT or not isinstance(identifier, str):
            continue
        if exists_already(operation, kind, identifier):
            raise not_supported(f"The import of {identifier} ({name}), which exists, beside what is made")


def begin_import(operation: StackOperation, scope: Scope, targets: ImportTargets) -> None:
    """Starts the import into a stack that is in the store."""
    operation.set_status("IMPORT_IN_PROGRESS", "User Initiated")
    enter_run(scope, operation.gateway, operation.store, operation.keys, operation.stack)
    start(operation, lambda running: apply_stack_import(running, scope, targets))
