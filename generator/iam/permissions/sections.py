"""The permissions of one deployed template in sections: what each role may do, and what each policy says by itself.

What roles may do would hide a hole behind another layer: of 862 changes of statements that can be seen in a policy by
itself 322 change what some role may do. So both are there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from generator.diagnostics import Problems
from generator.iam.evaluate.principals import NamedBy
from generator.iam.permissions.callers import find_audiences, find_callers, name_people
from generator.iam.permissions.effective import Effective, effective_statements, fixed_keys
from generator.iam.permissions.function_words import FunctionWords
from generator.iam.permissions.functions import Mask
from generator.iam.permissions.set_words import name_actions, name_resources
from generator.iam.permissions.statements import Written
from generator.iam.permissions.table import Decide, Table
from generator.iam.permissions.template_policies import OwnPolicy, TemplatePolicies, spell_keys
from generator.iam.permissions.undecided import Undecided
from generator.iam.roles import DeployedRole

EFFECTIVE, TRUST = "effective", "trust"
GRANTS, REFUSES = "grants", "refuses"
BY_ITS_OWN = " by its own policies"
"""Who is named by his account has what his account's policies grant him of it."""


@dataclass(frozen=True, order=True)
class Permission:
    """Actions on resources, under conditions that must all hold; none is always."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Part:
    """Permissions under one heading, such as `refuses anyone`; what a role may do has none."""

    heading: str
    permissions: tuple[Permission, ...]


@dataclass(frozen=True)
class Section:
    """One role or one policy; `notes` are what is not known or not decided of it."""

    kind: str
    name: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()


Remembered = dict[Hashable, Section]
"""Sections by all that they depend on, still with ARNs in place of logical ids."""


class Sections:
    """The sections of one template's policies; `remembered` may be shared by several sets of answers."""

    def __init__(self, policies: TemplatePolicies, remembered: Remembered | None = None) -> None:
        self.policies = policies
        self._remembered = {} if remembered is None else remembered
        documents = [each.document for each in policies.own]
        documents += [role.trust.document for role in policies.roles.values()]
        self.spelling = spell_keys(iter(documents))

    def build(self) -> Iterator[Section]:
        """What each role may do, who may be it, then each policy by itself."""
        roles = sorted(self.policies.roles.values(), key=lambda role: self.policies.titles[role.name])
        for role in roles:
            yield self._effective(role)
        for role in roles:
            trust = OwnPolicy(self.policies.titles[role.name], TRUST, role.trust.document)
            yield self._alone(trust)
        for policy in self.policies.own:
            yield self._alone(policy)

    def words(self, table: Table) -> FunctionWords:
        """The words of a table's functions."""
        return FunctionWords(table.diagrams, self.spelling)

    def _effective(self, role: DeployedRole) -> Section:
        title, notes = self.policies.titles[role.name], tuple(_unknown(role))

        def key() -> Hashable:
            return effective_statements(self.policies, role), role.arn, role.boundary is None, self.policies.guarded

        def parts() -> Iterator[Part]:
            table = Table(effective_statements(self.policies, role), fixed_keys(role), self.policies.guarded)
            yield Part("", tuple(self._permissions(table, Effective(table, role, -1))))

        return self._built(EFFECTIVE, title, key, parts, notes)

    def _alone(self, policy: OwnPolicy) -> Section:
        build = self._by_identity if policy.layer == "identity" else self._by_caller

        def key() -> Hashable:
            statements = self.policies.read(policy.document, policy.layer, policy.name, policy.scope)
            return statements, tuple(find_callers(self.policies, statements).items())

        return self._built(policy.layer, policy.name, key, lambda: build(policy))

    def _built(
        self,
        kind: str,
        name: str,
        key: Callable[[], Hashable],
        parts: Callable[[], Iterator[Part]],
        notes: tuple[str, ...] = (),
    ) -> Section:
        """The section, or why it is not decided."""
        try:
            whole = (kind, name, notes, key())
            if whole not in self._remembered:
                self._remembered[whole] = Section(kind, name, tuple(parts()), notes)
            return renamed(self._remembered[whole], self.policies.rename)
        except Undecided as undecided:
            return Section(kind, name, (), (*notes, f"undecided: {undecided}"))
        except Problems as problems:
            return Section(kind, name, (), (*notes, *(f"not understood: {each.message}" for each in problems.findings)))

    def _by_identity(self, policy: OwnPolicy) -> Iterator[Part]:
        table = Table(self.policies.read(policy.document, policy.layer, policy.name))
        for heading, allows in ((GRANTS, True), (REFUSES, False)):
            permissions = tuple(self._said(table, allows, -1))
            if permissions:
                yield Part(heading, permissions)

    def _by_caller(self, policy: OwnPolicy) -> Iterator[Part]:
        statements = self.policies.read(policy.document, policy.layer, policy.name, policy.scope)
        callers = find_callers(self.policies, statements)
        people: defaultdict[tuple[str, tuple[Permission, ...]], list[str]] = defaultdict(list)
        for audience in find_audiences(callers, statements):
            for heading, suffix, mine in _heard(statements, audience.named):
                table = Table(mine)
                permissions = tuple(self._said(table, heading == GRANTS, -1))
                if permissions:
                    people[heading + suffix, permissions] += audience.people
        for (heading, permissions), who in sorted(people.items(), key=lambda each: (each[0][0], sorted(each[1]))):
            word, _, suffix = heading.partition(" ")
            named = name_people(who, callers, self.policies.account)
            yield Part(f"{word}{' to' * (word == GRANTS)} {named}{' ' * bool(suffix)}{suffix}", permissions)

    def _said(self, table: Table, allows: bool, mine: Mask) -> list[Permission]:
        mask = table.chosen(lambda each: each.allows is allows) & mine
        decide: Decide = lambda table, concerned, service, resource: table.any_of(concerned & mask)  # noqa: E731
        return self._permissions(table, decide) if allows else self._refusals(table, decide)

    def _permissions(self, table: Table, decide: Decide) -> list[Permission]:
        words = self.words(table)
        return sorted(
            Permission(actions, self._resources(table, block.service, resources), words.lines(function))
            for block in table.blocks(decide)
            for actions in [tuple(name_actions(table, block.service, block.actions))]
            for resources, function in block.rows
        )

    def _refusals(self, table: Table, decide: Decide) -> list[Permission]:
        """One for each largest cube, with all actions for which it is refused: no deny hides inside a wider one."""
        words = self.words(table)
        places: defaultdict[tuple[str, tuple[str, ...], frozenset[str]], set[str]] = defaultdict(set)
        for block in table.blocks(decide):
            for resources, function in block.rows:
                for cube in words.cover(function):
                    places[block.service, words.cube(cube), block.actions] |= resources
        actions: defaultdict[tuple[str, tuple[str, ...], frozenset[str]], set[str]] = defaultdict(set)
        for (service, cube_words, those), resources_of in places.items():
            actions[service, cube_words, frozenset(resources_of)] |= those
        return sorted(
            Permission(
                tuple(name_actions(table, service, frozenset(those))),
                self._resources(table, service, resources),
                cube_words,
            )
            for (service, cube_words, resources), those in actions.items()
        )

    def _resources(self, table: Table, service: str, resources: frozenset[str]) -> tuple[str, ...]:
        return tuple(name_resources(table, service, resources))


