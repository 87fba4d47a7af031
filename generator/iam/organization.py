"""Optional policies for the organization's administrator, as JSON: what no account of it may do, and who gets in.

Service control policies limit every principal of an account, resource control policies everybody who reaches its
resources. Both only deny; neither grants anything. They are exported and never applied from here. Sizes: 5,120
characters each (AWS Organizations User Guide, "Quotas").
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from awacs import awsencode
from awacs.aws import Statement

from generator.iam import keys
from generator.iam.conditions import absent, bool_, if_exists, present, string_not_equals
from generator.iam.guardrails import deny_without, tls_only
from generator.iam.statements import anyone, deny, policy


def service_control_policies() -> Mapping[str, dict[str, Any]]:
    """By name: SageMaker only inside a VPC, notebooks only closed and without root, guards that nobody removes."""
    return {
        "sagemaker-network": _document(_network()),
        "sagemaker-notebooks": _document(_notebooks()),
        "data-science-guards": _document(_guards()),
    }


def resource_control_policies(organization: str) -> Mapping[str, dict[str, Any]]:
    """By name: data and keys only for the organization (`o-…`) and AWS's own services, and only over TLS."""
    services = ["s3:*", "kms:*", "sts:AssumeRole"]
    outsiders = deny(
        "DenyOutsiders",
        services,
        "*",
        string_not_equals(keys.PRINCIPAL_ORG, organization),
        if_exists(bool_(keys.PRINCIPAL_IS_AWS_SERVICE, False)),
        to=anyone(),
    )
    other_accounts = deny(
        "DenyServicesActingForOthers",
        services,
        "*",
        string_not_equals(keys.SOURCE_ORG, organization),
        present(keys.SOURCE_ORG),
        bool_(keys.PRINCIPAL_IS_AWS_SERVICE, True),
        to=anyone(),
    )
    return {"data-science-perimeter": _document([outsiders, other_accounts, *tls_only("*", anyone())])}


def _network() -> list[Statement]:
    return [deny_without("Subnets", keys.SUBNETS), deny_without("Groups", keys.SECURITY_GROUPS)]


def _notebooks() -> list[Statement]:
    create, update = "sagemaker:CreateNotebookInstance", "sagemaker:UpdateNotebookInstance"
    return [
        deny("DenyInternet", create, "*", string_not_equals(keys.DIRECT_INTERNET_ACCESS, "Disabled")),
        deny("DenyRoot", create, "*", string_not_equals(keys.ROOT_ACCESS, "Disabled")),
        deny(
            "DenyTurningRootOn", update, "*", string_not_equals(keys.ROOT_ACCESS, "Disabled"), present(keys.ROOT_ACCESS)
        ),
        deny("DenyOldMetadata", create, "*", string_not_equals(keys.MINIMUM_METADATA_VERSION, "2")),
        deny("DenyWithoutKey", create, "*", absent(keys.VOLUME_KEY), absent(keys.VOLUME_KEY_ARN)),
    ]


def _guards() -> list[Statement]:
    guards = ("boundary", "data-perimeter", "*-guard")
    policies = [f"arn:aws*:iam::*:policy/{path}ds-*-{name}" for path in ("", "*/") for name in guards]
    return [
        deny(
            "DenyLiftingGuards",
            [
                "iam:CreatePolicyVersion",
                "iam:DeletePolicy",
                "iam:DeletePolicyVersion",
                "iam:SetDefaultPolicyVersion",
            ],
            policies,
            *_unless_cloudformation(),
        ),
        deny(
            "DenyLiftingBoundaries",
            ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"],
            ["arn:aws*:iam::*:role/ds-*", "arn:aws*:iam::*:role/*/ds-*"],
            *_unless_cloudformation(),
        ),
    ]


def _unless_cloudformation() -> Sequence[Any]:
    """What CloudFormation does for a person is the environment's own update."""
    return (bool_(keys.VIA_AWS_SERVICE, False),)


def _document(statements: Sequence[Statement]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(policy(*statements), cls=awsencode))
    return document
