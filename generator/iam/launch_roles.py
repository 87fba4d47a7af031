"""A product's own launch role → its policy, written by awacs; and what no launch role may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from awacs.aws import Action, Allow, Condition, Statement

from generator.diagnostics import Finding, Span
from generator.iam.actions import UnknownAction, named
from generator.iam.conditions import condition, operators
from generator.iam.delegation import find_unbounded, is_delegated
from generator.iam.foreign_keys import find_foreign_keys
from generator.iam.policy_split import MOST_OF_A_ROLE, fits_inline, policy_size, split_policies
from generator.iam.statements import plain_policy
from generator.model.launch_role import LaunchRole, LaunchStatement

IDENTITY = frozenset({"iam:PassRole", "iam:CreateServiceLinkedRole"})
"""What a launch role may do in IAM besides reading: hand a role that exists to a service."""
_READS = ("Get", "List", "Simulate", "Generate")


def build_launch_policy(role: LaunchRole) -> dict[str, Any]:
    """The policy document, `${…}` still in it; statements in the author's order, lists in alphabetical order."""
    return plain_policy(*(_statement(each) for each in role.statements))


def find_in_launch_role(role: LaunchRole) -> Iterator[Finding]:
    """Actions and operators that AWS does not have, actions that make a role another, a policy that is too large, and
    keys of others that the role could rule (PD261, PD262, PD265, PD266, PD290)."""
    for statement in role.statements:
        for action, span in zip_longest(statement.allow, statement.places, fillvalue=statement.span):
            yield from _find_in_action(statement, str(action), span)
        for operator in statement.when:
            if operator not in operators():
                words = f"there is no condition operator `{operator}`, named in `{statement.id}`"
                yield Finding("PD261", words, statement.span, "StringEquals, ArnLike, Bool, …")
    # Only what awacs can write has a size.
    known = all(operator in operators() for statement in role.statements for operator in statement.when)
    if not role.statements or not known:
        return
    policy = build_launch_policy(role)
    yield from find_foreign_keys(role, policy)
    if not fits_inline([policy]) and split_policies([policy]) is None:
        words = f"the policy has {policy_size(policy):,} characters, and IAM takes {MOST_OF_A_ROLE} of a role"
        yield Finding("PD266", words, role.statements[0].span, "join statements on the same resources; use wildcards")


def _find_in_action(statement: LaunchStatement, action: str, span: Span | None) -> Iterator[Finding]:
    try:
        meant = named(action)
    except UnknownAction as error:
        yield Finding("PD262", f"{error}: `{action}`, named in `{statement.id}`", span, "s3:CreateBucket")
        return
    if not meant:
        words = f"AWS has no action `{action}`, named in `{statement.id}`"
        yield Finding("PD262", words, span, "look it up; a wildcard must mean at least one")
    elif changing := [name for name in meant if changes_identity(name) and not is_delegated(name)]:
        words = f"`{statement.id}` allows {changing[0]}: whoever launches could make the role more than it is"
        yield Finding("PD265", words, span, f"remove {action}, and pass a role that exists with iam:PassRole")
    elif unbounded := find_unbounded(statement, [name for name in meant if changes_identity(name)]):
        why, fix = unbounded
        words = f"`{statement.id}` allows {action} {why}: a role that it makes could be more than it is"
        yield Finding("PD265", words, span, fix)


def changes_identity(action: str) -> bool:
    """Whether it makes or changes users, roles, policies or the organization, or becomes another role."""
    service, _, name = action.partition(":")
    if service == "organizations" or action in ("sts:AssumeRole", "sts:GetFederationToken"):
        return True
    return service == "iam" and action not in IDENTITY and not name.startswith(_READS)


def _statement(statement: LaunchStatement) -> Statement:
    parts: dict[str, Any] = {
        "Sid": statement.id,
        "Effect": Allow,
        "Action": [Action(*action.split(":", 1)) for action in sorted(statement.allow)],
        "Resource": sorted(statement.on),
    }
    if statement.when:
        parts["Condition"] = Condition([condition(*each) for each in _conditions(statement)])
    return Statement(**parts)


def _conditions(statement: LaunchStatement) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    for operator, keys in sorted(statement.when.items()):
        yield operator, {key: sorted(values) for key, values in sorted(keys.items())}
