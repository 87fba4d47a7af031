"""What portfolio.yaml leaves to what the account has: whose trail records it, who has SageMaker's log groups,
and by what the notebooks of an environment know their owners.

An environment that exists keeps what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from generator.aws.account.owners import stack_of
from generator.aws.errors import refusals
from generator.aws.session import Connection
from generator.cloudformation.template.parameter import Parameter
from generator.model.declaration import SETTLED
from generator.planning import Deployment

GROUPS = ("NotebookInstances", "TrainingJobs", "ProcessingJobs", "TransformJobs")


@refusals("cloudtrail")
def settle(
    connection: Connection, deployment: Deployment, declared: Mapping[str, Parameter], current: Mapping[str, str]
) -> tuple[Deployment, tuple[str, ...]]:
    """The deployment with every answer, and a sentence for each that was found and not said."""
    answers, words = dict(deployment.parameters), list[str]()
    found = zip(SETTLED, (_owner, _trail, _log_groups), strict=True)
    for name, find in ((name, find) for field, find in found for name in deployment.base.parameters(field)):
        if name in answers or name not in declared:
            continue
        if name in current:
            answers[name] = current[name]
            continue
        answers[name], why = find(connection, deployment.stack)
        if not declared[name].accepts(answers[name]):
            answers[name] = "organization"  # what 1.x calls a trail that is not the environment's
        if why:
            words.append(f"{name} = {answers[name]}: {why}")
    return replace(deployment, parameters=answers), tuple(words)


def _owner(connection: Connection, stack: str) -> tuple[str, str]:
    """A new environment's; one that exists keeps its own, since its notebooks may lack the tag."""
    return "owner-tag", ""


def _trail(connection: Connection, stack: str) -> tuple[str, str]:
    client = connection.client("cloudtrail")
    for trail in client.describe_trails(includeShadowTrails=True)["trailList"]:
        if trail.get("IsOrganizationTrail"):
            return "organization", f"the organization's trail {trail['Name']} records this account"
        if _records(client, trail, connection.region):
            return "account", f"the trail {trail['Name']} records this account"
    return "own", "no trail records this account"


def _records(client: Any, trail: Mapping[str, Any], region: str) -> bool:
    """Whether a trail logs the management events of all regions, or of this one."""
    if not trail.get("IsMultiRegionTrail") and trail.get("HomeRegion") != region:
        return False
    arn = trail["TrailARN"]
    try:
        if not client.get_trail_status(Name=arn)["IsLogging"]:
            return False
        chosen = client.get_event_selectors(TrailName=arn)
    except ClientError:
        return False
    plain, advanced = chosen.get("EventSelectors", []), chosen.get("AdvancedEventSelectors", [])
    # By default a trail logs management events (CloudTrail User Guide, "Logging management events").
    if any(row.get("IncludeManagementEvents", True) for row in plain) or not plain + advanced:
        return True
    fields = [field for row in advanced for field in row["FieldSelectors"]]
    return any(field["Field"] == "eventCategory" and "Management" in field.get("Equals", []) for field in fields)


def _log_groups(connection: Connection, stack: str) -> tuple[str, str]:
    for kind in GROUPS:
        owner = stack_of(connection, f"/aws/sagemaker/{kind}")
        if owner not in (None, stack):
            return "no", f"stack {owner} has them"
    return "yes", "no other stack has them"
