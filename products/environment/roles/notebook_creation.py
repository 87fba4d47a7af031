"""Role 2, notebook creation: the launch role. It makes, updates and deletes safe notebooks, and nothing else.

Source of the actions: the registry's handler permissions of `AWS::SageMaker::NotebookInstance` and
`AWS::SageMaker::NotebookInstanceLifecycleConfig`, and Service Catalog's "Launch constraints" page for the stack, the
template object and the tags that the catalog adds by itself.
"""

from __future__ import annotations

from awacs.aws import ConditionElement, Statement
from troposphere import Ref

from generator.iam import guardrails, keys
from generator.iam.conditions import (
    for_all_values,
    if_exists,
    string_equals,
    string_like,
)
from generator.iam.statements import allow
from products.environment.estate import Estate
from products.environment.names import role_arn
from products.environment.places import (
    CURRENT_PARAMETERS,
    LAUNCHED_STACKS,
    LIFECYCLES,
    NOTEBOOKS,
    PARAMETERS,
    SAGEMAKER,
    actions,
    via,
)
from products.environment.roles.limits import NOTEBOOK_INSTANCES
from products.environment.roles.shared import interfaces

_STACK_ACTIONS = [
    f"cloudformation:{name}"
    for name in (
        "CreateChangeSet",
        "CreateStack",
        "DeleteChangeSet",
        "DeleteStack",
        "DescribeChangeSet",
        "DescribeStackEvents",
        "DescribeStackResource",
        "DescribeStackResources",
        "DescribeStacks",
        "ExecuteChangeSet",
        "GetStackPolicy",
        "GetTemplate",
        "ListStackResources",
        "SetStackPolicy",
        "TagResource",
        "UntagResource",
        "UpdateStack",
    )
]


def creation_notebooks(estate: Estate) -> list[Statement]:
    """Notebooks that are closed to the internet and run without root, with their lifecycle configurations."""
    return [*_notebooks(estate), *_lifecycles(), *interfaces(estate), *_keys(estate), _pass(), *_identity()]


def _notebooks(estate: Estate) -> list[Statement]:
    network = estate.network
    return [
        allow(
            "CreateSafeNotebooks",
            "sagemaker:CreateNotebookInstance",
            NOTEBOOKS,
            string_equals(keys.DIRECT_INTERNET_ACCESS, "Disabled"),
            string_equals(keys.ROOT_ACCESS, "Disabled"),
            string_equals(keys.MINIMUM_METADATA_VERSION, "2"),
            string_equals(keys.request_tag("Project"), Ref("Project")),
            *guardrails.our_volume_key(estate.keys.notebook),
            *guardrails.our_network(network.subnets, [network.workload_group]),
            *guardrails.only_instances(*NOTEBOOK_INSTANCES),
        ),
        allow("UpdateNotebooksSafely", "sagemaker:UpdateNotebookInstance", NOTEBOOKS, *_still_safe()),
        allow(
            "RunAndDeleteNotebooks",
            actions(("Delete", "Describe", "Start", "Stop"), ("NotebookInstance",)),
            NOTEBOOKS,
        ),
    ]


def _still_safe() -> tuple[ConditionElement, ...]:
    """An update names only what it changes: what it leaves out stays as the creation made it, so `…IfExists`."""
    return (
        if_exists(string_equals(keys.ROOT_ACCESS, "Disabled")),
        if_exists(string_equals(keys.MINIMUM_METADATA_VERSION, "2")),
        for_all_values(string_like(keys.INSTANCE_TYPES, *NOTEBOOK_INSTANCES)),
    )


def _lifecycles() -> list[Statement]:
    return [
        allow(
            "ManageLifecycles",
            actions(("Create", "Delete", "Describe", "Update"), ("NotebookInstanceLifecycleConfig",)),
            LIFECYCLES,
        ),
        allow(
            "TagWhatIsLaunched",
            ["sagemaker:AddTags", "sagemaker:DeleteTags", "sagemaker:ListTags"],
            [NOTEBOOKS, LIFECYCLES],
        ),
    ]


def _keys(estate: Estate) -> list[Statement]:
    key = estate.keys.notebook
    return [
        guardrails.use_key("UseNotebookKey", key, via("sagemaker"), ("kms:Decrypt", "kms:DescribeKey")),
        guardrails.grant_key("LendNotebookKey", key),
    ]


def _pass() -> Statement:
    return guardrails.pass_role("PassNotebookExecution", role_arn("notebook-execution"), SAGEMAKER)


def _identity() -> list[Statement]:
    return [guardrails.no_identity_change()]


def creation_launching(estate: Estate) -> list[Statement]:
    """What CloudFormation and Service Catalog need to launch, update and terminate."""
    return [
        allow("RunLaunchedStacks", _STACK_ACTIONS, LAUNCHED_STACKS),
        allow("ReadTemplates", ["cloudformation:GetTemplateSummary", "cloudformation:ValidateTemplate"], "*"),
        allow(
            "ReadPublishedTemplates",
            "s3:GetObject",
            "*",
            string_equals(keys.EXISTING_PROVISIONING_TAG, "true"),
        ),
        allow("ReadEnvironment", ["ssm:GetParameter", "ssm:GetParameters"], [PARAMETERS, CURRENT_PARAMETERS]),
    ]
