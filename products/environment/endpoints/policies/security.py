"""STS, KMS and Secrets Manager."""

from __future__ import annotations

from awacs.aws import PolicyDocument

from generator.iam.conditions import bool_
from generator.iam.keys import GRANT_FOR_AWS_RESOURCE
from generator.iam.statements import policy
from products.environment.endpoints.policies.perimeter import ours, ours_unnamed
from products.environment.estate import Keys
from products.environment.names import arn, role_arn


def sts(keys: Keys) -> PolicyDocument:
    """Our principals ask who they are, take CodeArtifact's token, and become our roles."""
    return policy(
        ours_unnamed("AskWhoWeAre", ("sts:GetCallerIdentity", "sts:GetServiceBearerToken")),
        ours(
            "BecomeOurRoles",
            ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"),
            role_arn("*"),
        ),
    )


def kms(keys: Keys) -> PolicyDocument:
    """Our three keys."""
    ours_by_arn = [keys.data, keys.notebook, keys.logs]
    return policy(
        ours(
            "UseOurKeys",
            ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"),
            ours_by_arn,
        ),
        ours("GrantOurKeys", "kms:CreateGrant", ours_by_arn, bool_(GRANT_FOR_AWS_RESOURCE, True)),
        ours_unnamed("FindOurKeys", "kms:ListAliases"),
    )


def secretsmanager(keys: Keys) -> PolicyDocument:
    """The project's secrets, read only."""
    return policy(
        ours(
            "ReadOurSecrets",
            ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"),
            arn("secretsmanager", "secret:{prefix}-*"),
        )
    )
