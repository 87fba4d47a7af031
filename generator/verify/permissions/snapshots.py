"""The permissions of a template as text, for as many sets of answers as it takes for every branch to be there once."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.cloudformation.errors import TemplateError
from generator.cloudformation.resolve import Resolver
from generator.cloudformation.symbolic import NAMED_BY, PSEUDO, SymbolicLookups, identifier
from generator.cloudformation.template.document import Template
from generator.cloudformation.template.parameter import read_parameters
from generator.cloudformation.template.scope import Scope, Value
from generator.diagnostics import Finding, Problems
from generator.iam.permissions.comparing import Difference
from generator.iam.permissions.differences import compare
from generator.iam.permissions.sections import EFFECTIVE, Part, Remembered, Section, Sections, by_name
from generator.iam.permissions.statements import MARK, mark_statements, plain
from generator.iam.permissions.template_policies import OwnPolicy, TemplatePolicies, is_telling
from generator.iam.permissions.text import render_part, render_sections
from generator.iam.permissions.widening import RUNS_AS
from generator.iam.roles import read_roles
from generator.model.launch_role import ENVIRONMENT
from generator.verify.permissions.answer_sets import AnswerSets, AnyValue, find_answer_sets, pseudo_of
from generator.verify.permissions.branches import Branch, holds_policies
from generator.verify.permissions.reaching import REGION, Answers

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_HEAD = """\
# Who may do what by this template, computed from its policies: roles with all their policies together, then each policy
# by itself. Written by ./build.py; a proof about these documents and not about AWS.
"""


@dataclass(frozen=True)
class Subject:
    """A template whose permissions are asked: the policy of its own launch role, and answers that its author knows."""

    document: Mapping[str, Any]
    launch_policy: str
    known: tuple[Answers, ...]


@dataclass(frozen=True)
class Snapshot:
    """The permissions in words, the branches that are in none of the sets of answers, and why they are not known."""

    text: str
    missing: tuple[Branch, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Lookups(SymbolicLookups):
    """What a template looks up: what only AWS knows is a word that says so, `$Queue.Arn`."""

    def attribute(self, logical_id: str, attribute: str, scope: Scope) -> Value:
        """What `Fn::GetAtt` gives for a resource that is made."""
        try:
            return super().attribute(logical_id, attribute, scope)
        except TemplateError:
            if logical_id not in scope.template.resources:
                raise
            return f"{attribute}-of-{logical_id}"


class Deployments:
    """A template as it would be deployed with one set of answers or another; each is resolved once."""

    def __init__(self, subject: Subject) -> None:
        self._launch_policy = subject.launch_policy
        template = Template("", mark_statements(_only_policies(subject.document)))
        self._resolver = Resolver(_Lookups({}, AnyValue(), AnyValue()), template)
        self._found: dict[tuple[tuple[str, str], ...], TemplatePolicies] = {}

    def under(self, answers: Answers) -> TemplatePolicies:
        """The policies with these answers; raises Problems (SEC410)."""
        key = tuple(sorted(answers.items()))
        if key not in self._found:
            self._found[key] = self._resolve(answers)
        return self._found[key]

    def resolves(self, answers: Answers) -> bool:
        """Whether every policy can be known with these answers."""
        try:
            self.under(answers)
        except Problems:
            return False
        return True

    def _resolve(self, answers: Answers) -> TemplatePolicies:
        pseudo = pseudo_of(answers)
        given = {name: value for name, value in answers.items() if name != REGION}
        resolved = self._resolver.resolve(given, pseudo)
        resources = resolved["Resources"]
        values = {name: identifier(name, body, pseudo) for name, body in resources.items()}
        account = str(PSEUDO["AWS::AccountId"])
        try:
            roles = read_roles(resolved, account, str(pseudo["AWS::Partition"]))
            more = tuple(_launch_role(self._launch_policy, pseudo))
            policies = TemplatePolicies(resources, roles, values, account, more)
            # Read here, so that a policy of another shape is said once.
            assert policies.own is not None
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            words = f"a role or a policy is written in a way that is not known here: {error!r}"
            raise Problems([Finding("SEC483", words)]) from error
        return policies


@dataclass(frozen=True)
class Searched:
    """A template's deployments, and the sets of answers with which all of its branches are there."""

    subject: Subject
    deployments: Deployments
    found: AnswerSets


