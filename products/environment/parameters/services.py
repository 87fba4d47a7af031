"""Questions about code, packages and audit."""

from __future__ import annotations

from generator.blueprint import ParameterPrompt
from generator.model.sources import LONGEST, OTHER_REPOSITORY
from products.environment.parameters.kinds import choice, optional, switch

_SOURCES, _AUDIT = "Code and packages", "Audit"
_ROLE = r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9/_.=+@-]+"

SOURCES = (
    ParameterPrompt(
        "Git",
        _SOURCES,
        "Git repository",
        "codecommit makes a repository, none makes none, and an https URL names an existing one elsewhere, to which "
        "Proxy or ExistingEndpoints must lead.",
        "Type codecommit, none, or an https URL of another host, of at most 255 characters and without credentials.",
        default="codecommit",
        pattern=rf"^(codecommit|none|{OTHER_REPOSITORY})$",
        max_length=LONGEST,
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

DATA = (
    optional(
        "Data",
        "DataPrincipals",
        "Who else reaches the data",
        "ARNs of roles of this account that read or write the data buckets from outside the S3 endpoint: loaders, "
        "backup, replication, scanners; separated by commas. Their own policies say what they do.",
        rf"{_ROLE}(,{_ROLE})*",
        "Type ARNs of roles with commas, no spaces and no wildcards, or nothing.",
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
        "own makes a trail, of which an account takes five a region, a multi-region one in each; account says that "
        "another environment's trail, or the account's own, is there, organization that the organization's is.",
        ("own", "account", "organization"),
        "account",
    ),
    switch(
        _AUDIT,
        "SageMakerLogGroups",
        "Own SageMaker's log groups",
        "Make the account's /aws/sagemaker log groups, where SageMaker has not made them yet (./build.py deploy takes "
        "those that are there); one environment of an account and region can own them.",
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
