"""Role 1, the data scientist: launches from the catalog, and opens, starts and stops notebooks that are her own.

Nothing here names the role itself: the same policies may be those of an Identity Center permission set, whose role has
a name that AWS makes up (`./build.py permission-set`).
"""

from __future__ import annotations

from awacs.aws import ConditionElement, Statement
from troposphere import Ref, Split, Sub

from generator.iam import guardrails, keys
from generator.iam.conditions import arn_equals, not_ip, present, string_equals, string_like, string_not_equals
from generator.iam.statements import allow, but, deny, either, only_if
from products.environment.estate import Estate, When
from products.environment.names import PREFIX, arn, role_arn
from products.environment.names import ROLES as LOCAL_NAMES
from products.environment.places import (
    AUTOMATIONS,
    GROUPS,
    INTERFACES,
    LAUNCHED_STACKS,
    NOTEBOOKS,
    PRESIGN,
    SAGEMAKER,
    SUBNETS,
    actions,
    via,
)
from products.environment.roles.console_calls import calls
from products.environment.roles.shared import DATA_ACTIONS

NOTEBOOK_CHANGES = (
    *actions(("Create", "Update", "Delete"), ("NotebookInstance", "NotebookInstanceLifecycleConfig")),
    "sagemaker:AddTags",
    "sagemaker:DeleteTags",
)
_JOB_LISTS = actions(("List",), ("Endpoints", "Models", "ProcessingJobs", "TrainingJobs", "TransformJobs"))
_LOG_READS = ("logs:DescribeLogStreams", "logs:GetLogEvents")
_METRIC_READS = ("cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics", "cloudwatch:ListMetrics")
WHAT_CODE_WROTE = (*_JOB_LISTS, *_LOG_READS, *_METRIC_READS)
"""Reads of what a notebook's code has chosen: log lines, names and numbers. They are as far away as the notebook."""
_SESSION = (
    f"arn:${{AWS::Partition}}:sts::${{AWS::AccountId}}:assumed-role/{PREFIX}-data-scientist/${{!aws:SourceIdentity}}"
)
_PRODUCTS = arn("catalog", "product/*")


def scientist_catalog(estate: Estate) -> list[Statement]:
    """Launching, updating and terminating one's own products of the catalog, by the console or without it.

    A service action without a role runs as herself: by its document she does nothing that she could not do without it.

    AWS quirk: ProvisionProduct and GetProvisionedProductOutputs send no `servicecatalog:userLevel` (Service
    Authorization Reference, AWS Service Catalog): the portfolio's principals limit the one, and the outputs hold
    nothing but links and names.
    """
    return [
        allow("BrowseTheCatalog", calls("everything"), "*"),
        allow("ReadAndLaunchProducts", calls("products"), _PRODUCTS),
        allow("ManageOwnProducts", calls("own products"), "*", string_equals(keys.USER_LEVEL, "self")),
        allow("FollowLaunches", calls("stacks"), LAUNCHED_STACKS),
        allow("RunServiceActions", calls("automations"), AUTOMATIONS),
    ]


def scientist_looking(estate: Estate) -> list[Statement]:
    """Looking at jobs, logs and metrics of the environment, from where notebooks may be opened."""
    streams = [
        arn("logs", f"log-group:/aws/sagemaker/{kind}:log-stream:{{prefix}}-*")
        for kind in ("NotebookInstances", "ProcessingJobs", "TrainingJobs", "TransformJobs")
    ]
    return [
        allow("ListSageMaker", _JOB_LISTS, "*"),
        allow("ReadOurLogs", "logs:GetLogEvents", streams),
        allow("ListStreams", "logs:DescribeLogStreams", arn("logs", "log-group:/aws/sagemaker/*")),
        allow("ListLogs", "logs:DescribeLogGroups", arn("logs", "log-group:*")),
        allow("ReadMetrics", _METRIC_READS, "*"),
        *_reading(estate),
    ]


def scientist_notebooks(estate: Estate) -> list[Statement]:
    """One's own notebooks: opened, started and stopped, and never changed."""
    return [*_own_notebooks(), *_starting(estate), *_presigning(estate), *_refusals(estate)]


