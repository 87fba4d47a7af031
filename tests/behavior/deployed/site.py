"""An embedded AWS with two environments, two notebooks and everyone who may ask them for something."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws import ACCOUNT, REGION, Embedded
from embedded_aws.service import Keys
from generator.manifest import load_products
from generator.synth import render_product

ROOT = Path(__file__).parents[3]
FOREIGN = "444455556666"
CHURN, FRAUD = "churn-dev", "fraud-dev"
PIPELINE, SHOP = f"arn:aws:iam::{ACCOUNT}:role/pipeline", f"arn:aws:iam::{ACCOUNT}:role/shop"
RISK = f"arn:aws:iam::{ACCOUNT}:role/risk"
PARTNER, EXTERNAL_ID = f"arn:aws:iam::{FOREIGN}:role/partner", "shop-42"
PEOPLE = ",".join(f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("dana", "eli"))
ANSWERS: Mapping[str, Mapping[str, str]] = {
    CHURN: {
        "Project": "churn",
        "Stage": "dev",
        "Zones": "3",
        "TrustedPrincipals": PEOPLE,
        "ModelApprovers": f"{RISK},arn:aws:iam::{ACCOUNT}:user/dana",
        "PipelinePrincipals": PIPELINE,
        "ApplicationPrincipals": f"{SHOP},{PARTNER}",
        "ExternalId": EXTERNAL_ID,
        "Detective": "off",
    },
    FRAUD: {
        "Project": "fraud",
        "Stage": "dev",
        "VpcCidr": "10.1.0.0/16",
        "TrustedPrincipals": PEOPLE,
        "Git": "none",
        "SageMakerLogGroups": "no",
        "Detective": "off",
    },
}
BODIES = "bodies"
PATIENCE = 600
"""Seconds that a stack or a record may take on a machine with much else to do."""


class Site:
    """One embedded AWS, and short ways to deploy to it and to be somebody in it."""

    def __init__(self, aws: Embedded) -> None:
        self.aws = aws
        self.stacks = aws.client("cloudformation")
        self._values: dict[str, dict[str, str]] = {}

    def body(self, product: str, text: str | None = None) -> str:
        """The URL of a product's template, as it is now or as given."""
        s3 = self.aws.client("s3")
        if BODIES not in [one["Name"] for one in s3.list_buckets()["Buckets"]]:
            s3.create_bucket(Bucket=BODIES, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket=BODIES, Key=f"{product}.yaml", Body=(text or template_of(product)).encode())
        return f"https://{BODIES}.s3.{REGION}.amazonaws.com/{product}.yaml"

    def deploy(self, environment: str, answers: Mapping[str, str], url: str | None = None) -> None:
        """Create the environment's stack, and before it the roles that its answers name, as IAM wants them."""
        self.make_callers(answers)
        self.stacks.create_stack(
            StackName=f"ds-{environment}",
            TemplateURL=url or self.body("environment"),
            Parameters=pairs(answers),
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
        self.ended(f"ds-{environment}", "CREATE_COMPLETE")

    def update(self, environment: str, answers: Mapping[str, str], url: str | None = None) -> None:
        """Give the environment's stack other answers, or another template."""
        self.make_callers(answers)
        body = {"TemplateURL": url} if url else {"UsePreviousTemplate": True}
        self.stacks.update_stack(
            StackName=f"ds-{environment}",
            Parameters=pairs(answers),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            **body,
        )
        self.ended(f"ds-{environment}", "UPDATE_COMPLETE")

    def destroy(self, environment: str) -> None:
        """Delete the environment's stack."""
        stack = self.stacks.describe_stacks(StackName=f"ds-{environment}")["Stacks"][0]["StackId"]
        self.stacks.delete_stack(StackName=stack)
        self.ended(stack, "DELETE_COMPLETE")
        self._values.pop(environment, None)

    def ended(self, stack: str, expected: str) -> None:
        """Wait for a stack, and look that it ended as expected."""
        until = time.monotonic() + PATIENCE
        while (status := self.stacks.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]).endswith("PROGRESS"):
            assert time.monotonic() < until, f"{stack} is still {status}"
            time.sleep(0.1)
        assert status == expected, self.failures(stack)

    def failures(self, stack: str) -> list[tuple[str, str]]:
        """What went wrong in a stack, and why."""
        pages = self.stacks.get_paginator("describe_stack_events").paginate(StackName=stack)
        rows = [row for page in pages for row in page["StackEvents"]]
        return [
            (row["LogicalResourceId"], row.get("ResourceStatusReason", ""))
            for row in rows
            if row["ResourceStatus"].endswith("FAILED")
        ]

    def values(self, environment: str) -> Mapping[str, str]:
        """What the environment publishes below /ds/<environment>/: `bucket/data`, `role/training`, …"""
        if environment not in self._values:
            path = f"/ds/{environment}/"
            pages = self.aws.client("ssm").get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True)
            rows = [row for page in pages for row in page["Parameters"]]
            self._values[environment] = {row["Name"].removeprefix(path): row["Value"] for row in rows}
        return self._values[environment]

    def endpoints(self, environment: str) -> Mapping[str, str]:
        """The environment's VPC endpoints as URLs, by botocore's name of the service."""
        found: dict[str, str] = self.ask(f"endpoints?vpc={self.values(environment)['vpc/id']}")
        return found

    def ask(self, path: str) -> Any:
        """One of the embedded AWS's own URLs."""
        return self.aws.ask(path)

    def inside(self, notebook: str) -> Inside:
        """A terminal in a notebook: its role's credentials and its subnet's endpoints."""
        return Inside(self.aws, self.ask(f"notebook/{notebook}"))

    def job(self, environment: str, role: str, kind: str) -> Keys:
        """A role's credentials as SageMaker gives them to a job or an endpoint of the environment."""
        source = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{kind}/ds-{environment}-one"
        arn = self.values(environment)[f"role/{role}"]
        keys: Keys = self.aws.gateway.assume(arn, "sagemaker.amazonaws.com", "SageMaker", {"aws:SourceArn": source})
        return keys

    def become(self, person: str, environment: str = CHURN, **changed: str) -> Keys:
        """A person's session of the data scientist role; an empty value leaves a parameter out."""
        asked = {
            "RoleSessionName": person,
            "SourceIdentity": person,
            "SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/{person}",
            "TokenCode": "123456",
            **changed,
        }
        given = {key: value for key, value in asked.items() if value}
        return self.assume(self.values(environment)["role/data-scientist"], self.aws.keys(person), **given)

    def assume(self, role: str, by: Keys, **more: Any) -> Keys:
        """A session of a role, assumed with somebody's credentials."""
        sts = self.aws.client("sts", keys=by)
        found = sts.assume_role(RoleArn=role, **{"RoleSessionName": "session", **more})["Credentials"]
        return Keys(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])

    def scaling_role(self) -> None:
        """What an administrator makes once an account, before anything is scaled."""
        iam, service = self.aws.client("iam"), "sagemaker.application-autoscaling.amazonaws.com"
        if not iam.list_roles(PathPrefix=f"/aws-service-role/{service}/")["Roles"]:
            iam.create_service_linked_role(AWSServiceName=service)

    def somebody(self, arn: str) -> Keys:
        """A session of a pipeline's or an application's role, which may assume anything as far as its account goes."""
        self._make_role(arn)
        return self.assume(arn, self.aws.keys("admin", arn.split(":")[4]))

    def make_callers(self, answers: Mapping[str, str]) -> None:
        """Make the roles of pipelines, approvers and applications that are named in an environment's answers.

        A pattern names no role: `AWSReservedSSO_DataScientist_*` is whoever IAM Identity Center makes.
        """
        for arn in (arn for value in answers.values() for arn in value.split(",")):
            if arn.startswith("arn:aws:iam:") and arn.split(":")[5].startswith("role/") and "*" not in arn:
                self._make_role(arn)

    def _make_role(self, arn: str) -> None:
        account, name = arn.split(":")[4], arn.rpartition("/")[2]
        if account not in self.aws.gateway.accounts:
            return
        iam = self.aws.client("iam", keys=self.aws.keys("admin", account))
        if name not in [role["RoleName"] for role in iam.list_roles()["Roles"]]:
            trust = statement(Effect="Allow", Principal={"AWS": account}, Action="sts:AssumeRole")
            anything = statement(Effect="Allow", Action="*", Resource="*")
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
            iam.put_role_policy(RoleName=name, PolicyName="anything", PolicyDocument=anything)


class Inside:
    """What code in a notebook has: the role's credentials, and the endpoints that its subnet's DNS answers with."""

    def __init__(self, aws: Embedded, facts: Mapping[str, Any]) -> None:
        self._aws = aws
        self.keys = Keys(*facts["credentials"].values())
        self.endpoints: Mapping[str, str] = facts["endpoints"]

    def client(self, service: str) -> Any:
        """A client that goes through the endpoint of its service."""
        return self._aws.client(service, keys=self.keys, endpoint=self.endpoints[service])

    def outside(self, service: str) -> Any:
        """A client with the same credentials, taken out of the network."""
        return self._aws.client(service, keys=self.keys)


def template_of(product: str) -> str:
    """The text of a product's template, as it is drawn now."""
    return render_product(ROOT, load_products(ROOT)[product]).text


def pairs(answers: Mapping[str, str]) -> list[dict[str, str]]:
    """Answers as CloudFormation takes them."""
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in answers.items()]


def statement(**parts: Any) -> str:
    """A policy of one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": [parts]})


def refused(call: Callable[..., Any], **params: Any) -> str:
    """The message with which IAM refuses a call; fails where it does not, or where anything else does."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    assert error["Code"] in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"), error
    return str(error["Message"])
