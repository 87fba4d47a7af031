"""Questions about code, packages and audit."""

from __future__ import annotations

from generator.blueprint import ParameterPrompt
from products.environment.parameters.kinds import choice, optional, switch

_SOURCES, _AUDIT = "Code and packages", "Audit"

SOURCES = (
    ParameterPrompt(
        "Git",
        _SOURCES,
        "Git repository",
        "codecommit makes a repository, none makes none, and an https URL names an existing one.",
        "Type codecommit, none, or an https URL without credentials.",
        default="codecommit",
        pattern=r"^(codecommit|none|https://[A-Za-z0-9.-]+(:[0-9]+)?/[A-Za-z0-9._~/-]+)$",
    ),
    choice(
        _SOURCES,
        "Packages",
        "Package index",
        "codeartifact makes an index that passes the public one through, so that pip works with no internet.",
        ("none", "codeartifact"),
        "none",
    ),
)

AUDIT = (
    optional(
        _AUDIT,
        "AlarmEmail",
        "Alarms go to",
        "E-mail address that alarms are sent to; empty means no alarms.",
        r"[^@\s,]+@[^@\s,]+\.[^@\s,]+",
        "Type an e-mail address, or nothing.",
    ),
    choice(
        _AUDIT,
        "Trail",
        "CloudTrail",
        "own makes a trail; organization says that the organization's trail covers this account.",
        ("own", "organization"),
        "own",
    ),
    switch(
        _AUDIT,
        "SageMakerLogGroups",
        "Own SageMaker's log groups",
        "Make the account's /aws/sagemaker log groups; one environment of an account and region can own them.",
        "yes",
    ),
    ParameterPrompt(
        "LogRetentionDays",
        _AUDIT,
        "Keep logs for (days)",
        "How long logs are kept, in CloudWatch Logs and in the log bucket.",
        "Choose one of the listed numbers of days.",
        type="Number",
        default=365,
        allowed=(30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
    ),
    choice(
        _AUDIT,
        "Detective",
        "Detective control",
        "What happens to SageMaker resources outside the rules: nothing, a report, or they are stopped.",
        ("off", "report", "stop"),
        "report",
    ),
    optional(
        _AUDIT,
        "DetectiveBucket",
        "Bucket of the detective function",
        "Where the function's code is; empty means the publisher's bucket of this account and region.",
        "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "Type a bucket name, or nothing.",
    ),
    optional(
        _AUDIT,
        "DetectiveKey",
        "Object of the detective function",
        "The function's code in that bucket; empty means the code that belongs to this version.",
        r"[A-Za-z0-9/_.=-]{1,512}",
        "Type an object key, or nothing.",
    ),
)
