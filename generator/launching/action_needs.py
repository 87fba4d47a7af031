"""What a run of a service action asks of whoever runs it, as far as its document shows.

Sources: Service Catalog Administrator Guide, "AWS Service Catalog Service Actions" (what its end user has); Systems
Manager User Guide, "Setting up Automation" (each step runs with the permissions of the caller or of the role).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.iam import actions
from generator.launching.catalog_needs import STACKS
from generator.launching.need import Need
from generator.launching.worlds import UNSEEN
from generator.model.action import DOCUMENT_PREFIX, Action, ActionStep

_HERE = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:"
_SELF = (("servicecatalog:userLevel", "self"),)


def find_running(catalog: str, product: str, action: Action) -> Iterator[Need]:
    """The calls that start and follow the automation, by whoever it runs as."""
    name = f"{DOCUMENT_PREFIX}{catalog}-{product}-{action.name}{UNSEEN}"
    yield Need("ssm:DescribeDocument", f"{_HERE}document/{name}", "create")
    yield Need("ssm:StartAutomationExecution", f"{_HERE}automation-definition/{name}:{action.version}", "create")
    yield Need("ssm:StartAutomationExecution", f"{_HERE}document/{name}", "create")
    yield Need("ssm:StartAutomationExecution", f"{_HERE}automation-execution/{UNSEEN}", "create")
    yield Need("ssm:GetAutomationExecution", f"{_HERE}automation-execution/{UNSEEN}", "create")


def find_asking(action: Action) -> Iterator[Need]:
    """The calls that the person makes, whoever the automation runs as."""
    yield Need("servicecatalog:ExecuteProvisionedProductServiceAction", "*", "create", context=_SELF)
    if "target" in dict(action.parameters).values():
        yield Need("cloudformation:ListStackResources", STACKS, "create")


def find_calling(steps: Sequence[ActionStep]) -> Iterator[tuple[ActionStep, Need]]:
    """The call of each step, on something that the document does not show; not those that IAM knows by another name."""
    for step in steps:
        called = f"{step.service}:{step.api}"
        if actions.exists(called):
            yield step, Need(called, UNSEEN, "create")
