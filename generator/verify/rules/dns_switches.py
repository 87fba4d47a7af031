"""SEC433 and SEC434: a firewall of names that can be opened from inside, or whose queries nobody can read afterwards.

A VPC fails closed by default: what DNS Firewall cannot decide is not answered (Route 53 Developer Guide, "DNS Firewall
VPC configuration"). Opened it is by `UpdateFirewallConfig`, by changing its rules and lists, and past it names go by a
rule of the resolver that sends them elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from generator.diagnostics import Finding
from generator.verify.rules.dns_walls import ASSOCIATIONS, private_vpcs
from generator.verify.rules.template import Policy, Template, leads_outside, listed, mentioned, place, text_of

_CONFIG = "AWS::Route53Resolver::FirewallConfig"
_LOGS, _LOGGED = (
    "AWS::Route53Resolver::ResolverQueryLoggingConfig",
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
)
OPENING = tuple(
    f"route53resolver:{name}"
    for name in (
        "AssociateResolverRule",
        "CreateFirewallRule",
        "CreateResolverRule",
        "DeleteFirewallRule",
        "DisassociateFirewallRuleGroup",
        "DisassociateResolverQueryLogConfig",
        "ImportFirewallDomains",
        "UpdateFirewallConfig",
        "UpdateFirewallDomains",
        "UpdateFirewallRule",
        "UpdateFirewallRuleGroupAssociation",
    )
)


def find(template: Template) -> Iterator[Finding]:
    """Whatever opens the firewall of a VPC that the template makes, and queries that leave no readable trace."""
    if not private_vpcs(template):
        return
    yield from _fails_open(template)
    yield from _openers(template)
    yield from _unlogged(template)


def _fails_open(template: Template) -> Iterator[Finding]:
    for name, config in template.of(_CONFIG):
        if config.get("FirewallFailOpen") != "DISABLED":
            message = f"`{name}` lets every name through while DNS Firewall cannot decide"
            yield Finding("SEC433", message, fix=f"leave {name} out: closed is the default", path=place(name))


def _openers(template: Template) -> Iterator[Finding]:
    limits = template.boundaries()
    for policy in template.policies():
        kind = template.resources[policy.path[1]]["Type"]
        grants = kind in ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy") or "Policies" in policy.path
        if grants and policy.path[1] not in limits:
            yield from _granted(policy)


def _granted(policy: Policy) -> Iterator[Finding]:
    for path, statement in policy.statements():
        patterns = [text_of(action) for action in listed(statement.get("Action"))]
        opened = [name for name in OPENING if any(fnmatchcase(name.lower(), each.lower()) for each in patterns)]
        if statement["Effect"] == "Allow" and opened:
            message = (
                f"`{statement.get('Sid', '(no Sid)')}` allows {opened[0]}: who may do so opens the firewall of names"
            )
            yield Finding("SEC433", message, fix=f"take {opened[0]} out", path=path)


def _unlogged(template: Template) -> Iterator[Finding]:
    logged: set[str] = set()
    for _, each in template.of(_LOGGED):
        logged |= mentioned(template, each.get("ResourceId"), "AWS::EC2::VPC")
    walled: set[str] = set()
    for _, each in template.of(ASSOCIATIONS):
        walled |= mentioned(template, each.get("VpcId"), "AWS::EC2::VPC")
    for vpc in sorted(walled - logged):
        message = f"the queries of `{vpc}` are not logged: nobody learns what was asked, and what was blocked"
        yield Finding("SEC434", message, fix="a ResolverQueryLoggingConfigAssociation", path=("Resources", vpc))
    for name, config in template.of(_LOGS):
        yield from _in_the_clear(template, name, config.get("DestinationArn"))


def _in_the_clear(template: Template, name: str, destination: Any) -> Iterator[Finding]:
    groups = mentioned(template, destination, "AWS::Logs::LogGroup") | _named_by_arn(template, destination)
    for group in sorted(groups):
        if not template.resources[group].get("Properties", {}).get("KmsKeyId"):
            message = f"`{name}` writes to `{group}`, which has no key of ours"
            yield Finding("SEC434", message, fix="KmsKeyId of the logs key", path=place(group))
    if not groups and not leads_outside(template, destination):
        message = f"`{name}` writes to something that is no log group of the template"
        yield Finding("SEC434", message, fix="DestinationArn=GetAtt(group, 'Arn')", path=place(name))


def _named_by_arn(template: Template, destination: Any) -> set[str]:
    """A resolved ARN ends in the id that the resolver gave."""
    text = destination if isinstance(destination, str) else ""
    return {name for name, _ in template.of("AWS::Logs::LogGroup") if text.endswith(f":log-group:stack-{name}:*")}
