"""PF170-PF179: what portfolio.yaml says of a strict organization's rules, and cannot be."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "PF170",
        "Not a path of roles",
        "IAM keeps roles and policies below a path; it begins and ends with a slash, and policies must have room for "
        "it in every ARN.",
        "Write one such as /data-science/, of at most 40 characters, or leave it out.",
    ),
    Explanation(
        "PF171",
        "A permissions boundary of another account",
        "IAM takes a managed policy of the role's own account, or one of AWS's.",
        "Write the ARN of the policy in the environment's account.",
    ),
    Explanation(
        "PF172",
        "A key of another account or region",
        "KMS keys work in their own region, and what roles of an environment do stays in its account.",
        "Name a key of the environment's account and region, or let it make its own.",
    ),
)
