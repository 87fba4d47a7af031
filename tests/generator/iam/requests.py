"""Short words for requests and policies, so that a table of rules can be read."""

from __future__ import annotations

from typing import Any

from generator.iam.evaluate import Decision, NamedPolicy, PolicySet, Request, decide

ACCOUNT = "111122223333"
OTHER = "444455556666"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/analyst"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/analyst/dana"
USER = f"arn:aws:iam::{ACCOUNT}:user/dana"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
OBJECT = "arn:aws:s3:::data/p1/k"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k-1"


def statement(effect: str, **elements: Any) -> dict[str, Any]:
    """A statement; Action and Resource are `*` unless they or their negations are given."""
    found: dict[str, Any] = {"Effect": effect, **elements}
    if "NotAction" not in found:
        found.setdefault("Action", "*")
    if "NotResource" not in found:
        found.setdefault("Resource", "*")
    return found


def allow(**elements: Any) -> dict[str, Any]:
    """An Allow statement."""
    return statement("Allow", **elements)


def deny(**elements: Any) -> dict[str, Any]:
    """A Deny statement."""
    return statement("Deny", **elements)


def policy(*statements: dict[str, Any], name: str = "p", version: str | None = "2012-10-17") -> NamedPolicy:
    """A policy of these statements."""
    return NamedPolicy(name, {**({"Version": version} if version else {}), "Statement": list(statements)})


def decision_of(
    policies: PolicySet,
    principal: str = USER,
    action: str = "s3:GetObject",
    resource: str = OBJECT,
    account: str = ACCOUNT,
    **context: Any,
) -> Decision:
    """Decide; `aws__SourceIp="…"` in the context stands for `aws:SourceIp`, `aws__PrincipalTag__Project` for a tag."""
    keys = {key.replace("__", ":", 1).replace("__", "/"): value for key, value in context.items()}
    return decide(Request(principal, action, resource, account, keys), policies)


def by_identity(*statements: dict[str, Any], version: str | None = "2012-10-17", **request: Any) -> bool:
    """Whether these statements, as the only identity policy, allow the request."""
    return decision_of(PolicySet((policy(*statements, version=version),)), **request).allowed
