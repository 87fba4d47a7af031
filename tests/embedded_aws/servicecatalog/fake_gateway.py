"""A fake gateway that gives out keys and clients, and a fake CloudFormation whose operations end as a test says."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.organization import Member, Organization, Unit
from embedded_aws.service import Keys, ServiceError
from tests.waiting import wait_until

ACCOUNT, REGION = "111122223333", "eu-west-1"


@dataclass
class Stack:
    """A stack of the fake CloudFormation."""

    arn: str
    status: str
    keys: Keys
    arguments: Mapping[str, Any]
    reason: str | None = None


@dataclass
class FakeCloudFormation:
    """The stacks. `fails` is the reason why the next operation does not succeed."""

    stacks: dict[str, Stack] = field(default_factory=dict)
    fails: str | None = None
    denies: set[str] = field(default_factory=set)
    held: threading.Event = field(default_factory=threading.Event)
    """While it is set, an operation waits before it begins."""
    during: list[tuple[str, Callable[[], None]]] = field(default_factory=list)
    """Statuses on the way to the end, each with what happens meanwhile."""
    change_sets: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def find(self, name: str) -> Stack | None:
        """A stack that was not deleted, by name; or any by ARN."""
        found = [one for key, one in self.stacks.items() if name == one.arn or name == key]
        return next((one for one in found if name == one.arn or one.status != "DELETE_COMPLETE"), None)


@dataclass(frozen=True)
class CloudFormationClient:
    """A client of the fake CloudFormation with somebody's keys."""

    fake: FakeCloudFormation
    keys: Keys

    def _begin(self, operation: str) -> None:
        if operation in self.fake.denies:
            message = f"User: {self.keys.access_key} is not authorized to perform: cloudformation:{operation}"
            raise _error("AccessDenied", message, operation)
        wait_until(lambda: not self.fake.held.is_set(), f"{operation} may begin")

    def get_template_summary(self, **_given: str) -> dict[str, Any]:
        """GetTemplateSummary, which a launch asks for and does not look at."""
        return {}

    def validate_template(self, **_given: str) -> dict[str, Any]:
        """ValidateTemplate, likewise."""
        return {}

    def create_stack(self, **arguments: Any) -> dict[str, Any]:
        """CreateStack, done at once."""
        self._begin("CreateStack")
        name = arguments["StackName"]
        arn = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/1"
        status = "ROLLBACK_COMPLETE" if self.fake.fails else "CREATE_COMPLETE"
        self.fake.stacks[name] = Stack(arn, status, self.keys, arguments, self.fake.fails)
        return {"StackId": arn}

    def update_stack(self, **arguments: Any) -> dict[str, Any]:
        """UpdateStack, done at once."""
        self._begin("UpdateStack")
        stack = self.fake.find(arguments["StackName"])
        assert stack is not None
        stack.status = "UPDATE_ROLLBACK_COMPLETE" if self.fake.fails else "UPDATE_COMPLETE"
        stack.arguments, stack.reason = arguments, self.fake.fails
        return {"StackId": stack.arn}

    def delete_stack(self, **given: str) -> None:
        """DeleteStack, done at once."""
        self._begin("DeleteStack")
        stack = self.fake.find(given["StackName"])
        assert stack is not None
        stack.status = "DELETE_FAILED" if self.fake.fails else "DELETE_COMPLETE"
        stack.reason = self.fake.fails

    def describe_stacks(self, **given: str) -> dict[str, Any]:
        """DescribeStacks of one."""
        stack = self.fake.find(given["StackName"])
        if stack is None:
            raise _error("ValidationError", f"Stack with id {given['StackName']} does not exist", "DescribeStacks")
        if self.fake.during:
            status, happen = self.fake.during.pop(0)
            happen()
            return {"Stacks": [{"StackId": stack.arn, "StackStatus": status}]}
        outputs = [{"OutputKey": "TopicArn", "OutputValue": "arn:aws:sns:eu-west-1:111122223333:one"}]
        return {"Stacks": [{"StackId": stack.arn, "StackStatus": stack.status, "Outputs": outputs}]}

    def get_paginator(self, _name: str) -> CloudFormationClient:
        """The only paginator that is asked for: of events."""
        return self

    def paginate(self, **given: str) -> list[dict[str, Any]]:
        """The events of a stack: one failure."""
        stack = self.fake.find(given["StackName"])
        assert stack is not None
        event = {"LogicalResourceId": "Topic", "ResourceType": "AWS::SNS::Topic", "PhysicalResourceId": ""}
        failed = {**event, "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": stack.reason}
        other = {**event, "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": "Resource creation cancelled"}
        return [{"StackEvents": [other, failed]}]

    def create_change_set(self, **arguments: Any) -> None:
        """CreateChangeSet, done at once."""
        self._begin("CreateChangeSet")
        self.fake.change_sets[arguments["ChangeSetName"]] = arguments
        if arguments["ChangeSetType"] == "CREATE":
            name = arguments["StackName"]
            arn = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/1"
            self.fake.stacks[name] = Stack(arn, "REVIEW", self.keys, arguments)

    def describe_change_set(self, **_given: str) -> dict[str, Any]:
        """DescribeChangeSet: one addition."""
        change = {"Action": "Add", "LogicalResourceId": "Topic", "ResourceType": "AWS::SNS::Topic", "Scope": []}
        return {"Status": "CREATE_COMPLETE", "Changes": [{"Type": "Resource", "ResourceChange": change}]}

    def execute_change_set(self, **given: str) -> None:
        """ExecuteChangeSet, done at once."""
        stack = self.fake.find(given["StackName"])
        assert stack is not None
        stack.status = "ROLLBACK_COMPLETE" if self.fake.fails else "CREATE_COMPLETE"

    def delete_change_set(self, **given: str) -> None:
        """DeleteChangeSet."""
        del self.fake.change_sets[given["ChangeSetName"]]


