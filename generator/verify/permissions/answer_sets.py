"""Sets of answers with which every branch of a template's policies is there at least once.

Tried are the author's own answers (scenarios.yaml), then what else the conditions compare: the values that a parameter
allows, the texts that it is compared with, and examples of what is often asked for. Rules and parameters of the
template are kept: what cannot be deployed proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.symbolic import PSEUDO, SymbolicLookups
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.intrinsics import decide
from generator.cloudformation.template.parameter import read_parameters
from generator.cloudformation.template.parameters import load_parameters
from generator.cloudformation.template.rules import find_failed
from generator.cloudformation.template.scope import Scope, partition_of
from generator.verify.permissions.branches import Branch, Needs, find_branches
from generator.verify.permissions.reaching import REGION, Answers, Goal, Steps, accepted

MOST_TRIED = 40
"""Sets of answers that are tried for one branch, beginning with one that is there."""
MOST_REPAIRS, MOST_STEPS = 3, 12
"""How often answers are changed for the sake of a rule, and in how many ways each time."""


@dataclass(frozen=True)
class AnswerSets:
    """The sets, the author's own first; and the branches that are in none of them."""

    sets: tuple[Answers, ...]
    missing: tuple[Branch, ...]


def find_answer_sets(
    document: Mapping[str, Any], known: Sequence[Answers], resolves: Callable[[Answers], bool] = lambda answers: True
) -> AnswerSets:
    """Sets of answers for a template; `known` are answers that work, the usual ones first.

    `resolves` says whether the template can be resolved with answers that its rules and parameters allow.
    """
    return _Search(document, known, resolves).find()


class AnyValue(dict[str, str]):
    """What is stored elsewhere: SSM parameters and exports, each a word with its name where no value is given."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> str:
        return f"value-of-{key}"


def pseudo_of(answers: Answers) -> dict[str, Any]:
    """The pseudo parameters of a set of answers."""
    region = answers.get(REGION, str(PSEUDO[REGION]))
    partition, suffix = partition_of(region)
    return {**PSEUDO, REGION: region, "AWS::Partition": partition, "AWS::URLSuffix": suffix}


@dataclass
class _Search:
    document: Mapping[str, Any]
    known: Sequence[Answers]
    resolves: Callable[[Answers], bool]
    _found: dict[tuple[tuple[str, str], ...], frozenset[Needs]] = field(default_factory=dict)

    def find(self) -> AnswerSets:
        """The author's answers that are needed, then one set for each branch that is left."""
        self._template = Template("", self.document)
        self._parameters = read_parameters(self.document.get("Parameters") or {})
        self._conditions = self.document.get("Conditions") or {}
        self._steps = Steps(self._parameters, self._conditions, self.known)
        branches = self._branches = find_branches(self.document)
        usual = self._complete(self.known[0] if self.known else {})
        chosen = [usual, *(self._complete({**usual, **each}) for each in self.known[1:])]
        chosen = self._needed(branches, chosen)
        for branch in branches:
            if branch in self._uncovered(branches, *chosen):
                found = self._search(branch, chosen)
                if found is not None:
                    chosen = self._needed(branches, [*chosen, found])
        return AnswerSets(tuple(chosen), tuple(self._uncovered(branches, *chosen)))

    def _needed(self, branches: Sequence[Branch], chosen: Sequence[Answers]) -> list[Answers]:
        """The usual answers, and those of the others without which a branch would be missing; the newest stay."""
        left = len(self._uncovered(branches, *chosen))
        kept = list(chosen)
        for each in chosen[1:]:
            others = [other for other in kept if other is not each]
            if len(self._uncovered(branches, *others)) == left:
                kept = others
        return kept

    def _search(self, branch: Branch, chosen: Sequence[Answers]) -> Answers | None:
        """Answers that have the branch, as near as possible to the usual ones."""
        goals = [({"Condition": name}, holds) for name, holds in sorted(branch.needs)]
        for base in chosen:
            for answers in islice(self._steps.reach(goals, base), MOST_TRIED):
                found = self._repaired(answers, MOST_REPAIRS)
                if found is not None and not self._uncovered([branch], found) and self.resolves(found):
                    return found
        return None

    def _repaired(self, answers: Answers, left: int) -> Answers | None:
        """The answers, with others changed so that no rule of the template refuses them."""
        failed = self._failed(answers)
        if not failed or not left:
            return None if failed or failed is None else answers
        for goals in failed:
            for step in islice(self._steps.reach(goals, answers), MOST_STEPS):
                found = self._repaired(step, left - 1)
                if found is not None:
                    return found
        return None

    def _failed(self, answers: Answers) -> list[list[Goal]] | None:
        """What would satisfy each rule that refuses the answers; None where they are refused anyhow."""
        scope = self._scope(answers)
        if scope is None:
            return None
        found: list[list[Goal]] = []
        try:
            for name, words in find_failed(scope):
                rule = self._template.section("Rules")[name]
                asserted = [each["Assert"] for each in rule["Assertions"] if each.get("AssertDescription") == words]
                found += [[(each, True)] for each in asserted]
                found += [[(rule["RuleCondition"], False)]] if "RuleCondition" in rule else []
        except TemplateError:
            return None
        return found

    def _complete(self, answers: Answers) -> Answers:
        """With an example for each parameter that has no default and no answer."""
        found = dict(answers)
        for name, parameter in self._parameters.items():
            if name not in found and parameter.default is None:
                found[name] = next(accepted(parameter, parameter.choices), "")
        return {name: each for name, each in found.items() if name in self._parameters or name == REGION}

    def _uncovered(self, branches: Iterable[Branch], *chosen: Answers) -> list[Branch]:
        there = [self._covered(answers) for answers in chosen]
        return [branch for branch in branches if not any(branch.needs in each for each in there)]

    def _covered(self, answers: Answers) -> frozenset[Needs]:
        """The needs of all branches that are there with these answers."""
        key = tuple(sorted(answers.items()))
        if key not in self._found:
            truths = self._decide(answers)
            there = () if truths is None else (each.needs for each in self._branches if _has(truths, each))
            self._found[key] = frozenset(there)
        return self._found[key]

    def _decide(self, answers: Answers) -> Mapping[str, bool] | None:
        """What the conditions come to; None for answers that the template refuses."""
        scope = self._scope(answers)
        try:
            if scope is None or any(True for _ in find_failed(scope)):
                return None
            return {name: decide(name, scope) for name in self._conditions}
        except TemplateError:
            return None

    def _scope(self, answers: Answers) -> Scope | None:
        """What the template is resolved against; None where a parameter refuses its answer."""
        lookups = SymbolicLookups({}, AnyValue(), AnyValue())
        given = {name: value for name, value in answers.items() if name != REGION}
        try:
            return Scope(self._template, load_parameters(self._template, given, lookups), pseudo_of(answers), lookups)
        except TemplateError:
            return None


def _has(truths: Mapping[str, bool], branch: Branch) -> bool:
    return all(truths.get(name) is holds for name, holds in branch.needs)
