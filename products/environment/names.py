"""How things are called: one function for names and one for ARNs, so that no other module spells either.

Every name starts with `ds-<project>-<stage>`; every ARN carries its partition by pseudo parameter. References to our
own roles are made from names on purpose: key, bucket and endpoint policies that used `GetAtt` would form a cycle with
the roles that name the keys, buckets and endpoints.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias, get_args

from troposphere import AWSHelperFn, GetAtt, If, NoValue, Ref, Sub
from troposphere.iam import Role

Value: TypeAlias = AWSHelperFn | str
"""Anything that CloudFormation resolves to a string."""

PREFIX = "ds-${Project}-${Stage}"
ENVIRONMENT = "${Project}-${Stage}"
OWN_LOG_BUCKET = "OwnLogBucket"
"""The condition that this stack makes its log bucket itself."""
OWN_ROLES = "OwnRoles"
"""The condition that this stack makes its roles itself."""
OWN_PATH = "OwnRolePath"
"""The condition that roles and policies have another path than `/`."""

Local = Literal[
    "data-scientist",
    "notebook-creation",
    "notebook-execution",
    "training",
    "endpoint-creation",
    "endpoint-hosting",
    "endpoint-invocation",
]
ROLES: tuple[Local, ...] = get_args(Local)


def named(rest: str = "") -> Sub:
    """`ds-<project>-<stage>`, or with `rest` appended after a hyphen."""
    return Sub(f"{PREFIX}-{rest}" if rest else PREFIX)


def arn(service: str, resource: str, *, region: str = "${AWS::Region}", account: str = "${AWS::AccountId}") -> Sub:
    """An ARN of this partition; `{prefix}` in `resource` stands for `ds-<project>-<stage>`."""
    return Sub(f"arn:${{AWS::Partition}}:{service}:{region}:{account}:{resource.replace('{prefix}', PREFIX)}")


def bucket_name(kind: str) -> Sub:
    """The name of the `data`, `models` or `logs` bucket."""
    return Sub(f"{PREFIX}-{kind}-${{AWS::AccountId}}-${{AWS::Region}}")


def bucket_arn(kind: str, objects: str = "", *, tail: str = "") -> Sub:
    """The ARN of a bucket, or with `objects` (such as `*`) of what is in it; with `tail` `*` of both."""
    tail = f"/{objects}" if objects else tail
    return Sub(f"arn:${{AWS::Partition}}:s3:::{PREFIX}-{kind}-${{AWS::AccountId}}-${{AWS::Region}}{tail}")


def log_prefix(prefix: str) -> If:
    """Below what something is written to the log bucket; in one that others share, below the environment's name."""
    return If(OWN_LOG_BUCKET, prefix, Sub(f"{PREFIX}/{prefix}"))


def role_arn(local: str) -> Sub:
    """The ARN of one of our roles, from its path and name."""
    return arn("iam", f"role${{RolePath}}{{prefix}}-{local}", region="")


def supporting_arn(role: Role) -> If:
    """The ARN of a role by which a service delivers, whoever makes it: CloudFormation names it where we do.

    Where others do, `generator.planning.role_templates` names it by its logical id: `FlowLogsRole` is `…-flow-logs`.
    """
    words = re.findall("[A-Z][a-z]*", role.title.removesuffix("Role"))
    return If(OWN_ROLES, GetAtt(role, "Arn"), role_arn("-".join(words).lower()))


def role_path() -> If:
    """The `Path` of every role and managed policy: nothing where it is `/`.

    A path cannot be changed (`createOnlyProperties` of AWS::IAM::Role and AWS::IAM::ManagedPolicy), so one that is
    written where none was would count as a replacement of what has a name of its own.
    """
    return If(OWN_PATH, Ref("RolePath"), NoValue)
