"""The ways on which a role gives itself more, in words and at the statements that allow the last step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from generator.diagnostics import Finding, Problems, Span
from generator.iam.permissions.bans import ALWAYS_SENT
from generator.iam.permissions.statements import Source
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.iam.permissions.undecided import Undecided
from generator.iam.permissions.widening import GIVING, Gain, Step, find_gains
from generator.synth import Rendered
from generator.verify.permissions.reaching import Answers
from generator.verify.permissions.snapshots import search
from generator.verify.permissions.subjects import drawn_subject
from generator.verify.positions import Authors
from generator.verify.rules.template import Template, listed
from generator.verify.scenarios.requests import Allowed, reproduce, say_value

_MOST_NAMED = 3
"""Roles that come to the same last step; the rest is counted."""


def find_ways(root: Path, product: Rendered) -> list[Finding]:
    """A finding for each last step, with the shortest way to it and whoever else can take one."""
    if not _may_give(Template(product.document)):
        return []
    subject = drawn_subject(root, product)
    searched = search(subject)
    deployments, sets = searched.deployments, searched.found.sets
    found: dict[tuple[str, Span | None], Finding] = {}
    authors = Authors(root)

    def place(source: Source) -> Span | None:
        return authors.find(product, source.path) if source.path else None

    for answers in sets:
        if deployments.resolves(answers):
            ways = Ways(deployments.under(answers), place, Span(product.author))
            for key, finding in ways.find(_under(answers, sets[0])):
                found.setdefault(key, finding)
    return list(found.values())


def _may_give(template: Template) -> bool:
    """Whether any statement, in whatever branch, allows what gives a role more: else there is nothing to ask."""
    limits = template.boundaries()
    for policy in template.policies():
        if policy.path[1] not in limits:
            for _, statement in policy.statements():
                if statement.get("Effect") == "Allow" and _gives(statement):
                    return True
    return False


def _gives(statement: Mapping[str, Any]) -> bool:
    if "Principal" in statement:
        return False
    patterns = [str(each).lower() for each in listed(statement.get("Action"))]
    return "NotAction" in statement or any(
        fnmatchcase(name.lower(), pattern) for name in GIVING for pattern in patterns
    )


def _under(answers: Answers, usual: Answers) -> str:
    changed = [f"{name} = {value}" for name, value in sorted(answers.items()) if usual.get(name) != value]
    return f" (with {', '.join(changed)})" if changed else ""


class Ways:
    """The gains under one set of answers; `place` says where a statement was written, `whole` where the template is."""

    def __init__(self, policies: TemplatePolicies, place: Callable[[Source], Span | None], whole: Span) -> None:
        self._policies, self._place, self._whole = policies, place, whole

    def find(self, under: str = "") -> Iterator[tuple[tuple[str, Span | None], Finding]]:
        """One for each role that takes a last step and its statement; the key is the same with other answers."""
        by_step: dict[int, list[Gain]] = {}
        try:
            for gain in find_gains(self._policies):
                by_step.setdefault(id(gain.last), []).append(gain)
        except (Undecided, Problems, ValueError) as error:
            words = f"nobody can say whether a role can give itself more{under}: {error}"
            yield ("", None), Finding("SEC486", words, self._whole, "make the policies simpler")
            return
        told: dict[tuple[str, Span | None], list[Finding]] = {}
        shortest = [sorted(gains, key=lambda each: len(each.way)) for gains in by_step.values()]
        for gains in sorted(shortest, key=lambda each: (len(each[0].way), each[0].last.target != each[0].role)):
            if finding := self._finding(gains, under):
                told.setdefault((self._title(gains[0].last.role), finding.span), []).append(finding)
        for key, (finding, *alike) in told.items():
            more = f"; {len(alike)} more end at the same statement" if alike else ""
            yield key, replace(finding, message=finding.message + more)

    def _finding(self, gains: list[Gain], under: str) -> Finding | None:
        first, *others = gains
        steps = [(step, self._allowed(step)) for step in (*first.way, first.last)]
        if not all(allowed for _, allowed in steps):
            return None
        words = [self._way(step, allowed) for step, allowed in steps]
        if first.last.role != first.last.target and not _gives_more(first.last):
            words.append(f"`{self._title(first.last.target)}` may do everything")
        if others:
            named = ", ".join(f"`{self._title(each.role)}`" for each in others[:_MOST_NAMED])
            rest = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
            words.append(f"so can {named}{rest}, which can become it")
        place = next((span for each in steps[-1][1] for span in self._places(each)), None)
        said = f"`{self._title(first.role)}` can give itself more{under}: {'; '.join(words)}"
        return Finding("SEC487", said, place or self._whole, _fix(first.last))

    def _allowed(self, step: Step) -> list[Allowed]:
        """The requests of a step as `decide` allows them; none where one of them is not allowed."""
        role = self._policies.roles[step.role]
        found = [reproduce(self._policies, role, breach) for breach in step.breaches]
        return [each for each in found if each] if all(found) else []

    def _way(self, step: Step, allowed: list[Allowed]) -> str:
        """One step in words: who may ask for what, by which statements."""
        asked = " and ".join(self._request(each) for each in allowed)
        title = self._title(step.role)
        if not step.target:
            return f"`{title}` makes a role of its own by {asked}"
        if _gives_more(step):
            given = "itself" if step.target == step.role else f"`{self._title(step.target)}`"
            return f"`{title}` gives {given} more by {asked}"
        return f"`{title}` becomes `{self._title(step.target)}` by {asked}"

    def _request(self, allowed: Allowed) -> str:
        request, usual = allowed.request, {*allowed.usual, *ALWAYS_SENT}
        shown = {key: value for key, value in request.context.items() if key.lower() not in usual}
        keys = ", ".join(f"{key} = {say_value(value)}" for key, value in sorted(shown.items()))
        words = f"{request.action} on {self._policies.rename(request.resource)}"
        words += f" when {self._policies.rename(keys)}" if keys else ""
        by = " and ".join(f"`{source.name}` of {source.policy}" for source in allowed.sources)
        places = " and ".join(f"{span.path}:{span.line}" for span in self._places(allowed))
        return f"{words} ({by}{f', {places}' if places else ''})"

    def _places(self, allowed: Allowed) -> list[Span]:
        return [span for source in allowed.sources if (span := self._place(source)) is not None]

    def _title(self, name: str) -> str:
        return self._policies.titles.get(name, name)


def _gives_more(step: Step) -> bool:
    return not step.target or step.breaches[0].action in {each.lower() for each in GIVING}


def _fix(last: Step) -> str:
    actions = {each.action for each in last.breaches}
    if actions & {"iam:putrolepolicy", "iam:attachrolepolicy", "iam:createrole", "iam:putrolepermissionsboundary"}:
        return 'test {"StringEquals": {"iam:PermissionsBoundary": "ARN of a boundary"}}, or name other roles'
    return "name other roles or policies under Resource"
