"""Change sets with nested stacks: one for each nested stack, below the change set of the stack that nests it.

Sources: "Change sets for nested stacks" in the CloudFormation user guide; what the change sets say of themselves was
seen on AWS by the authors of aws-amplify/amplify-cli ("Template Drift Detection with IncludeNestedStacks") and of
aws/aws-sam-cli issue 2406; that one without changes fails and its parent does not: aws/copilot-cli issue 4426.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from embedded_aws.cloudformation.engine.announcement import Announcement
from embedded_aws.cloudformation.engine.change_sets import NO_CHANGES
from embedded_aws.cloudformation.engine.changes import KNOWN_AFTER_APPLY, UNRESOLVED, NestedChange
from embedded_aws.cloudformation.engine.operation import StackOperation
from embedded_aws.cloudformation.engine.store import ChangeSet, Resource
from embedded_aws.cloudformation.errors import not_supported
from embedded_aws.cloudformation.nesting import DEEPEST
from embedded_aws.cloudformation.providers.stack import nested_arguments
from embedded_aws.service import ServiceError
from generator.cloudformation.errors import TemplateError
from generator.cloudformation.registry.validate import load_properties
from generator.cloudformation.template.scope import Scope

ONLY_FROM_ROOT = "Only executable from the root change set."


@dataclass
class Hierarchy:
    """The change sets below one, made with the credentials of the operation; `failure` says why it fails by them."""

    operation: StackOperation
    scope: Scope
    change_set: ChangeSet
    depth: int
    failure: str | None = None

    def nest(self, resource: Resource, properties: Mapping[str, Any]) -> NestedChange:
        """The change set of a nested stack; one that fails makes this one fail, once the others are made, too."""
        if self.depth >= DEEPEST:
            raise not_supported(f"A stack nested deeper than {DEEPEST} levels")
        stack_name = resource.physical_id or self._named(self.operation.stack.name, resource)
        name = self._named(self.change_set.name, resource)
        declared = (
            properties if isinstance(properties.get("Parameters", {}), Mapping) else {**properties, "Parameters": {}}
        )
        arguments = nested_arguments(declared, self.change_set.revision.capabilities)
        parameters, unresolved = self._parameters(resource.logical_id, arguments["Parameters"])
        if (wrong := _wrong(resource, properties)) is not None:
            self.failure = self.failure or wrong
            return NestedChange(None, resource.physical_id, True)
        client = self.operation.client("cloudformation")
        self._announce(name, resource.logical_id, unresolved)
        try:
            made = client.create_change_set(
                **{**arguments, "Parameters": parameters},
                StackName=stack_name,
                ChangeSetName=name,
                ChangeSetType="UPDATE" if resource.physical_id else "CREATE",
                IncludeNestedStacks=True,
            )
        except (ClientError, BotoCoreError) as error:
            said = error.response["Error"].get("Message", "") if isinstance(error, ClientError) else str(error)
            self.failure = self.failure or said
            return NestedChange(None, resource.physical_id, True)
        finally:
            self.operation.store.announced.pop(self._key(name), None)
        found = self.operation.store.change_sets[made["Id"]]
        if found.status == "FAILED" and found.reason != NO_CHANGES:
            # aws/aws-sam-cli issue 2406
            said = f"Nested change set {made['Id']} was not successfully created: Currently in FAILED."
            self.failure = self.failure or said
        return NestedChange(made["Id"], made["StackId"], found.reason != NO_CHANGES)

    def _named(self, begins: str, resource: Resource) -> str:
        return f"{begins}-{resource.logical_id}"[:115] + "-" + uuid4().hex[:12].upper()

    def _key(self, name: str) -> tuple[str, str, str]:
        return self.operation.stack.account, self.operation.stack.region, name

    def _announce(self, name: str, logical_id: str, unresolved: frozenset[str]) -> None:
        stack, change_set = self.operation.stack, self.change_set
        with self.operation.store.lock:
            self.operation.store.announced[self._key(name)] = Announcement(
                change_set=change_set.change_set_id,
                root_change_set=change_set.root or change_set.change_set_id,
                stack=stack.stack_id,
                root_stack=stack.root or stack.stack_id,
                logical_id=logical_id,
                role=change_set.revision.role,
                unresolved=unresolved,
                depth=self.depth + 1,
            )

    def _parameters(self, logical_id: str, given: list[dict[str, str]]) -> tuple[list[dict[str, str]], frozenset[str]]:
        """The parameters of a nested stack, and the names of those whose value is known only after the execution."""
        declared = self.scope.template.resources[logical_id].get("Properties", {}).get("Parameters", {})
        shown, unresolved = [], set()
        for one in given:
            name, value = one["ParameterKey"], one["ParameterValue"]
            if KNOWN_AFTER_APPLY in value:
                value = self._place(declared.get(name) if isinstance(declared, Mapping) else None)
            if UNRESOLVED.search(value):
                unresolved.add(name)
            shown.append({"ParameterKey": name, "ParameterValue": value})
        return shown, frozenset(unresolved)

    def _place(self, declared: Any) -> str:
        """What stands for a value that is not known yet; the form of the first: aws/serverless-application-model."""
        match declared:
            case {"Fn::GetAtt": [str() as name, str() as attribute]}:
                where = f"{self.operation.stack.name}/{name}.{attribute}/Fn::GetAtt"
            case {"Fn::GetAtt": str() as path}:
                where = f"{self.operation.stack.name}/{path}/Fn::GetAtt"
            case {"Ref": name}:
                where = f"{self.operation.stack.name}/{name}/Ref"
            case Mapping():
                where = f"//{next(iter(declared), '')}"
            case _:
                where = "//Fn::Transform"
        return "{{IntrinsicFunction:" + where + "}}"


def _wrong(resource: Resource, properties: Mapping[str, Any]) -> str | None:
    """What a nested stack's schema refuses of its properties, once all of them are known."""
    try:
        if KNOWN_AFTER_APPLY not in json.dumps(properties, default=str):
            load_properties(resource.kind, resource.logical_id, properties)
    except (ServiceError, TemplateError) as error:
        return error.message
    return None
