"""A strict organization: roles at a path and under a boundary, made by few; and somebody who deploys and is not one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from embedded_aws import ACCOUNT, REGION, embedded
from embedded_aws.service import Keys
from generator.model import Digest, Environment, Network, Options, Release, Roles, Target, Trust, Version
from generator.planning import Deployment, plan_deployment
from generator.planning.role_templates import plan_role_templates
from generator.synth.serialize import render_yaml
from tests.behavior.deployed.site import Site, pairs
from tests.behavior.environment.combinations import rendered
from tests.products.environment.conftest import BASE

PATH = "/data-science/"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/organization/Boundary"
ROLE_MAKERS = ("Attach", "Create", "Delete", "Detach", "Put", "Set", "Tag", "Update")
ARTIFACTS = f"ds-artifacts-{ACCOUNT}-{REGION}"
Statement = Mapping[str, Any]
ANYTHING: Statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
NO_ROLES: Statement = {"Effect": "Deny", "Action": [f"iam:{verb}*" for verb in ROLE_MAKERS], "Resource": "*"}
ONLY_BOUND: Statement = {
    "Effect": "Deny",
    "Action": ["iam:CreateRole", "iam:PutRolePermissionsBoundary"],
    "Resource": "*",
    "Condition": {"StringNotEquals": {"iam:PermissionsBoundary": BOUNDARY}},
}
ONLY_AT_PATH: Statement = {
    "Effect": "Deny",
    "Action": ["iam:CreateRole", "iam:CreatePolicy"],
    "NotResource": [f"arn:aws:iam::{ACCOUNT}:{kind}{PATH}*" for kind in ("role", "policy")],
}


@dataclass(frozen=True)
class Organization:
    """The account, who deploys in it, and who makes its roles."""

    site: Site
    deployer: Keys
    maker: Keys

    def make(self, stack: str, text: str, keys: Keys, answers: Mapping[str, str] | None = None) -> None:
        """Create a stack as somebody, and look that it could be created."""
        self.create(stack, text, keys, answers)
        self.site.ended(stack, "CREATE_COMPLETE")

    def create(self, stack: str, text: str, keys: Keys, answers: Mapping[str, str] | None = None) -> None:
        """Begin to create a stack as somebody."""
        self.site.aws.client("cloudformation", keys=keys).create_stack(
            StackName=stack,
            TemplateURL=self.site.body(stack, text),
            Parameters=pairs(answers or {}),
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )

    def roles(self) -> Mapping[str, Mapping[str, Any]]:
        """Every role that is there, as IAM describes it."""
        iam = self.site.aws.client("iam")
        return {row["RoleName"]: iam.get_role(RoleName=row["RoleName"])["Role"] for row in iam.list_roles()["Roles"]}


@pytest.fixture(scope="module")
def organization() -> Iterator[Organization]:
    """An account with the detective's code, the organization's boundary, and its two people."""
    with embedded() as aws:
        s3 = aws.client("s3")
        s3.create_bucket(Bucket=ARTIFACTS, CreateBucketConfiguration={"LocationConstraint": REGION})
        for asset in rendered().assets:
            s3.put_object(Bucket=ARTIFACTS, Key=asset.path.removeprefix("dist/"), Body=asset.content)
        aws.client("iam").create_policy(PolicyName="Boundary", Path="/organization/", PolicyDocument=policy(ANYTHING))
        site = Site(aws)
        people = (person(site, "deployer", NO_ROLES), person(site, "maker", ONLY_BOUND, ONLY_AT_PATH))
        yield Organization(site, *people)


def person(site: Site, name: str, *refusals: Statement) -> Keys:
    """A user who may do anything but what is refused."""
    iam = site.aws.client("iam")
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="all-but", PolicyDocument=policy(ANYTHING, *refusals))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return Keys(key["AccessKeyId"], key["SecretAccessKey"])


def policy(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def deployment(project: str, roles: Roles, **options: Any) -> Deployment:
    """What portfolio.yaml would say of an environment."""
    people = tuple(f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("dana", "eli"))
    environment = Environment(
        f"{project}-dev",
        "dev",
        project,
        "dev",
        Version(2, 0, 0),
        Network(),
        Trust("mfa", people),
        Options(**options),
        roles=roles,
    )
    release = Release("environment", Version(2, 0, 0), Digest.of(rendered().text), "", ())
    return plan_deployment(BASE, environment, Target("dev", ACCOUNT, REGION), release)


def role_templates(planned: Deployment) -> dict[str, str]:
    """The templates of the roles alone, as text."""
    templates = plan_role_templates(rendered().document, planned, "aws")
    return {name: render_yaml(template) for name, template in templates.items()}
