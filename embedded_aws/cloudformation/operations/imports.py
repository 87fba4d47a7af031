"""Change sets of the kind IMPORT: what may be imported, and what the change set says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from embedded_aws.cloudformation.engine.adopt import Targets, apply_import
from embedded_aws.cloudformation.engine.run import Run, start
from embedded_aws.cloudformation.engine.scoping import enter_run
from embedded_aws.cloudformation.errors import invalid
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.scope import Scope


def read_targets(params: Mapping[str, Any], template: Template) -> Targets:
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


def as_imports(changes: list[dict[str, Any]], targets: Targets) -> list[dict[str, Any]]:
    """The changes of a change set, with what is added called imported."""
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


def begin_import(run: Run, scope: Scope, targets: Targets) -> None:
    """Starts the import into a stack that is in the book."""
    run.store.turn(run.stack, "IMPORT_IN_PROGRESS", "User Initiated")
    enter_run(scope, run.gateway, run.store, run.keys, run.stack)
    start(run, lambda running: apply_import(running, scope, targets))
