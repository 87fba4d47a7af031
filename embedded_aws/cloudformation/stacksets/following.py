"""Automatic deployment: accounts that join a unit get the stack of a set, and accounts that leave it lose theirs.

Account filters do not count for accounts that join later, nor do overridden parameters ("Enable or disable automatic
deployments for StackSets in AWS Organizations").
"""

from __future__ import annotations

from collections.abc import Mapping

from embedded_aws.cloudformation.operations.request_context import RequestContext
from embedded_aws.cloudformation.stacksets.access import is_enabled
from embedded_aws.cloudformation.stacksets.requests import build_operation
from embedded_aws.cloudformation.stacksets.running import enqueue
from embedded_aws.cloudformation.stacksets.state import Instance, Place, StackSet
from embedded_aws.organization import Organization


def follow(context: RequestContext, organization: Organization) -> None:
    """Bring every stack set of an organization to the accounts that its units have now."""
    if not is_enabled(context, organization):
        return
    with context.sets.lock:
        for stack_set in list(context.sets.sets.values()):
            if (stack_set.account, stack_set.status) == (organization.management, "ACTIVE"):
                _follow(context, stack_set, organization)


def _follow(context: RequestContext, stack_set: StackSet, organization: Organization) -> None:
    joined: dict[Place, str] = {}
    covered: set[Place] = set()
    gone: set[str] = set()
    for unit, regions in stack_set.units.items():
        there = {*organization.accounts_in(unit)} - {organization.management}
        known = stack_set.known.get(unit, set())
        covered |= {(account, region) for account in there for region in regions}
        joined |= {(account, region): unit for account in sorted(there - known) for region in regions}
        gone |= known - there
        stack_set.known[unit] = there
    if not stack_set.automatic:
        return
    left = {
        place: each.unit for place, each in stack_set.instances.items() if place[0] in gone and place not in covered
    }
    _enqueue(context, stack_set, "DELETE", left)
    # An account that moves from one unit of the set to another keeps its stack.
    new = {place: unit for place, unit in joined.items() if place not in stack_set.instances}
    for place, unit in joined.items():
        stack_set.instances.setdefault(place, Instance(*place, unit)).unit = unit
    _enqueue(context, stack_set, "CREATE", new)


def _enqueue(context: RequestContext, stack_set: StackSet, action: str, units: Mapping[Place, str]) -> None:
    if not units:
        return
    targets = {"OrganizationalUnitIds": list(dict.fromkeys(units.values()))}
    retain = {"RetainStacks": stack_set.retains} if action == "DELETE" else {}
    enqueue(context, stack_set, build_operation(action, {"DeploymentTargets": targets, **retain}, units))
