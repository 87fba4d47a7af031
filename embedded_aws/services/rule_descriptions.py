"""How a security group's rule with a prefix list is described, which moto (5.2) takes and forgets.

The rule keeps it, and with the rule moto's snapshot. moto's names and places are held by a contract test.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from inspect import signature
from typing import Any

from embedded_aws.service import Call

OPERATIONS = (
    *("AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "DescribeSecurityGroups"),
    *("DescribeSecurityGroupRules", "UpdateSecurityGroupRuleDescriptionsEgress"),
    "UpdateSecurityGroupRuleDescriptionsIngress",
)
KEPT = "prefix_list_description"


def keep_descriptions(call: Call) -> None:
    """Before any of these calls: let moto's rules remember."""
    _teach()


@cache
def _teach() -> None:
    from moto.ec2.models.security_groups import (  # slow, and not needed without EC2
        SecurityGroup,
        SecurityGroupBackend,
        SecurityGroupRule,
    )

    make, flatten, describe = (
        SecurityGroupRule.__init__,
        SecurityGroup._flattened_rules,
        SecurityGroupBackend._sg_update_description,
    )
    arguments, said = signature(make), SecurityGroupRule.description.fget

    def made(rule: Any, *args: Any, **named: Any) -> None:
        make(rule, *args, **named)
        given = arguments.bind(rule, *args, **named).arguments.get("prefix_list_id") or {}
        setattr(rule, KEPT, given.get("Description"))

    def flattened(group: Any, rules: Sequence[Any]) -> Any:
        return _describe(flatten(group, rules), rules)

    def described(backend: Any, wanted: Any, rule: Any) -> None:
        describe(backend, wanted, rule)
        setattr(rule, KEPT, getattr(wanted, KEPT, None))

    SecurityGroupRule.__init__ = made
    SecurityGroupRule.description = property(lambda rule: said(rule) or getattr(rule, KEPT, None))
    SecurityGroup._flattened_rules = flattened
    SecurityGroupBackend._sg_update_description = described


def _describe(views: Any, rules: Sequence[Any]) -> Any:
    texts = {_place(rule, rule.prefix_list_id): getattr(rule, KEPT, None) for rule in rules if rule.prefix_list_id}
    for view in views:
        for one in view.prefix_list_ids:
            if text := texts.get(_place(view, one["PrefixListId"])):
                one["Description"] = text
    return views


def _place(held: Any, prefixes: str) -> tuple[Any, ...]:
    return held.from_port, held.to_port, held.ip_protocol, prefixes