def _own_notebooks() -> list[Statement]:
    """The owner is whom a tag names: one that the launch sets, or one of AWS's own.

    `aws:userid` is `AROA…:<session name>` for a role's session, whichever way it came (IAM User Guide, "IAM JSON policy
    elements: Variables and tags"), and no session name has a colon: so `*:ana` is `ana`, and never `dana`. A tag that
    is missing is no variable, and matches nobody; its value can give one's own notebook away, never take another's,
    since nobody but the launch role may write tags, and SageMaker takes neither `*` nor `?` in one.

    AWS's own tag needs a source identity, which is fixed when the role is assumed (`trust.py`): the console's switch of
    roles sends none, and neither does Identity Center.
    """
    session = string_equals(keys.resource_tag(keys.PROVISIONING_PRINCIPAL), Sub(_SESSION))
    owner = keys.resource_tag(keys.OWNER_TAG)
    tagged = (string_like(keys.USER_ID, f"*:${{{owner}}}"), present(owner))
    own = calls("own notebooks")
    return [
        either(
            When.OWNER_TAG,
            allow("UseOwnNotebooksByTag", own, NOTEBOOKS, *tagged),
            allow("UseOwnNotebooks", own, NOTEBOOKS, session),
        )
    ]


def _starting(estate: Estate) -> list[Statement]:
    """What StartNotebookInstance asks of its caller besides (SageMaker Developer Guide, "Amazon SageMaker API
    Permissions: Actions, Permissions, and Resources Reference"). No role is passed but the notebook's, and nothing that
    a scientist may create takes one."""
    key, vpc = estate.keys.notebook, estate.network.vpc_arn
    return [
        guardrails.pass_role("PassNotebookExecution", role_arn("notebook-execution"), SAGEMAKER),
        allow("PlaceInterfaces", "ec2:CreateNetworkInterface", [SUBNETS, GROUPS], arn_equals(keys.EC2_VPC, vpc)),
        allow("MakeInterfaces", "ec2:CreateNetworkInterface", INTERFACES),
        allow("SeeInterfaces", guardrails.ENI_READS, "*"),
        guardrails.use_key("SeeNotebookKey", key, via("sagemaker"), ("kms:DescribeKey",)),
        guardrails.grant_key("LendNotebookKey", key),
    ]


def _presigning(estate: Estate) -> list[Statement]:
    """From where notebooks open.

    The policy is asked for every request and every frame of the notebook, so both endpoints must pass.
    """
    ours = string_not_equals(keys.SOURCE_VPCE, estate.endpoints.api, estate.endpoints.notebook)
    return [
        only_if(When.PRESIGN_ENDPOINT, deny("OpenThroughOurEndpointsOnly", PRESIGN, "*", ours)),
        *_from_blocks("OpenFromOurAddressesOnly", "OpenFromNoOtherNetwork", (PRESIGN,), ours),
    ]


def _reading(estate: Estate) -> list[Statement]:
    """From where is read what a notebook's code wrote: else a log line would carry data past the rule above.

    Logs and metrics have endpoints of their own, whose ids no policy knows where they were given: the VPC says it.
    """
    ours = string_not_equals(keys.SOURCE_VPC, estate.network.vpc)
    return [
        only_if(When.PRESIGN_ENDPOINT, deny("LookFromOurNetworkOnly", WHAT_CODE_WROTE, "*", ours)),
        *_from_blocks("LookFromOurAddressesOnly", "LookFromNoOtherNetwork", WHAT_CODE_WROTE, ours),
    ]


def _from_blocks(addresses: str, network: str, what: tuple[str, ...], ours: ConditionElement) -> list[Statement]:
    """A private address arrives as `aws:VpcSourceIp`, never as `aws:SourceIp`, and means something only with its
    VPC."""
    blocks = Split(",", Ref("PresignCidr"))
    outside = (not_ip(keys.SOURCE_IP, blocks), not_ip(keys.VPC_SOURCE_IP, blocks))
    return [
        only_if(When.PRESIGN_CIDR, deny(addresses, what, "*", *outside)),
        only_if(When.PRESIGN_CIDR, deny(network, what, "*", present(keys.SOURCE_VPCE), ours)),
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
        deny("NeverPassAnotherRole", "iam:PassRole", but(role_arn("notebook-execution"))),
        deny("NeverReadDataDirectly", DATA_ACTIONS, [*buckets.data.whole, *buckets.models.whole]),
    ]
