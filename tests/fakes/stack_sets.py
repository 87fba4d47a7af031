"""Stack sets with service-managed permissions in memory, and the organization around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.account import ACCOUNT, Refusal

Given = Mapping[str, Any]


class FakeStackSets:
    """Stack sets by name; each operation is under way for `lag` looks, and another is refused meanwhile."""

    def __init__(self, lag: int = 0, management: str = ACCOUNT) -> None:
        self.sets: dict[str, dict[str, Any]] = {}
        self.accounts: dict[str, list[str]] = {"ou-ab12-12345678": ["444455556666"], "r-ab12": ["555566667777"]}
        """The accounts of each unit."""
        self.failing: set[str] = set()
        """Accounts in which stacks fail."""
        self.lag = lag
        self._management = management
        self._looks = 0

    def answer(self, operation: str, given: Given) -> dict[str, Any]:
        """Carry one operation out."""
        assert (given.get("CallAs") == "DELEGATED_ADMIN") == (self._management != ACCOUNT)
        name = given["StackSetName"]
        if operation == "CreateStackSet":
            assert name not in self.sets, "the stack set is there already"
            held = {key: given[key] for key in ("TemplateBody", "Tags", "PermissionModel", "AutoDeployment")}
            self.sets[name] = {**held, "Status": "ACTIVE", "OrganizationalUnitIds": [], "instances": {}}
            return {"StackSetId": name}
        if name not in self.sets:
            raise Refusal("StackSetNotFoundException", status=404)
        return self._with(operation, self.sets[name], given)

    def organization(self, operation: str, given: Given) -> dict[str, Any]:
        """What AWS Organizations says."""
        if operation == "ListRoots":
            return {"Roots": [{"Id": "r-ab12"}]}
        assert operation == "DescribeOrganization"
        return {"Organization": {"Id": "o-a1b2c3d4e5", "MasterAccountId": self._management}}

    def holding(self, digest: str) -> set[str]:
        """The accounts that have the roles of this digest."""
        return {
            account
            for held in self.sets.values()
            for account, (status, there) in held["instances"].items()
            if (status, there) == ("CURRENT", digest)
        }

    def _with(self, operation: str, held: dict[str, Any], given: Given) -> dict[str, Any]:
        match operation:
            case "DescribeStackSet":
                return {"StackSet": {key: value for key, value in held.items() if key != "instances"}}
            case "ListStackInstances":
                rows = held["instances"].items()
                return {"Summaries": [{"Account": name, "Status": status} for name, (status, _) in rows]}
            case "DescribeStackSetOperation":
                self._looks = max(self._looks - 1, 0)
                return {"StackSetOperation": {"Status": "RUNNING" if self._looks else "SUCCEEDED"}}
            case "ListStackSetOperationResults":
                rows = held["instances"].items()
                return {
                    "Summaries": [
                        {"Account": name, "Status": "FAILED", "StatusReason": "no"}
                        for name, (status, _) in rows
                        if status != "CURRENT"
                    ]
                }
            case "DeleteStackSet":
                assert not held["instances"], "the stack set is empty"
                del self.sets[given["StackSetName"]]
                return {}
        return self._operate(operation, held, given)

    def _operate(self, operation: str, held: dict[str, Any], given: Given) -> dict[str, Any]:
        if self._looks:
            self._looks -= 1
            raise Refusal("OperationInProgressException", status=409)
        self._looks = self.lag
        units = given.get("DeploymentTargets", {}).get("OrganizationalUnitIds", [])
        accounts = [account for unit in units for account in self.accounts[unit]]
        match operation:
            case "UpdateStackSet":
                held.update(TemplateBody=given["TemplateBody"], Tags=given["Tags"])
                accounts = list(held["instances"])
            case "CreateStackInstances":
                held["OrganizationalUnitIds"] = [*held["OrganizationalUnitIds"], *units]
            case "DeleteStackInstances":
                left = [unit for unit in held["OrganizationalUnitIds"] if unit not in units]
                held["OrganizationalUnitIds"] = left
                held["instances"] = {name: row for name, row in held["instances"].items() if name not in accounts}
                return {"OperationId": "one"}
            case _:
                raise AssertionError(operation)
        digest = next(tag["Value"] for tag in held["Tags"] if tag["Key"] == "ds:digest")
        for account in accounts:
            held["instances"][account] = ("OUTDATED" if account in self.failing else "CURRENT", digest)
        return {"OperationId": "one"}
