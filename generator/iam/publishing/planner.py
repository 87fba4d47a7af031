"""What plans: `plan`, `status`, `drift`, `verify`, `doctor`, `catalog`, `show`, `changes`, and what `retire` and
`promote` look at. It reads and lists, by the Service Authorization Reference's access levels, and reads no data bucket.

Most is on `*`, since a plan looks for what others have made, too: doubles, foreign constraints, launched products.
"""

from __future__ import annotations

from awacs.aws import Statement

from generator.iam.publishing.scope import Scope
from generator.iam.statements import allow

CATALOG = (
    "servicecatalog:DescribeConstraint",
    "servicecatalog:DescribePortfolio",
    "servicecatalog:DescribePortfolioShares",
    "servicecatalog:DescribeProductAsAdmin",
    "servicecatalog:DescribeProvisioningArtifact",
    "servicecatalog:DescribeServiceAction",
    "servicecatalog:GetAWSOrganizationsAccessStatus",
    "servicecatalog:ListConstraintsForPortfolio",
    "servicecatalog:ListPortfolios",
    "servicecatalog:ListPrincipalsForPortfolio",
    "servicecatalog:ListProvisioningArtifacts",
    "servicecatalog:ListProvisioningArtifactsForServiceAction",
    "servicecatalog:ListServiceActions",
    "servicecatalog:ScanProvisionedProducts",
    "servicecatalog:SearchProductsAsAdmin",
    "servicecatalog:SearchProvisionedProducts",
)
SHELF = (
    "servicecatalog:DescribeProduct",
    "servicecatalog:DescribeProvisioningParameters",
    "servicecatalog:ListLaunchPaths",
    "servicecatalog:SearchProducts",
)
"""What people who launch see; `show`, `catalog` and `changes` read it."""
BUCKET = (
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:ListBucket",
)
STACK_SETS = (
    "cloudformation:DescribeStackSet",
    "cloudformation:DescribeStackSetOperation",
    "cloudformation:ListStackInstances",
    "cloudformation:ListStackSetOperationResults",
)
ROLES = (
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
)
USE = (
    "sagemaker:DescribeEndpoint",
    "sagemaker:DescribeEndpointConfig",
    "sagemaker:DescribeHyperParameterTuningJob",
    "sagemaker:DescribeModel",
    "sagemaker:DescribeNotebookInstance",
    "sagemaker:DescribeProcessingJob",
    "sagemaker:DescribeTrainingJob",
    "sagemaker:DescribeTransformJob",
    "sagemaker:ListEndpoints",
    "sagemaker:ListHyperParameterTuningJobs",
    "sagemaker:ListNotebookInstances",
    "sagemaker:ListProcessingJobs",
    "sagemaker:ListTags",
    "sagemaker:ListTrainingJobs",
    "sagemaker:ListTransformJobs",
)

ORGANIZATION = (
    "cloudformation:DescribeOrganizationsAccess",
    "organizations:DescribeOrganization",
    "organizations:ListRoots",
)


def planner_statements(scope: Scope) -> list[Statement]:
    """The statements, in the order in which a plan needs them."""
    return [
        allow("ReadTheCatalog", CATALOG, "*"),
        allow("ReadTheShelf", SHELF, "*"),
        allow("ReadTheBucket", BUCKET, scope.buckets),
        allow(
            "ReadBodiesAndRecords",
            "s3:GetObject",
            scope.objects("templates/", "assets/", f"catalogs/{scope.catalog}/"),
        ),
        # A list of all stacks is asked about all of them, and so is whose a physical name is.
        allow(
            "ReadStacks",
            ("cloudformation:DescribeStackResources", "cloudformation:DescribeStacks"),
            scope.stack_arns("*"),
        ),
        allow(
            "ReadTemplates",
            ("cloudformation:GetTemplate", "cloudformation:ListStackResources"),
            [*scope.stack_arns("ds-launch-*", f"ds-shared-{scope.catalog}-*"), *scope.environments],
        ),
        # Stack sets that bring launch roles to spokes.
        allow("ReadTheOrganizationsAccess", ORGANIZATION, "*"),
        allow("ReadStackSets", STACK_SETS, scope.everywhere("cloudformation", "stackset/ds-*")),
        # Who launches a product, and what an environment's people are: `PF175`, `PF240` to `PF243`.
        allow("ReadRoles", ROLES, [scope.arn("iam", "role/*"), scope.arn("iam", "policy/*"), _of_aws(scope)]),
        allow("ReadUsers", "iam:GetUser", scope.arn("iam", "user/*")),
        # The documents of service actions.
        allow("ListDocuments", "ssm:ListDocuments", "*"),
        allow("ReadDocuments", "ssm:GetDocument", scope.everywhere("ssm", f"document/ds-action-{scope.catalog}-*")),
        *_surroundings(scope),
    ]


def _surroundings(scope: Scope) -> list[Statement]:
    return [
        # Whose trail records the account, and who changed what by hand.
        allow(
            "ReadTrails",
            (
                "cloudtrail:DescribeTrails",
                "cloudtrail:GetEventSelectors",
                "cloudtrail:GetTrailStatus",
                "cloudtrail:LookupEvents",
            ),
            "*",
        ),
        # The topics of notification constraints.
        allow("ReadTopics", "sns:GetTopicAttributes", scope.everywhere("sns", "*")),
        # What runs where something is taken away.
        allow("ReadWhatRuns", USE, "*"),
    ]


def _of_aws(scope: Scope) -> str:
    """AWS's own managed policies, which a role that exists may have."""
    return f"arn:{scope.partition}:iam::aws:policy/*"
