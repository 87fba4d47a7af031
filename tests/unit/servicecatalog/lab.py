"""A Service Catalog between a tiny front and a tiny CloudFormation, which checks everything that it answers."""

from __future__ import annotations

import io
import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from generator.local.service import AwsFault, Call, Caller, Keys
from generator.local.servicecatalog import ServiceCatalog
from tests.unit.servicecatalog.conformity import allowed_codes, flaws_of_answer

ACCOUNT, SPOKE, REGION = "111122223333", "444455556666", "eu-west-1"
LAUNCH_ROLE = f"arn:aws:iam::{ACCOUNT}:role/ds-churn-dev-notebook-creation"
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Size: {Type: String, Default: small, AllowedValues: [small, medium, large], Description: How large}
  Name: {Type: String, MinLength: 1, Default: one}
Resources:
  Topic: {Type: "AWS::SNS::Topic", Properties: {DisplayName: !Ref Name}}
Outputs:
  TopicArn: {Value: !Ref Topic, Description: The topic}
"""


def person(name: str, account: str = ACCOUNT) -> Caller:
    """A session of the data scientist role."""
    role = f"arn:aws:iam::{account}:role/ds-churn-dev-data-scientist"
    arn = f"arn:aws:sts::{account}:assumed-role/ds-churn-dev-data-scientist/{name}"
    return Caller(account, arn, "role", f"AROA:{name}", role_arn=role, session_name=name)


def admin(account: str = ACCOUNT) -> Caller:
    """The administrator, an IAM user."""
    return Caller(account, f"arn:aws:iam::{account}:user/admin", "user", "AIDAADMIN")


@dataclass
class Stack:
    """A stack of the tiny CloudFormation."""

    arn: str
    status: str
    keys: Keys
    arguments: Mapping[str, Any]
    reason: str | None = None


@dataclass
class TinyCloudFormation:
    """Stacks that come and go as told: `fails` is the reason why the next operation does not succeed."""

    stacks: dict[str, Stack] = field(default_factory=dict)
    fails: str | None = None
    denies: set[str] = field(default_factory=set)
    slow: float = 0.0
    change_sets: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def find(self, name: str) -> Stack | None:
        """A stack that was not deleted, by name; or any by ARN."""
        found = [one for key, one in self.stacks.items() if name == one.arn or name == key]
        return next((one for one in found if name == one.arn or one.status != "DELETE_COMPLETE"), None)


@dataclass(frozen=True)
class TinyStacks:
    """A client of the tiny CloudFormation under somebody's keys."""

    home: TinyCloudFormation
    keys: Keys

    def _begin(self, operation: str) -> None:
        if operation in self.home.denies:
            message = f"User: {self.keys.access_key} is not authorized to perform: cloudformation:{operation}"
            raise _error("AccessDenied", message, operation)
        time.sleep(self.home.slow)

    def create_stack(self, **arguments: Any) -> dict[str, Any]:
        """CreateStack, done at once."""
        self._begin("CreateStack")
        name = arguments["StackName"]
        arn = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/1"
        status = "ROLLBACK_COMPLETE" if self.home.fails else "CREATE_COMPLETE"
        self.home.stacks[name] = Stack(arn, status, self.keys, arguments, self.home.fails)
        return {"StackId": arn}

    def update_stack(self, **arguments: Any) -> dict[str, Any]:
        """UpdateStack, done at once."""
        self._begin("UpdateStack")
        stack = self.home.find(arguments["StackName"])
        assert stack is not None
        stack.status = "UPDATE_ROLLBACK_COMPLETE" if self.home.fails else "UPDATE_COMPLETE"
        stack.arguments, stack.reason = arguments, self.home.fails
        return {"StackId": stack.arn}

    def delete_stack(self, **given: str) -> None:
        """DeleteStack, done at once."""
        self._begin("DeleteStack")
        stack = self.home.find(given["StackName"])
        assert stack is not None
        stack.status = "DELETE_FAILED" if self.home.fails else "DELETE_COMPLETE"
        stack.reason = self.home.fails

    def describe_stacks(self, **given: str) -> dict[str, Any]:
        """DescribeStacks of one."""
        stack = self.home.find(given["StackName"])
        if stack is None:
            raise _error("ValidationError", f"Stack with id {given['StackName']} does not exist", "DescribeStacks")
        outputs = [{"OutputKey": "TopicArn", "OutputValue": "arn:aws:sns:eu-west-1:111122223333:one"}]
        return {"Stacks": [{"StackId": stack.arn, "StackStatus": stack.status, "Outputs": outputs}]}

    def get_paginator(self, _name: str) -> TinyStacks:
        """The only paginator that is asked for: of events."""
        return self

    def paginate(self, **given: str) -> list[dict[str, Any]]:
        """The events of a stack: one failure."""
        stack = self.home.find(given["StackName"])
        assert stack is not None
        event = {"LogicalResourceId": "Topic", "ResourceType": "AWS::SNS::Topic", "PhysicalResourceId": ""}
        failed = {**event, "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": stack.reason}
        other = {**event, "ResourceStatus": "CREATE_FAILED", "ResourceStatusReason": "Resource creation cancelled"}
        return [{"StackEvents": [other, failed]}]

    def create_change_set(self, **arguments: Any) -> None:
        """CreateChangeSet, drawn at once."""
        self._begin("CreateChangeSet")
        self.home.change_sets[arguments["ChangeSetName"]] = arguments
        if arguments["ChangeSetType"] == "CREATE":
            name = arguments["StackName"]
            arn = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{name}/1"
            self.home.stacks[name] = Stack(arn, "REVIEW", self.keys, arguments)

    def describe_change_set(self, **_given: str) -> dict[str, Any]:
        """DescribeChangeSet: one addition."""
        change = {"Action": "Add", "LogicalResourceId": "Topic", "ResourceType": "AWS::SNS::Topic", "Scope": []}
        return {"Status": "CREATE_COMPLETE", "Changes": [{"Type": "Resource", "ResourceChange": change}]}

    def execute_change_set(self, **given: str) -> None:
        """ExecuteChangeSet, done at once."""
        stack = self.home.find(given["StackName"])
        assert stack is not None
        stack.status = "ROLLBACK_COMPLETE" if self.home.fails else "CREATE_COMPLETE"

    def delete_change_set(self, **given: str) -> None:
        """DeleteChangeSet."""
        del self.home.change_sets[given["ChangeSetName"]]


