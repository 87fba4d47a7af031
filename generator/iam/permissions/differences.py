"""Who can do more or less by one template than by another: from the functions of both, never from their texts.

The statements of both go into one table; what the new function allows and the old one does not is more. A grant that
grows and a refusal that shrinks broaden, in what a role may do and in each policy by itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.diagnostics import Problems
from generator.iam.evaluate.principals import Caller, NamedBy
from generator.iam.permissions.callers import find_audiences, find_callers, name_people
from generator.iam.permissions.comparing import Comparison, Difference, unplaced
from generator.iam.permissions.effective import Effective, effective_statements, fixed_keys
from generator.iam.permissions.functions import Mask
from generator.iam.permissions.sections import BY_ITS_OWN, EFFECTIVE, GRANTS, REFUSES, TRUST, Sections
from generator.iam.permissions.statements import Written, plain, strip_marks
from generator.iam.permissions.table import Decide, Table
from generator.iam.permissions.template_policies import OwnPolicy, TemplatePolicies
from generator.iam.permissions.undecided import Undecided
from generator.iam.roles import DeployedRole


def compare(old: TemplatePolicies, new: TemplatePolicies) -> list[Difference]:
    """Every difference: what broadens first, roles before policies, permissions management before reading."""
    words = Sections(new)
    found = [*_roles(old, new, words), *_policies(old, new, words)]
    return sorted(found, key=lambda each: (not each.more, each.kind != EFFECTIVE, each.rank, each.name, each.actions))


def _roles(old: TemplatePolicies, new: TemplatePolicies, sections: Sections) -> Iterator[Difference]:
    before = {old.titles[name]: role for name, role in old.roles.items()}
    after = {new.titles[name]: role for name, role in new.roles.items()}
    for title in sorted(before.keys() | after.keys()):
        was, is_now = before.get(title), after.get(title)
        if was is None or is_now is None:
            verb = "is new" if was is None else "is gone"
            yield Difference(was is None, EFFECTIVE, title, "", verb, (), (), (), False, False, (), (), (0, 0))
            continue
        documents = [
            [each.document for each in (*role.identity, *filter(None, [role.boundary]))] for role in (was, is_now)
        ]
        yield from _decided(EFFECTIVE, title, documents, _effective(title, (old, new), (was, is_now), sections))
        yield from _attached(title, was, is_now)


def _decided(
    kind: str, name: str, documents: Sequence[Sequence[Mapping[str, Any]]], found: Iterator[Difference]
) -> Iterator[Difference]:
    """The differences; where they cannot be computed, one that says so, unless the documents are equal."""
    try:
        yield from list(found)
    except (Undecided, Problems) as error:
        plain_ones = [[strip_marks(each) for each in held] for held in documents]
        if json.dumps(plain_ones[0], default=plain) != json.dumps(plain_ones[1], default=plain):
            why = "; ".join(each.message for each in error.findings) if isinstance(error, Problems) else str(error)
            verb = f"is different, and cannot be compared: {why}"
            yield Difference(True, kind, name, "", verb, (), (), (), False, False, (), (), (0, 0))


def _effective(
    title: str,
    policies: tuple[TemplatePolicies, TemplatePolicies],
    roles: tuple[DeployedRole, DeployedRole],
    sections: Sections,
) -> Iterator[Difference]:
    statements = effective_statements(policies[0], roles[0]), effective_statements(policies[1], roles[1])
    same = set(map(unplaced, statements[0])) == set(map(unplaced, statements[1]))
    if same and _bounds(roles[0]) == _bounds(roles[1]):
        return
    apart = policies[0].guarded | policies[1].guarded
    table = Table((*statements[0], *statements[1]), fixed_keys(roles[1]), apart)
    before, after = _halves(len(statements[0]), len(table.statements))
    decide = Effective(table, roles[0], before), Effective(table, roles[1], after)
    verbs = "may now", "may no longer"
    yield from Comparison(table, decide, sections, len(statements[0])).find(EFFECTIVE, title, "", verbs, grants=True)


def _attached(title: str, was: DeployedRole, is_now: DeployedRole) -> Iterator[Difference]:
    """Policies that the template does not make: nobody knows here what they say, so a new one broadens."""
    for arn in sorted(set(is_now.foreign) ^ set(was.foreign)):
        more = arn in is_now.foreign
        verb = f"{'has now' if more else 'has no longer'} the policy {arn}"
        yield Difference(more, EFFECTIVE, title, "", verb, (), (), (), False, False, (), (), (0, 0))


def _policies(old: TemplatePolicies, new: TemplatePolicies, sections: Sections) -> Iterator[Difference]:
    before, after = _by_name(old), _by_name(new)
    for kind, name in sorted(before.keys() | after.keys()):
        was, is_now = before.get((kind, name)), after.get((kind, name))
        documents = [[each.document for each in filter(None, [policy])] for policy in (was, is_now)]
        yield from _decided(kind, name, documents, _policy(kind, name, (old, new), (was, is_now), sections))


def _policy(
    kind: str,
    name: str,
    policies: tuple[TemplatePolicies, TemplatePolicies],
    documents: tuple[OwnPolicy | None, OwnPolicy | None],
    sections: Sections,
) -> Iterator[Difference]:
    """What one policy by itself grants or refuses, and whom; the same callers together."""
    statements = _read(policies[0], documents[0]), _read(policies[1], documents[1])
    if set(map(unplaced, statements[0])) == set(map(unplaced, statements[1])):
        return
    if kind == "identity":
        yield from _one_policy(kind, name, statements, "", sections)
        return
    callers = find_callers(policies[1], (*statements[0], *statements[1]))
    people: defaultdict[Difference, list[str]] = defaultdict(list)
    for who, heard, suffix in _heard(callers, statements):
        for difference in _one_policy(kind, name, heard, suffix, sections):
            people[difference] += who
    for difference, names in people.items():
        yield replace(difference, who=name_people(names, callers, policies[1].account))


def _one_policy(
    kind: str, name: str, heard: tuple[tuple[Written, ...], tuple[Written, ...]], suffix: str, sections: Sections
) -> Iterator[Difference]:
    """What a policy grants or refuses by the statements of both that somebody hears."""
    table = Table((*heard[0], *heard[1]))
    before, after = _halves(len(heard[0]), len(table.statements))
    for word in (GRANTS, REFUSES):
        grants = word == GRANTS
        allowing = table.chosen(lambda each, grants=grants: each.allows is grants)  # type: ignore[misc]
        decide = _applying(allowing & before), _applying(allowing & after)
        verbs = f"{word}{suffix}", f"no longer {word}{suffix}"
        yield from Comparison(table, decide, sections, len(heard[0])).find(kind, name, "", verbs, grants=grants)


def _applying(mask: Mask) -> Decide:
    return lambda table, concerned, service, resource: table.any_of(concerned & mask)


def _by_name(policies: TemplatePolicies) -> Mapping[tuple[str, str], OwnPolicy]:
    trusts = [OwnPolicy(policies.titles[name], TRUST, role.trust.document) for name, role in policies.roles.items()]
    return {(each.layer, each.name): each for each in (*policies.own, *trusts)}


def _read(policies: TemplatePolicies, policy: OwnPolicy | None) -> tuple[Written, ...]:
    return () if policy is None else policies.read(policy.document, policy.layer, policy.name, policy.scope)


def _heard(
    callers: Mapping[str, Caller], statements: tuple[tuple[Written, ...], tuple[Written, ...]]
) -> Iterator[tuple[tuple[str, ...], tuple[tuple[Written, ...], tuple[Written, ...]], str]]:
    """(callers, the statements of both that these hear, how): each pair of lists once for the same callers."""
    both = (*statements[0], *statements[1])
    for audience in find_audiences(callers, both):
        pairs = list(zip(both, audience.named, strict=True))
        halves = pairs[: len(statements[0])], pairs[len(statements[0]) :]
        for suffix, heard in (("", _directly), (BY_ITS_OWN, _by_account)):
            was, is_now = (tuple(map(_first, filter(heard, half))) for half in halves)
            if was or is_now:
                yield audience.people, (was, is_now), suffix


Pair = tuple[Written, NamedBy | None]


def _first(pair: Pair) -> Written:
    return pair[0]


def _directly(pair: Pair) -> bool:
    return pair[1] is not None and not _by_account(pair)


def _by_account(pair: Pair) -> bool:
    return pair[0].allows and pair[1] is NamedBy.ACCOUNT


def _halves(first: int, whole: int) -> tuple[Mask, Mask]:
    before = (1 << first) - 1
    return before, ((1 << whole) - 1) & ~before


def _bounds(role: DeployedRole) -> bool:
    return role.boundary is not None
