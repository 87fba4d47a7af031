"""Questions of strict organizations: what they prescribe for roles."""

from __future__ import annotations

from generator.blueprint import ParameterPrompt
from products.environment.parameters.kinds import optional

_RULES = "Rules of the organization"

ORGANIZATION = (
    ParameterPrompt(
        "RolePath",
        _RULES,
        "Path of roles",
        "The IAM path of every role and managed policy of this environment, where the organization prescribes one. "
        "It cannot be changed later: the names would be taken by the roles that are there.",
        "Type / or a path such as /data-science/, of at most 40 characters.",
        default="/",
        pattern=r"^/([A-Za-z0-9+=,.@_-]+/)*$",
        max_length=40,
    ),
    optional(
        _RULES,
        "PermissionsBoundary",
        "Permissions boundary of the organization",
        "ARN of the managed policy that the organization prescribes as the permissions boundary of every role. Ours "
        "is then not made, since a role takes one; what it refuses is refused by an attached policy.",
        r"arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/[A-Za-z0-9+=,.@_/-]{1,512}",
        "Type the ARN of a managed policy of this account, or nothing.",
    ),
)