def _heard(
    statements: Iterable[Written], named: tuple[NamedBy | None, ...]
) -> Iterator[tuple[str, str, tuple[Written, ...]]]:
    """What a caller is granted and refused, and apart what he is granted if his account grants it, too."""
    pairs = [(each, how) for each, how in zip(statements, named, strict=True) if how is not None]
    denies = tuple(each for each, _ in pairs if not each.allows)
    direct = tuple(each for each, how in pairs if each.allows and how is not NamedBy.ACCOUNT)
    account = tuple(each for each, how in pairs if each.allows and how is NamedBy.ACCOUNT)
    yield GRANTS, "", direct
    yield GRANTS, BY_ITS_OWN, account
    yield REFUSES, "", denies


def _unknown(role: DeployedRole) -> Iterator[str]:
    """Policies of a role that the template does not make."""
    for arn in role.foreign:
        yield f"has the policy {arn} besides, which is not known here"


def renamed(section: Section, rename: Callable[[str], str]) -> Section:
    """The section with logical ids in place of ARNs."""
    parts = (Part(rename(part.heading), _renamed(part.permissions, rename)) for part in section.parts)
    return replace(section, parts=tuple(parts), notes=tuple(map(rename, section.notes)))


def _renamed(permissions: Iterable[Permission], rename: Callable[[str], str]) -> tuple[Permission, ...]:
    return tuple(
        sorted(
            Permission(
                each.actions,
                tuple(sorted(map(rename, each.resources))),
                tuple(sorted(map(rename, each.conditions))),
            )
            for each in permissions
        )
    )


def by_name(sections: Iterable[Section]) -> Mapping[tuple[str, str], Section]:
    """Sections by kind and name."""
    return {(each.kind, each.name): each for each in sections}