def _error(code: str, message: str, operation: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


@dataclass
class TinyFront:
    """A front that hands out keys and clients, and keeps objects of S3."""

    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    cloudformation: TinyCloudFormation = field(default_factory=TinyCloudFormation)
    untrusting: set[str] = field(default_factory=set)
    reading: Any = None
    """Called while an object is read."""
    endpoint: str = "http://127.0.0.1:4566"

    def client(self, keys: Keys, service: str, region: str) -> Any:
        """A client of S3 or of CloudFormation."""
        return TinyObjects(self) if service == "s3" else TinyStacks(self.cloudformation, keys)

    def assume(self, role_arn: str, service: str, session_name: str, source: Any = None) -> Keys:
        """A session of a role that trusts the service."""
        if role_arn in self.untrusting:
            raise AwsFault("AccessDenied", f"User: {service} is not authorized to perform: sts:AssumeRole", 403)
        return Keys(role_arn, "secret", "token")

    def forward(self, keys: Keys, service: str) -> Keys:
        """The same principal, through the service."""
        return Keys(f"{keys.access_key} through {service}", "secret", "token")


@dataclass(frozen=True)
class TinyObjects:
    """A client of S3."""

    front: TinyFront

    def get_object(self, **given: str) -> dict[str, Any]:
        """GetObject."""
        if self.front.reading:
            self.front.reading()
        place = (given["Bucket"], given["Key"])
        if place not in self.front.objects:
            raise _error("AccessDenied", "Access Denied", "GetObject")
        return {"Body": io.BytesIO(self.front.objects[place])}


class Lab:
    """A Service Catalog on the bench."""

    def __init__(self) -> None:
        self.front = TinyFront()
        self.shelf: dict[str, str] = {}
        self.catalog = ServiceCatalog(self.front, shelve=self._shelve)
        self.called: set[str] = set()
        self._tokens = itertools.count(1)
        self.put("notebook/1.yaml", TEMPLATE)

    def _shelve(self, region: str, account: str, name: str, body: str) -> str:
        url = f"https://shelf.example.com/{account}/{name}"
        self.shelf[url] = body
        return url

    def put(self, key: str, body: str) -> str:
        """Store an object; returns its URL."""
        self.front.objects["artifacts", key] = body.encode()
        return f"https://artifacts.s3.{REGION}.amazonaws.com/{key}"

    def call(self, operation: str, by: Caller | None = None, region: str = REGION, **params: Any) -> Any:
        """One request; the answer, or the refusal, must be one that the model allows."""
        caller = by or admin()
        keys = Keys(caller.arn, "secret")
        call = Call("servicecatalog", operation, caller.account, region, caller, keys, "request")
        self.called.add(operation)
        try:
            answer = self.catalog(params, call)
        except AwsFault as fault:
            if fault.code in allowed_codes(operation):
                raise
            raise AssertionError(f"{operation} must not answer {fault.code}") from fault
        flaws = flaws_of_answer(operation, answer)
        assert not flaws, f"{operation}: {flaws}"
        return answer

    def keys_of(self, operation: str, by: Caller, **params: Any) -> dict[str, str]:
        """The condition keys that the service tells the front about a request."""
        keys = Keys(by.arn, "secret")
        return self.catalog.context(params, Call("servicecatalog", operation, by.account, REGION, by, keys, "request"))

    def token(self) -> str:
        """A token that was not used yet."""
        return f"token-{next(self._tokens)}"

    def portfolio(self, name: str = "Data science", **more: Any) -> str:
        """A new portfolio's id."""
        given = {"DisplayName": name, "ProviderName": "Platform", "IdempotencyToken": self.token(), **more}
        return self.call("CreatePortfolio", **given)["PortfolioDetail"]["Id"]

    def product(self, name: str = "Notebook", version: str = "1.0.0", **more: Any) -> tuple[str, str]:
        """A new product's id and its first version's."""
        made = self.call(
            "CreateProduct",
            **{
                "Name": name,
                "Owner": "Platform",
                "ProductType": "CLOUD_FORMATION_TEMPLATE",
                "ProvisioningArtifactParameters": self.body(version),
                "IdempotencyToken": self.token(),
                **more,
            },
        )
        return made["ProductViewDetail"]["ProductViewSummary"]["ProductId"], made["ProvisioningArtifactDetail"]["Id"]

    def body(self, version: str, key: str = "notebook/1.yaml") -> dict[str, Any]:
        """The properties of a new version."""
        url = f"https://artifacts.s3.{REGION}.amazonaws.com/{key}"
        return {"Name": version, "Info": {"LoadTemplateFromURL": url}, "Type": "CLOUD_FORMATION_TEMPLATE"}

    def version(self, product: str, name: str, key: str = "notebook/1.yaml") -> str:
        """A further version's id."""
        made = self.call(
            "CreateProvisioningArtifact",
            ProductId=product,
            Parameters=self.body(name, key),
            IdempotencyToken=self.token(),
        )
        return made["ProvisioningArtifactDetail"]["Id"]

    def associate(self, portfolio: str, product: str) -> None:
        """Put a product into a portfolio."""
        self.call("AssociateProductWithPortfolio", PortfolioId=portfolio, ProductId=product)

    def constrain(self, portfolio: str, product: str, kind: str, parameters: str) -> str:
        """A new constraint's id."""
        made = self.call(
            "CreateConstraint",
            PortfolioId=portfolio,
            ProductId=product,
            Type=kind,
            Parameters=parameters,
            IdempotencyToken=self.token(),
        )
        return made["ConstraintDetail"]["ConstraintId"]

    def admit(self, portfolio: str, arn: str = "arn:aws:iam:::role/ds-*", kind: str = "IAM_PATTERN") -> None:
        """Let a principal launch."""
        self.call("AssociatePrincipalWithPortfolio", PortfolioId=portfolio, PrincipalARN=arn, PrincipalType=kind)

    def offer(self) -> tuple[str, str, str]:
        """A product that data scientists may launch: portfolio, product, version."""
        portfolio, (product, version) = self.portfolio(), self.product()
        self.associate(portfolio, product)
        self.constrain(portfolio, product, "LAUNCH", f'{{"RoleArn": "{LAUNCH_ROLE}"}}')
        self.admit(portfolio)
        return portfolio, product, version

    def launch(self, product: str, version: str, name: str = "one", by: Caller | None = None, **more: Any) -> Any:
        """A launch by a data scientist, seen to its end: the record."""
        made = self.call(
            "ProvisionProduct",
            **{
                "by": by or person("dana"),
                "ProductId": product,
                "ProvisioningArtifactId": version,
                "ProvisionedProductName": name,
                "ProvisionToken": self.token(),
                **more,
            },
        )
        return self.ended(made)

    def ended(self, answer: Mapping[str, Any]) -> Any:
        """The record of an answer when nothing runs any more."""
        self.catalog.wait(10)
        return self.call("DescribeRecord", Id=answer["RecordDetail"]["RecordId"])["RecordDetail"]