_searched: deque[Searched] = deque(maxlen=4)
"""What `check` asks for claims, for ways to more rights and for the permissions; each would search as long."""


def search(subject: Subject) -> Searched:
    """What is found for a template, once for the same content."""
    for each in _searched:
        if each.subject == subject:
            return each
    deployments = Deployments(subject)
    found = find_answer_sets(subject.document, subject.known, deployments.resolves)
    _searched.append(Searched(subject, deployments, found))
    return _searched[-1]


def build_snapshot(subject: Subject) -> Snapshot:
    """The permissions of a template."""
    try:
        return _build(subject)
    except Problems as problems:
        unknown = tuple(each.message for each in problems.findings)
        return Snapshot("\n".join((_HEAD, "Not known:", *(f"  {each}" for each in unknown))) + "\n", (), unknown)


def find_unseen(subject: Subject) -> Snapshot:
    """A snapshot without its text: what was looked at under no answers, and why it is not known."""
    try:
        searched = search(subject)
        searched.deployments.under(searched.found.sets[0])
    except Problems as problems:
        return Snapshot("", (), tuple(each.message for each in problems.findings))
    return Snapshot("", searched.found.missing)


def find_sections(subject: Subject) -> tuple[AnswerSets, list[tuple[Answers, list[Section]]]]:
    """The sections under each set of answers, the usual one first; raises Problems (SEC410)."""
    searched = search(subject)
    deployments, found = searched.deployments, searched.found
    remembered: Remembered = {}
    return found, [(each, list(Sections(deployments.under(each), remembered).build())) for each in found.sets]


def _build(subject: Subject) -> Snapshot:
    found, built = find_sections(subject)
    (_, usual), *others = built
    lines = [_HEAD, render_sections(usual) or "The template has no policies.\n"]
    told: set[str] = set()
    for answers, sections in others:
        changed = [each for each in _changed(usual, sections) if each not in told]
        told |= set(changed)
        if changed:
            lines += [f"== {_words(answers, found)}\n", *changed]
    return Snapshot("\n".join(lines).rstrip() + "\n", found.missing)


def compare_subjects(old: Subject, new: Subject) -> list[Difference]:
    """Who can do more or less by the new template, under the sets of answers of both; each difference once."""
    both = Deployments(old), Deployments(new)
    known = (*new.known, *(each for each in old.known if each not in new.known))
    found = find_answer_sets(new.document, known, both[1].resolves).sets
    asked = [
        *found,
        *(each for each in find_answer_sets(old.document, known, both[0].resolves).sets if each not in found),
    ]
    differences: dict[Difference, None] = {}
    for answers in asked:
        before, after = both[0].under(fit(answers, old.document)), both[1].under(fit(answers, new.document))
        differences |= dict.fromkeys(compare(_moved(before, after), after))
    return sorted(differences, key=lambda each: (not each.more, each.kind != EFFECTIVE, each.rank, each.name))


def _moved(before: TemplatePolicies, after: TemplatePolicies) -> TemplatePolicies:
    """The old policies with the new ARNs and ids in place of the old ones: what has another name is the same."""
    names = ((before.values[name], after.values[name]) for name in before.values.keys() & after.values.keys())
    moved = {was: now for was, now in names if was != now and is_telling(was) and is_telling(now)}
    moved |= {_url(was): _url(now) for was, now in moved.items() if ":sqs:" in was}
    if not moved:
        return before
    found = re.compile(
        "|".join(re.escape(json.dumps(each)[1:-1]) for each in sorted(moved, key=lambda each: -len(each)))
    )
    text = found.sub(lambda each: moved[each[0]], json.dumps(before.resources, default=plain))
    resources = json.loads(text)
    values = {name: moved.get(value, value) for name, value in before.values.items()}
    partition = next((value.split(":")[1] for value in values.values() if value.startswith("arn:")), "aws")
    roles = read_roles({"Resources": resources}, before.account, partition)
    return TemplatePolicies(resources, roles, values, before.account, before.more)


