"""Questions of strict organizations: what they prescribe for roles."""

from __future__ import annotations

from generator.blueprint import ParameterPrompt

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
)
