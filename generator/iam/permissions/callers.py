"""Who may ask: an example of each kind of caller that a resource's, a trust's or an endpoint's policy tells apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.iam.evaluate.principals import Caller, NamedBy, read_caller
from generator.iam.permissions.statements import Written
from generator.iam.permissions.template_policies import TemplatePolicies

PERSON = "dana"
STRANGER = "999988887777"
MOST_EXTRA = 3
"""Who is left out is named where that is shorter by this many."""


@dataclass(frozen=True)
class Audience:
    """Callers that every statement names in the same way; `named` says how, None where it does not."""

    people: tuple[str, ...]
    named: tuple[NamedBy | None, ...]


def find_callers(policies: TemplatePolicies, statements: Iterable[Written]) -> Mapping[str, Caller]:
    """Callers by what they are called in text."""
    account = policies.account
    found = {policies.titles[name]: role.session(PERSON) for name, role in policies.roles.items()}
    found |= {
        "the account's root": f"arn:aws:iam::{account}:root",
        "another role of the account": f"arn:aws:iam::{account}:role/zz-other",
        "a user of the account": f"arn:aws:iam::{account}:user/zz-other",
        "another account": f"arn:aws:iam::{STRANGER}:role/zz-other",
        "anonymous": "*",
        "another service": "zz-other.amazonaws.com",
    }
    known = set(found.values()) | {role.arn for role in policies.roles.values()}
    for statement in statements:
        if statement.principals is None:
            continue
        for name in sorted(statement.principals.named - known):
            if name != "*" and not name.isdigit() and not name.endswith(f":{account}:root"):
                found.setdefault(policies.rename(name), name)
        for other in sorted(statement.principals.accounts - {account}):
            found.setdefault(f"a role of {other}", f"arn:aws:iam::{other}:role/zz-other")
    return {name: read_caller(arn) for name, arn in found.items() if _can_call(arn)}


def find_audiences(callers: Mapping[str, Caller], statements: Sequence[Written]) -> list[Audience]:
    """The callers in groups that the statements do not tell apart, without those whom none of them names."""
    groups: dict[tuple[NamedBy | None, ...], list[str]] = {}
    for name, caller in callers.items():
        named = tuple(each.principals.match(caller) if each.principals else None for each in statements)
        if any(named):
            # That a caller is named more or less closely matters only where its account has to grant, too.
            kind = tuple(None if each is None else min(each, NamedBy.ROLE) for each in named)
            groups.setdefault(kind, []).append(name)
    return [Audience(tuple(sorted(people)), named) for named, people in groups.items()]


def name_people(people: Iterable[str], callers: Mapping[str, Caller], account: str) -> str:
    """Who: one by one, or everybody but these where that is shorter."""
    chosen = set(people)
    if chosen == set(callers):
        return "anyone"
    if chosen == {name for name, caller in callers.items() if caller.account == account}:
        return "the account"
    left = sorted(set(callers) - chosen)
    return ", ".join(sorted(chosen)) if len(chosen) <= len(left) + MOST_EXTRA else f"anyone but {', '.join(left)}"


def _can_call(arn: str) -> bool:
    try:
        read_caller(arn)
    except ValueError:
        return False
    return True