def _url(queue: str) -> str:
    """The end of a queue's URL, from its ARN."""
    return "/" + "/".join(queue.split(":")[4:])


def _only_policies(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The template without what says nothing of policies: outputs, and properties that name nothing and no role."""
    resources = document.get("Resources") or {}
    kept = {name: body if holds_policies(body) else _named(body) for name, body in resources.items()}
    return {**{key: each for key, each in document.items() if key != "Outputs"}, "Resources": kept}


def _named(body: Mapping[str, Any]) -> Mapping[str, Any]:
    wanted = {NAMED_BY.get(str(body.get("Type"))), "Path", *RUNS_AS}
    properties = {key: each for key, each in (body.get("Properties") or {}).items() if key in wanted}
    return {**{key: each for key, each in body.items() if key in ("Type", "Condition")}, "Properties": properties}


def fit(answers: Answers, document: Mapping[str, Any]) -> Answers:
    """The answers that a template takes; the others are left to its defaults."""
    parameters = read_parameters(document.get("Parameters") or {})
    kept = {name: value for name, value in answers.items() if name in parameters and parameters[name].accepts(value)}
    kept |= {name: value for name, value in answers.items() if name == REGION}
    return {**find_answer_sets({**document, "Resources": {}}, (kept,)).sets[0]}


def _launch_role(policy: str, pseudo: Mapping[str, Any]) -> Iterator[OwnPolicy]:
    if policy:
        filling = {**pseudo, ENVIRONMENT: f"{{{ENVIRONMENT}}}"}
        filled = _VARIABLE.sub(lambda found: str(filling.get(found[1], found[0])), policy)
        document = json.loads(filled)
        marked = [{**each, MARK: ["Statement", str(place)]} for place, each in enumerate(document["Statement"])]
        yield OwnPolicy("launch role", "identity", {**document, "Statement": marked})


def _words(answers: Answers, found: AnswerSets) -> str:
    usual = found.sets[0]
    changed = [
        f"{name} = {value or '(nothing)'}" for name, value in sorted(answers.items()) if usual.get(name) != value
    ]
    gone = [f"{name} at its default" for name in sorted(usual.keys() - answers.keys())]
    return "with " + ", ".join((*changed, *gone))


def _changed(usual: Sequence[Section], sections: Sequence[Section]) -> Iterator[str]:
    """The sections that are other than with the usual answers: what is there besides, and what is not."""
    before, after = by_name(usual), by_name(sections)
    for key in dict.fromkeys((*before, *after)):
        was, is_now = before.get(key), after.get(key)
        if was == is_now:
            continue
        title = " ".join(key)
        if is_now is None:
            yield f"[{title}] is not there\n"
        elif was is None:
            yield render_sections([is_now])
        else:
            lines = [f"[{title}]"]
            lines += [f"  + {note}" for note in is_now.notes if note not in was.notes]
            lines += [f"  - {note}" for note in was.notes if note not in is_now.notes]
            lines += [*_parts(was, is_now)]
            yield "\n".join(lines) + "\n"


def _parts(was: Section, is_now: Section) -> Iterator[str]:
    before, after = ({part.heading: part.permissions for part in each.parts} for each in (was, is_now))
    for heading in dict.fromkeys((*before, *after)):
        for mark, one, other in (("+", after, before), ("-", before, after)):
            rest = tuple(each for each in one.get(heading, ()) if each not in other.get(heading, ()))
            if rest:
                if heading:
                    yield f"  {mark} {heading}"
                yield from (f"  {mark} {line}" for line in render_part(Part("", rest), "  " if heading else ""))
