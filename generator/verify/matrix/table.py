"""The matrix of one deployed template: every caller, every task that the template can be asked, every situation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.iam.permissions.cells import ENDPOINT, Answer, Asker, Question, find_answer
from generator.iam.permissions.key_values import Value
from generator.iam.permissions.key_words import Spelling
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.model.task import Situation, Task

USUAL: Mapping[str, str | None] = {
    "aws:SecureTransport": "true",
    "aws:ViaAWSService": "false",
    "aws:CalledVia": None,
    "aws:CalledViaFirst": None,
    "aws:CalledViaLast": None,
    "kms:ViaService": None,
}
"""What is known of a call that somebody makes himself, over TLS; a task may say otherwise."""
_NAME = re.compile(r"\$(?:\{([A-Za-z0-9:]+)\}|([A-Z][A-Za-z0-9]*))")


@dataclass(frozen=True)
class Asked:
    """A task of this template in one situation: `resource` with its ARN, `known` with the template's own values."""

    task: Task
    situation: Situation
    resource: str
    name: str
    """The resource with logical ids in place of ARNs."""
    known: Mapping[str, Value]
    endpoint: str | None = None
    """The endpoint whose policy has a say; None where the call takes none, or one without a policy."""


@dataclass(frozen=True)
class Cell:
    """One answer."""

    asked: Asked
    asker: Asker
    answer: Answer


class _Unknown(LookupError):
    """The template has nothing of that name."""


@dataclass(frozen=True)
class Places:
    """What names in a task stand for: the template's values, its parameters, and pseudo parameters."""

    policies: TemplatePolicies
    parameters: Mapping[str, str]

    def fill(self, text: str) -> str:
        """The text with all names replaced; raises LookupError for one that the template does not have."""

        def one(match: re.Match[str]) -> str:
            if match[1] is not None:
                return self.parameters[match[1]]
            if match[2] not in self.policies.values:
                raise _Unknown(match[2])
            return str(self.policies.values[match[2]])

        return _NAME.sub(one, text)

    def value(self, value: str | tuple[str, ...] | None) -> Value:
        """The same for a key's value or values."""
        if value is None:
            return None
        return self.fill(value) if isinstance(value, str) else tuple(map(self.fill, value))


def find_asked(places: Places, tasks: Iterable[Task]) -> Iterator[Asked]:
    """The tasks that the template has everything for, each of every resource that it is about."""
    for task in tasks:
        for on in _resources(places, task):
            for situation in task.situations:
                try:
                    yield _ask(places, task, situation, on)
                except LookupError:
                    continue


def find_cells(
    asked: Sequence[Asked], askers: Sequence[Asker], guarded: frozenset[str], spelling: Spelling
) -> list[Cell]:
    """Every answer, in the order of the tasks; of a person, whom she can become: for the rest she is like anybody."""
    return [
        Cell(
            each,
            asker,
            find_answer(asker, Question(each.task.action, each.resource, each.known, each.endpoint), guarded, spelling),
        )
        for each in asked
        for asker in askers
        if not asker.is_person or each.task.action.startswith("sts:")
    ]


def _resources(places: Places, task: Task) -> Iterator[str]:
    if not task.each:
        yield task.on
        return
    for name, body in places.policies.resources.items():
        if body["Type"] == task.each:
            yield task.on.replace("{}", f"${name}")


def _ask(places: Places, task: Task, situation: Situation, on: str) -> Asked:
    known = {**USUAL, **situation.known, **task.known}
    if situation.through is not None:
        endpoint = places.policies.resources[situation.through]
        known["aws:SourceVpc"] = str((endpoint.get("Properties") or {}).get("VpcId", "")) or None
    resource = places.fill(on)
    known.setdefault("aws:ResourceAccount", next(iter(resource.split(":")[4:5]), "") or places.policies.account)
    filled = {key.lower(): places.value(value) for key, value in known.items()}
    own = {each.name for each in places.policies.own if each.layer == ENDPOINT}
    through = situation.through if situation.through in own else None
    return Asked(task, situation, resource, places.policies.rename(resource), filled, through)
