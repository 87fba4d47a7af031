"""SEC458: a grant of SageMaker work that does not say in which network, or under which key, though its request would.

Every grant is judged by itself: a guardrail elsewhere refuses what it must, and a grant that relies on it is open
from the day on which the guardrail is taken off the role. Which action carries which key: see the Service Authorization
Reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from generator.diagnostics import Finding
from generator.iam import keys
from generator.iam.actions import UnknownAction, matching
from generator.iam.guardrails import always_sent
from generator.verify.rules.template import Path, Policy, Template, keys_of, listed, text_of

_GUARDS = {
    "subnets": (keys.SUBNETS,),
    "security groups": (keys.SECURITY_GROUPS,),
    "volume key": (keys.VOLUME_KEY_ARN, keys.VOLUME_KEY),
    "output key": (keys.OUTPUT_KEY_ARN, keys.OUTPUT_KEY),
}
"""By what is meant, the key as it is called now, and its former name where AWS renamed it."""


def find(template: Template) -> Iterator[Finding]:
    """Every grant that lacks a test, once for each kind of test."""
    limits = template.boundaries()
    for policy in _granting(template):
        if policy.path[1] in limits:
            continue
        for path, statement in policy.statements():
            if statement["Effect"] == "Allow":
                yield from _lacking(path, statement)


def _granting(template: Template) -> Iterator[Policy]:
    for policy in template.policies():
        attached = template.resources[policy.path[1]]["Type"] in ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy")
        if attached or "Policies" in policy.path:
            yield policy


def _lacking(path: Path, statement: Mapping[str, Any]) -> Iterator[Finding]:
    tested = keys_of(statement)
    allowed = {action for pattern in listed(statement.get("Action")) for action in _meant(text_of(pattern))}
    for what, names in _GUARDS.items():
        open_ones = sorted(allowed & _sent(names[0]))
        if open_ones and not tested & {name.lower() for name in names}:
            sid = statement.get("Sid", "(no Sid)")
            yield Finding(
                "SEC458",
                f"`{sid}` allows {open_ones[0]} whatever its {what}",
                fix=f"test {names[0]}, or take {open_ones[0]} out of `{sid}`",
                path=path,
            )


@cache
def _sent(key: str) -> frozenset[str]:
    """What must send the key; an update names only what it changes."""
    return frozenset(action for action in always_sent(key) if ":Update" not in action)


def _meant(pattern: str) -> tuple[str, ...]:
    if not pattern.startswith("sagemaker:") and pattern != "*":
        return ()
    try:
        return matching(pattern)
    except UnknownAction:
        return ()
