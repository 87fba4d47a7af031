"""What `deploy`, `destroy` and `apply environments` do themselves, besides reading.

What the templates of environments need is drafted from them (`generator.launching.deployer`), and is CloudFormation's
to do: as the caller, and not as a service role. A service role stays with its stack, and whoever may change the stack
then acts as that role without being allowed to pass it (CloudFormation User Guide, "CloudFormation service role").
"""

from __future__ import annotations

from awacs.aws import Statement

from generator.iam.publishing.bodies import write_bodies
from generator.iam.publishing.scope import Scope
from generator.iam.publishing.stacks import change_stacks
from generator.iam.statements import allow

NETWORK = (
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcEndpointServices",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
)
ENCRYPTED = (
    "codecommit:ListRepositories",
    "ec2:DescribeSnapshots",
    "ec2:DescribeVolumes",
    "kms:ListAliases",
    "logs:DescribeLogGroups",
    "s3:ListAllMyBuckets",
    "sagemaker:ListEndpointConfigs",
    "secretsmanager:ListSecrets",
)
"""What may still be encrypted under a key that would go, listed over the account."""
_GIVEN_BUCKETS = (
    "s3:GetBucketAcl",
    "s3:GetBucketLocation",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
)
_KEYS = ("kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus")


def deployer_statements(scope: Scope) -> list[Statement]:
    """The statements, without those of the planner and those that are drafted from templates."""
    return [
        *write_bodies(scope),
        change_stacks("ChangeEnvironments", scope.environments, "cloudformation:ContinueUpdateRollback"),
        allow("ReadTemplatesBeforeTheyAreStacks", "cloudformation:GetTemplateSummary", "*"),
        allow("LookAhead", (*NETWORK, *ENCRYPTED), "*"),
        # A bucket that is given, or taken by another, has any name; no object of it is read.
        allow("LookAtBuckets", _GIVEN_BUCKETS, f"arn:{scope.partition}:s3:::*"),
        allow("LookAtKeys", _KEYS, scope.everywhere("kms", "key/*")),
        allow("LookAtParameters", "ssm:GetParameters", scope.everywhere("ssm", "parameter/ds/*")),
        # What may be encrypted under a key that would go has any name.
        allow("LookAtRepositories", "codecommit:GetRepository", scope.everywhere("codecommit", "*")),
        # The rule that no template can take away, of the default group of the environment's own network.
        allow("CloseTheDefaultGroup", "ec2:RevokeSecurityGroupIngress", scope.everywhere("ec2", "security-group/*")),
    ]
