"""STS."""

from __future__ import annotations

from awacs.aws import PolicyDocument

from generator.iam.statements import policy
from products.environment.endpoints.policies.perimeter import ours, ours_unnamed
from products.environment.estate import Keys
from products.environment.names import role_arn


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
