"""What every endpoint policy has in common: our principals, our resources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from awacs.aws import ConditionElement, Statement
from troposphere import AccountId

from generator.iam.conditions import if_exists, string_equals
from generator.iam.keys import PRINCIPAL_ACCOUNT, RESOURCE_ACCOUNT
from generator.iam.statements import allow, anyone


def our_principals() -> ConditionElement:
    """Requests signed by principals of this account."""
    return string_equals(PRINCIPAL_ACCOUNT, AccountId)


def ours(sid: str, actions: str | Iterable[str], resources: Any, *more: ConditionElement) -> Statement:
    """Our principals on resources that their ARNs pin to this account."""
    return allow(sid, actions, resources, our_principals(), *more, to=anyone())


def ours_unnamed(sid: str, actions: str | Iterable[str], *more: ConditionElement) -> Statement:
    """Our principals on resources that only `aws:ResourceAccount` pins.

    Lists and the like concern no resource and may come without the key (IAM User Guide, "AWS global condition context
    keys"); where it is there it must be our account.
    """
    return allow(
        sid,
        actions,
        "*",
        our_principals(),
        if_exists(string_equals(RESOURCE_ACCOUNT, AccountId)),
        *more,
        to=anyone(),
    )
