"""Questions of strict organizations: what they prescribe for roles."""

from __future__ import annotations

from generator.blueprint import ParameterPrompt
from products.environment.parameters.kinds import choice, optional

_RULES = "Rules of the organization"

_KEY = r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]{1,64}"


def _key(name: str, words: str) -> ParameterPrompt:
    return optional(
        _RULES,
        name,
        f"Existing key for {words}",
        f"ARN of a key of this account and region for {words}; then none is made, and its policy is its owner's.",
        _KEY,
        "Type the ARN of a key, not of an alias, or nothing.",
    )


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
    choice(
        _RULES,
        "Roles",
        "Who makes roles",
        "own: this stack makes its roles and policies. given: it makes none, and somebody who may does, from what "
        "./build.py roles prints: those that deliver logs before this stack, the others after it.",
        ("own", "given"),
        "own",
    ),
    _key("DataKeyArn", "data, models, code and packages"),
    _key("NotebookKeyArn", "notebook volumes"),
    _key("LogsKeyArn", "logs and trail"),
    optional(
        _RULES,
        "LogBucket",
        "Existing log bucket",
        "A bucket of this account and region that access logs and the trail are written to, below the environment's "
        "name; then none is made, and its policy is its owner's.",
        "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "Type a bucket name, or nothing.",
    ),
)
