"""What must hold of the policies as documents, whatever they decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.iam.actions import matching, resource_patterns
from generator.iam.evaluate import NamedPolicy
from generator.iam.lint import check_policy, check_role, statements_of
from tests.behavior.permissions.environment import Environment

ON_EVERYTHING = {
    "Images": "whose images is refused by the data perimeter, which every role that pulls has",
    "Look": "lists and descriptions, read only",
    "MarkedWork": "the tag limits",
    "OurWork": "the tag limits",
    "TagWhatIsMade": "only while something is made, which other statements limit",
    "ReadPublishedTemplates": "Service Catalog's bucket has no name that is known beforehand; the tag limits",
    "OurScaling": "scalable targets have random ids; the role's own policy limits the namespace",
    "ScaleEndpoints": "as above",
    "ReadTemplates": "a template that is no stack yet",
    "SeeScaling": "lists",
    "SeeAlarms": "lists, which CloudWatch asks about as `alarm:*`",
    "ListModelPackages": "lists",
    "ReadMetrics": "metrics of the account, read only",
    "SageMakerLists": "lists",
    "SeeNetwork": "descriptions of the network, read only",
    "WriteMetrics": "a namespace is no resource",
}
"""Statements on `*` whose actions know a resource type, each with its reason."""


def weaknesses(environment: Environment) -> set[str]:
    """Every weakness of every role's policies, in words."""
    found: set[str] = set()
    for role in environment.roles.values():
        found |= {
            f"{role.name}: {finding.message}" for finding in check_role([each.document for each in role.identity])
        }
        found |= {f"{role.name}: {message}" for message in _passed_by_silence(role.trust)}
        found |= {f"{role.name}: {sid} trusts anybody" for sid in _open(role.trust)}
        policies = (*role.identity, role.trust, *([role.boundary] if role.boundary else []))
        for policy in policies:
            found |= {f"{policy.name}: {finding.message}" for finding in check_policy(policy.document)}
            found |= set(_wide(policy.name, policy.document))
    return found


def _passed_by_silence(trust: NamedPolicy) -> Iterator[str]:
    """Lists that a caller passes by saying nothing, but for the two keys that some services do not send, and the source
    identity, which the console never sends and on which nothing rests."""
    for finding in check_role([trust.document]):
        known = any(key in finding.message for key in ("`aws:SourceA", "`sts:SourceIdentity`"))
        if finding.code == "SEC409" and not known:
            yield finding.message


def _open(trust: NamedPolicy) -> Iterator[str]:
    for statement in statements_of(trust.document):
        if statement["Effect"] == "Allow" and statement["Principal"] == "*":
            yield statement["Sid"]


def _wide(name: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Allows on every resource of actions that could name one."""
    for statement in statements_of(document):
        if statement["Effect"] != "Allow" or statement.get("Resource") != ["*"] or "Principal" in statement:
            continue
        for pattern in statement["Action"]:
            kinds = [action for action in matching(pattern) if resource_patterns(action)]
            if kinds and statement["Sid"] not in ON_EVERYTHING:
                yield f"{name}: {statement['Sid']} allows {kinds[0]} on every resource"
