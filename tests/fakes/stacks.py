"""CloudFormation in memory, as far as launch roles need it: stacks made by change sets, which come to rest at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.account import Refusal


class FakeStacks:
    """Stacks and change sets by name."""

    def __init__(self) -> None:
        self.stacks: dict[str, dict[str, Any]] = {}
        self._changes: dict[tuple[str, str], Mapping[str, Any]] = {}

    def answer(self, operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Carry one operation out."""
        name = given.get("StackName", "")
        # A change set is named by its id alone, or by its name and its stack's.
        stack, _, named = str(given.get("ChangeSetName", "")).rpartition("/")
        change = (stack or name, named)
        match operation:
            case "DescribeStacks":
                return {"Stacks": [self._of(name)] if name else list(self.stacks.values())}
            case "GetTemplate":
                return {"TemplateBody": self._of(name)["body"]}
            case "CreateChangeSet":
                return self._create(change, given)
            case "DescribeChangeSet":
                self._change(change)
                return {"Status": "CREATE_COMPLETE"}
            case "DeleteChangeSet":
                self._change(change)
                del self._changes[change]
            case "ExecuteChangeSet":
                self._execute(change)
            case "DeleteStack":
                self.stacks.pop(name, None)
            case _:
                raise AssertionError(operation)
        return {}

    def roles(self) -> set[str]:
        """The names of the stacks that are whole."""
        return {name for name, stack in self.stacks.items() if stack["StackStatus"].endswith("_COMPLETE")}

    def _create(self, change: tuple[str, str], given: Mapping[str, Any]) -> dict[str, Any]:
        assert change not in self._changes, "AWS takes a change set's name once"
        creates = change[0] not in self.stacks or self.stacks[change[0]]["StackStatus"] == "REVIEW_IN_PROGRESS"
        assert given["ChangeSetType"] == ("CREATE" if creates else "UPDATE")
        if creates:
            self.stacks[change[0]] = {"StackName": change[0], "StackStatus": "REVIEW_IN_PROGRESS", "body": ""}
        self._changes[change] = given
        return {"Id": "/".join(change)}

    def _execute(self, change: tuple[str, str]) -> None:
        given, stack = self._change(change), self.stacks[change[0]]
        status = "CREATE_COMPLETE" if stack["StackStatus"] == "REVIEW_IN_PROGRESS" else "UPDATE_COMPLETE"
        stack.update(StackStatus=status, Tags=given["Tags"], body=given["TemplateBody"])
        del self._changes[change]

    def _change(self, change: tuple[str, str]) -> Mapping[str, Any]:
        if change not in self._changes:
            raise Refusal("ChangeSetNotFound", f"ChangeSet [{change[1]}] does not exist")
        return self._changes[change]

    def _of(self, name: str) -> dict[str, Any]:
        if name not in self.stacks:
            raise Refusal("ValidationError", f"Stack with id {name} does not exist")
        return self.stacks[name]
