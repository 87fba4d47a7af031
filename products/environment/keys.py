"""Three customer-managed keys: data, notebook volumes, logs and trail.

A key policy delegates to IAM and restricts by condition: administrators keep their way in by IAM, and use is admitted
only through the services that hold the data (`kms:ViaService`), grants only for AWS's own resources. Policies name no
role of the environment, so there is no cycle; no VPC endpoint either, since services call KMS from their own network.
"""

from __future__ import annotations

from collections.abc import Sequence

from awacs.aws import PolicyDocument, Statement
from troposphere import GetAtt, If, Ref, Retain, RetainExceptOnCreate, Sub, kms

from generator.blueprint import Canvas
from generator.iam.conditions import arn_like, bool_, if_exists, string_equals, string_like
from generator.iam.keys import GRANT_FOR_AWS_RESOURCE, KMS_VIA_SERVICE, SOURCE_ACCOUNT, SOURCE_ARN
from generator.iam.statements import accounts, allow, policy, services
from products.environment.estate import Keys, When
from products.environment.names import arn
from products.environment.places import via
from products.environment.tags import tags

_ADMINISTER = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)
_USE = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
_PENDING_DAYS = 30


def build_keys(canvas: Canvas) -> Keys:
    """Draw the keys and their aliases, where they are not given; returns the ARNs of those or these."""
    held = ("s3", "sagemaker", "codecommit", "codeartifact")
    with canvas.optional(When.OWN_DATA_KEY):
        data = _key(canvas, "DataKey", "data", "Data, models, code and packages", held, deletion=RetainExceptOnCreate)
    with canvas.optional(When.OWN_NOTEBOOK_KEY):
        # Kept, too: notebooks that run on would lose their volumes where a key that is given takes this one's place.
        volumes = ("sagemaker", "ec2")
        kept = RetainExceptOnCreate
        notebook = _key(canvas, "NotebookKey", "notebook", "Notebook volumes", volumes, deletion=kept)
    with canvas.optional(When.OWN_LOGS_KEY):
        written = ("s3", "logs", "lambda", "sns", "sqs")
        logs = _key(canvas, "LogsKey", "logs", "Logs and trail", written, *_log_writers(), deletion=Retain)
    return Keys(
        data=If(When.OWN_DATA_KEY, GetAtt(data, "Arn"), Ref("DataKeyArn")),
        notebook=If(When.OWN_NOTEBOOK_KEY, GetAtt(notebook, "Arn"), Ref("NotebookKeyArn")),
        logs=If(When.OWN_LOGS_KEY, GetAtt(logs, "Arn"), Ref("LogsKeyArn")),
    )


def _key(
    canvas: Canvas,
    title: str,
    alias: str,
    description: str,
    through: Sequence[str],
    *more: Statement,
    deletion: str,
) -> kms.Key:
    """What a retained bucket or log group holds is lost with its key, and the key is found again by its alias."""
    key = kms.Key(
        title,
        Description=Sub(f"{description} of ds-${{Project}}-${{Stage}}"),
        EnableKeyRotation=True,
        PendingWindowInDays=_PENDING_DAYS,
        KeyPolicy=_policy(through, more),
        Tags=tags(alias),
        DeletionPolicy=deletion,
        UpdateReplacePolicy=Retain,
    )
    canvas.add(key)
    canvas.add(
        kms.Alias(
            f"{title}Alias",
            AliasName=Sub(f"alias/ds-${{Project}}-${{Stage}}-{alias}"),
            TargetKeyId=Ref(key),
            DeletionPolicy=deletion,
            UpdateReplacePolicy=Retain,
        )
    )
    return key


def _policy(through: Sequence[str], more: Sequence[Statement]) -> PolicyDocument:
    by_iam = accounts(arn("iam", "root", region=""))
    by_services = string_equals(KMS_VIA_SERVICE, *via(*through))
    return policy(
        allow("AdministerByIam", _ADMINISTER, "*", to=by_iam),
        allow("UseByIamThroughServices", _USE, "*", by_services, to=by_iam),
        allow(
            "GrantByIamToServices", "kms:CreateGrant", "*", by_services, bool_(GRANT_FOR_AWS_RESOURCE, True), to=by_iam
        ),
        *more,
    )


def _log_writers() -> tuple[Statement, ...]:
    """What writes logs, each on what is its own. DescribeKey is apart: it never sends an encryption context."""
    ours = string_equals(SOURCE_ACCOUNT, Ref("AWS::AccountId"))
    messages = ("kms:Decrypt", "kms:GenerateDataKey*")
    logs = services(Sub("logs.${AWS::Region}.${AWS::URLSuffix}"))
    return (
        allow(
            "EncryptLogGroups",
            _USE,
            "*",
            arn_like("kms:EncryptionContext:aws:logs:arn", arn("logs", "log-group:*")),
            to=logs,
        ),
        allow("DescribeForLogGroups", "kms:DescribeKey", "*", if_exists(ours), to=logs),
        allow(
            "EncryptTrail",
            "kms:GenerateDataKey*",
            "*",
            ours,
            string_equals(SOURCE_ARN, arn("cloudtrail", "trail/{prefix}-trail")),
            string_like("kms:EncryptionContext:aws:cloudtrail:arn", arn("cloudtrail", "trail/{prefix}-trail")),
            to=services("cloudtrail.amazonaws.com"),
        ),
        allow(
            "DescribeForTrail",
            "kms:DescribeKey",
            "*",
            ours,
            string_equals(SOURCE_ARN, arn("cloudtrail", "trail/{prefix}-trail")),
            to=services("cloudtrail.amazonaws.com"),
        ),
        allow("EncryptAlarms", messages, "*", ours, to=services("cloudwatch.amazonaws.com")),
        # AWS quirk: EventBridge sends neither source key with its key use ("not supported": Amazon SNS Developer Guide,
        # "Managing Amazon SNS encryption keys and costs"; github.com/awslabs/landing-zone-accelerator-on-aws issue
        # 407). Whose rule it is stands in the policies of the queue and the topic.
        allow("EncryptDeadLetters", messages, "*", to=services("events.amazonaws.com")),
    )
