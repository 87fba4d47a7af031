"""An environment → the permission set of its data scientists, for whoever keeps Identity Center.

A permission set takes customer managed policies by name and path; they must be in each account that it is assigned in,
before it is (IAM Identity Center User Guide, "Custom permissions"; `AWS::SSO::PermissionSet` in the registry).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.resolve import resolve
from generator.iam.roles import read_roles
from generator.planning.environments import Deployment

_HOUR = 3600


@dataclass(frozen=True)
class Boundary:
    """A customer managed policy that is the set's permissions boundary."""

    name: str
    path: str = "/"


def build_permission_set(
    deployment: Deployment, document: Mapping[str, Any], name: str, partition: str, boundary: Boundary | None = None
) -> dict[str, Any]:
    """The CloudFormation template with the one permission set; `document` is the environment's released template."""
    account = deployment.target.account
    pseudo = {"AWS::AccountId": account, "AWS::Partition": partition, "AWS::Region": deployment.target.region}
    concrete = resolve(document, deployment.parameters, pseudo)
    role = read_roles(concrete, account, partition)[f"{deployment.stack}-{deployment.base.person}"]
    paths = {
        body["Properties"]["ManagedPolicyName"]: body["Properties"].get("Path", "/")
        for body in concrete["Resources"].values()
        if body["Type"] == "AWS::IAM::ManagedPolicy"
    }
    properties: dict[str, Any] = {
        "InstanceArn": {"Ref": "InstanceArn"},
        "Name": name,
        "Description": f"Data scientists of {deployment.stack}, in account {account} only",
        "SessionDuration": f"PT{_seconds(concrete, role.name) // _HOUR}H",
        "CustomerManagedPolicyReferences": [
            {"Name": policy.name, "Path": paths[policy.name]} for policy in role.identity
        ],
    }
    if boundary is not None:
        properties["PermissionsBoundary"] = {
            "CustomerManagedPolicyReference": {"Name": boundary.name, "Path": boundary.path}
        }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"The permission set {name}, for the administrator of IAM Identity Center",
        "Parameters": {
            "InstanceArn": {
                "Type": "String",
                "Description": "ARN of the Identity Center instance (aws sso-admin list-instances).",
                "AllowedPattern": "arn:aws[a-z-]*:sso:::instance/(sso)?ins-[a-zA-Z0-9-.]{16}",
            }
        },
        "Resources": {
            f"{_title(name)}PermissionSet": {"Type": "AWS::SSO::PermissionSet", "Properties": properties},
        },
    }


def _seconds(concrete: Mapping[str, Any], role: str) -> int:
    """How long a session of the role may last."""
    found = (body["Properties"] for body in concrete["Resources"].values() if body["Type"] == "AWS::IAM::Role")
    return next(int(one["MaxSessionDuration"]) for one in found if one.get("RoleName") == role)


def _title(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.findall(r"[A-Za-z0-9]+", name))
