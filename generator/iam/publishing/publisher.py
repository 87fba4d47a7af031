"""What `apply catalog` and `adopt` do besides reading.

Service Catalog decides by the tags of portfolios and products where it has a resource to decide about (Service
Authorization Reference, AWS Service Catalog); constraints, associations and tag options it knows as `*` only.
"""

from __future__ import annotations

from awacs.aws import ConditionElement, Statement

from generator.iam import keys
from generator.iam.conditions import string_equals, string_like
from generator.iam.delegation import BOUNDARY_KEY, BOUNDED, POLICIES, ROLES
from generator.iam.publishing.bodies import write_bodies
from generator.iam.publishing.scope import Scope
from generator.iam.publishing.stacks import change_stacks, through_stacks
from generator.iam.statements import allow
from generator.model.launch_role import LAUNCH_BOUNDARY, LAUNCH_PATH, SHARED_PREFIX

OURS = ("ds-catalog:portfolio", "ds-catalog:product")
"""The tags that tell whose a portfolio and a product are."""
_ON_PORTFOLIOS = (
    "servicecatalog:AssociatePrincipalWithPortfolio",
    "servicecatalog:CreatePortfolioShare",
    "servicecatalog:DeletePortfolio",
    "servicecatalog:DeletePortfolioShare",
    "servicecatalog:DisassociatePrincipalFromPortfolio",
    "servicecatalog:UpdatePortfolio",
    "servicecatalog:UpdatePortfolioShare",
)
_ON_PRODUCTS = (
    "servicecatalog:CreateConstraint",
    "servicecatalog:CreateProvisioningArtifact",
    "servicecatalog:DeleteProduct",
    "servicecatalog:DeleteProvisioningArtifact",
    "servicecatalog:UpdateProduct",
    "servicecatalog:UpdateProvisioningArtifact",
)
_ANYWHERE = (
    "servicecatalog:AssociateProductWithPortfolio",
    "servicecatalog:AssociateServiceActionWithProvisioningArtifact",
    "servicecatalog:AssociateTagOptionWithResource",
    "servicecatalog:CreateServiceAction",
    "servicecatalog:CreateTagOption",
    "servicecatalog:DeleteConstraint",
    "servicecatalog:DeleteServiceAction",
    "servicecatalog:DescribePortfolioShareStatus",
    "servicecatalog:DisassociateProductFromPortfolio",
    "servicecatalog:DisassociateServiceActionFromProvisioningArtifact",
    "servicecatalog:DisassociateTagOptionFromResource",
    "servicecatalog:ListTagOptions",
    "servicecatalog:UpdateConstraint",
    "servicecatalog:UpdateServiceAction",
    "servicecatalog:UpdateTagOption",
)
"""What has no resource in Service Catalog's policies, or has it optionally."""
_DOCUMENTS = ("ssm:AddTagsToResource", "ssm:CreateDocument", "ssm:DeleteDocument")
_TARGETS = (
    "cloudformation:CreateStackInstances",
    "cloudformation:DeleteStackInstances",
    "cloudformation:UpdateStackSet",
)
_STACK_SETS = (*_TARGETS, "cloudformation:DeleteStackSet", "cloudformation:TagResource")
_GIVING = tuple(action for action in BOUNDED if action != "iam:CreateRole")
_POLICIES = (*POLICIES, "iam:ListEntitiesForPolicy", "iam:ListPolicyVersions")


def publisher_statements(scope: Scope) -> tuple[list[Statement], list[Statement]]:
    """The statements of two policies, without those of the planner: what is published, and the roles that launch it."""
    documents = scope.everywhere("ssm", f"document/ds-action-{scope.catalog}-*")
    published = [*_catalog(scope), allow("MakeDocuments", _DOCUMENTS, documents)]
    return [*published, *write_bodies(scope, f"catalogs/{scope.catalog}/")], _launch_roles(scope)


def _catalog(scope: Scope) -> list[Statement]:
    portfolios, products = (scope.everywhere("catalog", f"{kind}/*") for kind in ("portfolio", "product"))
    (portfolio, product), marks = OURS, f"{scope.catalog}/*"
    return [
        allow("MakePortfolios", "servicecatalog:CreatePortfolio", portfolios, _marked(portfolio, marks)),
        allow("MakeProducts", "servicecatalog:CreateProduct", products, _marked(product, marks)),
        allow("ChangePortfolios", _ON_PORTFOLIOS, portfolios, string_like(keys.resource_tag(portfolio), marks)),
        allow("ChangeProducts", _ON_PRODUCTS, products, string_like(keys.resource_tag(product), marks)),
        # `adopt` gives an object its tag, and so reaches objects that have none.
        allow("AdoptPortfolios", "servicecatalog:UpdatePortfolio", portfolios, _marked(portfolio, marks)),
        allow("AdoptProducts", "servicecatalog:UpdateProduct", products, _marked(product, marks)),
        allow("ChangeWhatHasNoTags", _ANYWHERE, "*"),
        # Service Catalog reads a product's template with these (AWS managed policy AWSServiceCatalogAdminFullAccess).
        allow("ReadTheProductsTemplate", ("cloudformation:GetTemplateSummary", "cloudformation:ValidateTemplate"), "*"),
        # A launch constraint hands its role to Service Catalog (Service Catalog Administrator Guide, "Launch
        # constraints"; the same managed policy).
        allow(
            "HandLaunchRolesOver",
            "iam:PassRole",
            [scope.arn("iam", f"role{LAUNCH_PATH}*"), *scope.shared_roles, *scope.launchers],
            string_equals(keys.PASSED_TO_SERVICE, "servicecatalog.amazonaws.com"),
        ),
    ]


def _marked(tag: str, marks: str) -> ConditionElement:
    return string_like(keys.request_tag(tag), marks)


def _launch_roles(scope: Scope) -> list[Statement]:
    roles = [scope.arn("iam", f"role{LAUNCH_PATH}ds-launch-*"), *scope.shared_roles]
    policies = [scope.arn("iam", f"policy{LAUNCH_PATH}{prefix}*") for prefix in ("ds-launch-", SHARED_PREFIX)]
    boundary, ours = scope.arn("iam", f"policy{LAUNCH_PATH}{LAUNCH_BOUNDARY}"), f"{SHARED_PREFIX}{scope.catalog}-*"
    return [
        # A stack set has no ARN before it is made.
        allow("MakeStackSets", "cloudformation:CreateStackSet", "*"),
        allow("ChangeStackSets", _STACK_SETS, scope.everywhere("cloudformation", f"stackset/{ours}")),
        allow("ChangeTheirTargets", _TARGETS, scope.everywhere("cloudformation", f"stackset-target/{ours}")),
        change_stacks("ChangeStacksOfLaunchRoles", scope.stack_arns("ds-launch-*", ours)),
        allow("MakeBoundedRoles", "iam:CreateRole", roles, string_equals(BOUNDARY_KEY, boundary), through_stacks()),
        # Through CloudFormation, and by `apply --deep` itself: a stack takes back nothing that was changed in IAM.
        allow("ChangeBoundedRoles", _GIVING, roles, string_equals(BOUNDARY_KEY, boundary)),
        allow("ChangeLaunchRoles", ROLES, roles),
        allow("ChangePoliciesOfLaunchRoles", _POLICIES, policies),
    ]
