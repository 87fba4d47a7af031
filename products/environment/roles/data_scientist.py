"""Role 1, the data scientist: launches from the catalog, and opens, starts and stops notebooks that are her own."""

from __future__ import annotations

from awacs.aws import Statement
from troposphere import Ref, Split, Sub

from generator.iam import keys
from generator.iam.conditions import not_ip, present, string_equals, string_not_equals
from generator.iam.statements import allow, deny, either, only_if
from products.environment.estate import Estate, When
from products.environment.names import PREFIX, arn, role_arn
from products.environment.names import ROLES as LOCAL_NAMES
from products.environment.places import LAUNCHED_STACKS, NOTEBOOKS, PRESIGN, actions
from products.environment.roles.shared import DATA_ACTIONS

OWN_NOTEBOOK_ACTIONS = (
    PRESIGN,
    "sagemaker:DescribeNotebookInstance",
    "sagemaker:StartNotebookInstance",
    "sagemaker:StopNotebookInstance",
)
NOTEBOOK_CHANGES = (
    *actions(("Create", "Update", "Delete"), ("NotebookInstance", "NotebookInstanceLifecycleConfig")),
    "sagemaker:AddTags",
    "sagemaker:DeleteTags",
)
_OWN_PRODUCT_ACTIONS = (
    "servicecatalog:DescribeProvisionedProduct",
    "servicecatalog:DescribeRecord",
    "servicecatalog:DescribeServiceActionExecutionParameters",
    "servicecatalog:ExecuteProvisionedProductServiceAction",
    "servicecatalog:ListRecordHistory",
    "servicecatalog:ScanProvisionedProducts",
    "servicecatalog:SearchProvisionedProducts",
    "servicecatalog:TerminateProvisionedProduct",
    "servicecatalog:UpdateProvisionedProduct",
)
_SESSION = (
    f"arn:${{AWS::Partition}}:sts::${{AWS::AccountId}}:assumed-role/{PREFIX}-data-scientist/${{!aws:SourceIdentity}}"
)
_PRODUCTS = arn("catalog", "product/*")


def scientist_catalog(estate: Estate) -> list[Statement]:
    """Launching, updating and terminating one's own products of the catalog, and looking at SageMaker's lists."""
    return [*_catalog(), *_looking()]


def scientist_notebooks(estate: Estate) -> list[Statement]:
    """One's own notebooks: opened, started and stopped, and never changed."""
    return [*_own_notebooks(), *_presigning(estate), *_refusals(estate)]


def _catalog() -> list[Statement]:
    """AWS quirk: ProvisionProduct and GetProvisionedProductOutputs send no `servicecatalog:userLevel` (Service
    Authorization Reference, AWS Service Catalog): the portfolio's principals limit the one, and the outputs hold
    nothing but links and names."""
    return [
        allow(
            "BrowseTheCatalog",
            [
                "servicecatalog:DescribeProductView",
                "servicecatalog:GetProvisionedProductOutputs",
                "servicecatalog:SearchProducts",
            ],
            "*",
        ),
        allow(
            "ReadAndLaunchProducts",
            [
                "servicecatalog:DescribeProduct",
                "servicecatalog:DescribeProvisioningArtifact",
                "servicecatalog:DescribeProvisioningParameters",
                "servicecatalog:ListLaunchPaths",
                "servicecatalog:ListProvisioningArtifacts",
                "servicecatalog:ListServiceActionsForProvisioningArtifact",
                "servicecatalog:ProvisionProduct",
            ],
            _PRODUCTS,
        ),
        allow("ManageOwnProducts", _OWN_PRODUCT_ACTIONS, "*", string_equals(keys.USER_LEVEL, "self")),
        allow(
            "FollowLaunches",
            [
                "cloudformation:DescribeStackEvents",
                "cloudformation:DescribeStacks",
                "cloudformation:GetTemplateSummary",
            ],
            LAUNCHED_STACKS,
        ),
    ]


def _looking() -> list[Statement]:
    streams = [
        arn("logs", f"log-group:/aws/sagemaker/{kind}:log-stream:{{prefix}}-*")
        for kind in ("NotebookInstances", "ProcessingJobs", "TrainingJobs", "TransformJobs")
    ]
    return [
        allow(
            "ListSageMaker",
            actions(
                ("List",),
                ("Endpoints", "Models", "NotebookInstances", "ProcessingJobs", "TrainingJobs", "TransformJobs"),
            ),
            "*",
        ),
        allow("ReadOurLogs", "logs:GetLogEvents", streams),
        allow("ListLogs", ["logs:DescribeLogGroups", "logs:DescribeLogStreams"], arn("logs", "log-group:*")),
        allow(
            "ReadMetrics", ["cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics"], "*"
        ),
    ]


def _own_notebooks() -> list[Statement]:
    """The owner is whom Service Catalog wrote down, in a tag of AWS's own that no user can write.

    `aws:SourceIdentity` is fixed when the role is assumed (see `trust.py`) and cannot be changed afterwards. Where the
    tag of AWS's own is not relied on, a tag that the launch sets takes its place: its value can give one's own notebook
    away, never take another's, since nobody but the launch role may write tags.
    """
    session = string_equals(keys.resource_tag(keys.PROVISIONING_PRINCIPAL), Sub(_SESSION))
    tagged = string_equals(keys.resource_tag(keys.OWNER_TAG), "${aws:SourceIdentity}")
    return [
        either(
            When.OWNER_TAG,
            allow("UseOwnNotebooksByTag", OWN_NOTEBOOK_ACTIONS, NOTEBOOKS, tagged),
            allow("UseOwnNotebooks", OWN_NOTEBOOK_ACTIONS, NOTEBOOKS, session),
        )
    ]


def _presigning(estate: Estate) -> list[Statement]:
    """From where notebooks open.

    The policy is asked for every request and every frame of the notebook, so both endpoints must pass. A private
    address arrives as `aws:VpcSourceIp`, never as `aws:SourceIp`, and means something only with its VPC.
    """
    ours = (estate.endpoints.api, estate.endpoints.notebook)
    blocks = Split(",", Ref("PresignCidr"))
    return [
        only_if(
            When.PRESIGN_ENDPOINT,
            deny("OpenThroughOurEndpointsOnly", PRESIGN, "*", string_not_equals(keys.SOURCE_VPCE, *ours)),
        ),
        only_if(
            When.PRESIGN_CIDR,
            deny(
                "OpenFromOurAddressesOnly",
                PRESIGN,
                "*",
                not_ip(keys.SOURCE_IP, blocks),
                not_ip(keys.VPC_SOURCE_IP, blocks),
            ),
        ),
        only_if(
            When.PRESIGN_CIDR,
            deny(
                "OpenFromNoOtherNetwork",
                PRESIGN,
                "*",
                present(keys.SOURCE_VPCE),
                string_not_equals(keys.SOURCE_VPCE, *ours),
            ),
        ),
    ]


def _refusals(estate: Estate) -> list[Statement]:
    buckets = estate.buckets
    return [
        deny("NeverChangeNotebooks", NOTEBOOK_CHANGES, "*"),
        deny("NeverBecomeAnotherRole", "sts:AssumeRole", [role_arn(name) for name in LOCAL_NAMES[1:]]),
        only_if(
            When.HAS_DATA_PRINCIPALS,
            deny("NeverBecomeADataPrincipal", "sts:AssumeRole", Split(",", Ref("DataPrincipals"))),
        ),
        deny("NeverPassARole", "iam:PassRole", "*"),
        deny("NeverReadDataDirectly", DATA_ACTIONS, [*buckets.data.whole, *buckets.models.whole]),
    ]
