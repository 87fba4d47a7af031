"""The permission matrix of a product or of any template, under one set of answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from generator.cloudformation.template.parameter import read_parameters
from generator.diagnostics import Finding, Problems, Span
from generator.iam.permissions.cells import Asker
from generator.iam.permissions.sections import Sections
from generator.iam.permissions.statements import Source
from generator.iam.permissions.template_policies import TemplatePolicies
from generator.iam.permissions.undecided import Undecided
from generator.manifest.suggestions import suggest
from generator.model.task import Task
from generator.verify.matrix.callers import find_askers
from generator.verify.matrix.generic import GENERIC, OF_ACCOUNT
from generator.verify.matrix.table import Cell, Places, find_asked, find_cells
from generator.verify.permissions.answer_sets import find_answer_sets, pseudo_of
from generator.verify.permissions.reaching import Answers
from generator.verify.permissions.snapshots import Deployments, Subject


@dataclass(frozen=True)
class Matrix:
    """Every cell; `place` says where a statement was written, None where nobody knows."""

    name: str
    answers: Answers
    cells: Sequence[Cell]
    policies: TemplatePolicies
    place: Callable[[Source], Span | None]


@dataclass(frozen=True)
class Chosen:
    """What of a matrix is asked: callers and tasks by parts of their names, all of them where nothing is given."""

    callers: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()

    def has_caller(self, title: str) -> bool:
        """Whether the caller is asked about: by its logical id, or by a role's local name such as `data-scientist`."""
        return not self.callers or any(_is_called(title, each) for each in self.callers)

    def has_task(self, task: Task) -> bool:
        """Whether the task is asked: by a part of its words or of its action."""
        words = f"{task.words} {task.action}".lower()
        return not self.tasks or any(each.lower() in words for each in self.tasks)

    def check(self, askers: Sequence[Asker], tasks: Sequence[Task]) -> None:
        """Raises Problems (SEC500) with every caller and task that is named and not there."""
        titles = [each.title for each in askers]
        findings = [
            Finding("SEC500", f"nobody is called `{each}`", fix=f"--as {suggest(each, titles) or titles[0]}")
            for each in self.callers
            if not any(_is_called(title, each) for title in titles)
        ]
        findings += [
            Finding("SEC500", f"no task has `{each}` in its words or its action", fix=_instead(each, tasks))
            for each in self.tasks
            if not any(Chosen(tasks=(each,)).has_task(task) for task in tasks)
        ]
        if findings:
            raise Problems(findings)


def _instead(wanted: str, tasks: Sequence[Task]) -> str:
    """A task that there is, the nearest one by its words or its action."""
    if not tasks:
        return "leave --task away: there is no task"
    words = [word for task in tasks for word in (*task.words.lower().split(), task.action)]
    return f"--task {suggest(wanted, words) or tasks[0].action}"


def build_matrix(
    name: str,
    subject: Subject,
    place: Callable[[Source], Span | None],
    tasks: Sequence[Task] = GENERIC,
    persons: Iterable[str] = (),
    chosen: Chosen | None = None,
) -> Matrix:
    """The matrix under the usual answers; raises Problems where the policies cannot be known (SEC410, SEC483)."""
    deployments = Deployments(subject)
    answers = find_answer_sets(subject.document, subject.known, deployments.resolves).sets[0]
    policies = deployments.under(answers)
    return find_matrix(name, subject, answers, policies, place, chosen or Chosen(), tasks, persons)


def find_matrix(
    name: str,
    subject: Subject,
    answers: Answers,
    policies: TemplatePolicies,
    place: Callable[[Source], Span | None],
    chosen: Chosen,
    tasks: Sequence[Task] = GENERIC,
    persons: Iterable[str] = (),
) -> Matrix:
    """The matrix of policies that are known; raises Problems (SEC483, SEC500).

    Without roles nobody is asked about the whole account: what an administrator may do there no template says.
    """
    try:
        every = list(find_askers(policies, persons))
    except Undecided as undecided:
        raise Problems([Finding("SEC483", f"a policy is too much to decide: {undecided}")]) from undecided
    chosen.check(every, tasks)
    askers = [each for each in every if chosen.has_caller(each.title)]
    places = Places(policies, _parameters(subject, answers))
    told = tasks if policies.roles or chosen.tasks else [task for task in tasks if task not in OF_ACCOUNT]
    asked = list(find_asked(places, (task for task in told if chosen.has_task(task))))
    spelling = Sections(policies).spelling
    return Matrix(name, answers, find_cells(asked, askers, policies.guarded, spelling), policies, place)


def _parameters(subject: Subject, answers: Answers) -> dict[str, str]:
    defaults = {
        name: str(each.default)
        for name, each in read_parameters(subject.document.get("Parameters") or {}).items()
        if each.default is not None
    }
    return {**defaults, **answers, **{name: str(value) for name, value in pseudo_of(answers).items()}}


def _is_called(title: str, name: str) -> bool:
    return _plain(title) in (_plain(name), f"{_plain(name)}role")


def _plain(title: str) -> str:
    return title.replace("-", "").lower()
