"""CloudFormation's operations: a table of name → function of (context, params, call), one module for each family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from embedded_aws.cloudformation.operations import (
    changesets,
    drifts,
    hooks,
    policies,
    reads,
    signals,
    stacks,
    templates,
)
from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.cloudformation.stacksets import access, instances, sets, views
from embedded_aws.service import Call

Operation = Callable[[RequestContext, Mapping[str, Any], Call], Mapping[str, Any]]

OPERATIONS: Mapping[str, Operation] = {
    "CancelUpdateStack": stacks.cancel_update,
    "ContinueUpdateRollback": stacks.continue_rollback,
    "CreateChangeSet": changesets.create_change_set,
    "CreateStack": stacks.create_stack,
    "DeleteChangeSet": changesets.delete_change_set,
    "DeleteStack": stacks.delete_stack,
    "DescribeChangeSet": changesets.describe_change_set,
    "DescribeChangeSetHooks": hooks.describe_hooks,
    "DescribeEvents": hooks.describe_events,
    "DescribeStackEvents": reads.describe_events,
    "DescribeStackResource": reads.describe_resource,
    "DescribeStackResources": reads.describe_resources,
    "DescribeStacks": reads.describe_stacks,
    "ExecuteChangeSet": changesets.execute_change_set,
    "GetStackPolicy": policies.show_policy,
    "GetTemplate": templates.read_template,
    "GetTemplateSummary": templates.summarize_template,
    "ListChangeSets": changesets.list_change_sets,
    "ListExports": reads.list_exports,
    "ListHookResults": hooks.list_results,
    "ListImports": reads.list_imports,
    "ListStackResources": reads.list_resources,
    "ListStacks": reads.list_stacks,
    "RollbackStack": stacks.roll_back,
    "SetStackPolicy": policies.set_policy,
    "SignalResource": signals.signal_resource,
    "UpdateStack": stacks.update_stack,
    "UpdateTerminationProtection": stacks.protect_stack,
    "ValidateTemplate": templates.validate_template,
    **drifts.OPERATIONS,
    **access.OPERATIONS,
    **sets.OPERATIONS,
    **instances.OPERATIONS,
    **views.OPERATIONS,
}
