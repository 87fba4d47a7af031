"""A role by which an AWS service delivers logs to one of our log groups."""

from __future__ import annotations

from awacs.aws import Statement
from troposphere import iam

from generator.iam.statements import policy
from products.environment.names import role_path
from products.environment.roles.drawing import boundary
from products.environment.tags import tags


def delivery_role(title: str, description: str, trusted: Statement, *allowed: Statement) -> iam.Role:
    """The role that `trusted` lets the service assume, with what it may do in one inline policy."""
    return iam.Role(
        title,
        Path=role_path(),
        PermissionsBoundary=boundary(),
        Description=description,
        AssumeRolePolicyDocument=policy(trusted),
        Policies=[iam.Policy(PolicyName="deliver", PolicyDocument=policy(*allowed))],
        Tags=tags(),
    )