def _error(code: str, message: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


@dataclass
class FakeGateway:
    """A gateway that gives out keys and clients, and holds the objects of S3."""

    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    cloudformation: FakeCloudFormation = field(default_factory=FakeCloudFormation)
    roles_without_trust: set[str] = field(default_factory=set)
    reading: Any = None
    """Called while an object is read."""
    endpoint: str = "http://127.0.0.1:4566"
    united: Organization | None = None
    """The only organization."""

    def has_role(self, role_arn: str) -> bool:
        """Every role is there but those that a test names."""
        return role_arn not in self.roles_without_trust

    def organization(self, account: str) -> Organization | None:
        """The organization, for its members."""
        return self.united if self.united and account in self.united.members else None

    def client(self, keys: Keys, service: str, region: str) -> Any:
        """A client of Organizations, of S3, of Systems Manager or of CloudFormation."""
        if service == "organizations" and self.united:
            return OrganizationsClient(self.united)
        if service == "ssm":
            return AutomationClient()
        return S3Client(self) if service == "s3" else CloudFormationClient(self.cloudformation, keys)

    def assume(self, role_arn: str, service: str, session_name: str, source: Any = None) -> Keys:
        """A session of a role that trusts the service."""
        if role_arn in self.roles_without_trust:
            raise ServiceError("AccessDenied", f"User: {service} is not authorized to perform: sts:AssumeRole", 403)
        return Keys(role_arn, "secret", "token")

    def forward(self, keys: Keys, service: str) -> Keys:
        """The same principal, through the service."""
        return Keys(f"{keys.access_key} through {service}", "secret", "token")


@dataclass(frozen=True)
class OrganizationsClient:
    """A client of Organizations, of the management account's administrator."""

    united: Organization

    def enable_aws_service_access(self, **given: str) -> None:
        """EnableAWSServiceAccess."""
        self.united.trusted[given["ServicePrincipal"]] = datetime.now(UTC)

    def disable_aws_service_access(self, **given: str) -> None:
        """DisableAWSServiceAccess."""
        self.united.trusted.pop(given["ServicePrincipal"], None)


class AutomationClient:
    """A client of Systems Manager, whose automations succeed at once."""

    def start_automation_execution(self, **_given: Any) -> dict[str, Any]:
        """StartAutomationExecution."""
        return {"AutomationExecutionId": "1"}

    def get_automation_execution(self, **_given: str) -> dict[str, Any]:
        """GetAutomationExecution."""
        return {"AutomationExecution": {"AutomationExecutionStatus": "Success"}}


@dataclass(frozen=True)
class S3Client:
    """A client of S3."""

    gateway: FakeGateway

    def get_object(self, **given: str) -> dict[str, Any]:
        """GetObject."""
        if self.gateway.reading:
            self.gateway.reading()
        place = (given["Bucket"], given["Key"])
        if place not in self.gateway.objects:
            raise _error("AccessDenied", "Access Denied", "GetObject")
        return {"Body": io.BytesIO(self.gateway.objects[place])}


ROOT, OUTER, INNER = "r-ab12", "ou-ab12-outer123", "ou-ab12-inner123"


def unite(gateway: FakeGateway, *members: str) -> Organization:
    """An organization of the account and of others, which lie in a unit that lies in another one."""
    made = Organization("o-abcdefghij", ROOT, ACCOUNT)
    for unit, parent in ((ROOT, None), (OUTER, ROOT), (INNER, OUTER)):
        made.units[unit] = Unit(unit, unit, parent)
    for account in (ACCOUNT, *members):
        parent = ROOT if account == ACCOUNT else INNER
        made.members[account] = Member(account, account, "", parent, "CREATED", datetime.now(UTC))
    gateway.united = made
    return made
