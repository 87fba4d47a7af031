"""`products/<name>/tasks.yaml` → tasks in plain words, or everything that is wrong with the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from generator.diagnostics import Finding, Problems, Span
from generator.manifest.codes import SCENARIOS
from generator.manifest.folders import FOLDER
from generator.manifest.forms.tasks import INSIDE, OUTSIDE, TaskFile, TaskForm
from generator.manifest.spans import find_place
from generator.manifest.suggestions import suggest
from generator.manifest.validation import find_empty, find_validation_errors
from generator.manifest.yaml import Node, parse_yaml, plain, read_text
from generator.model.task import ANYHOW, Known, Situation, Task

FILE = "tasks.yaml"
_OUTSIDE = Situation("from outside the network", {"aws:SourceVpce": None, "aws:SourceVpc": None})


def load_tasks(root: Path, product: str) -> tuple[tuple[Task, Span], ...]:
    """The product's tasks, each with the place of its action; raises Problems (SEC47x) with all that is wrong."""
    path = f"{FOLDER}/{product}/{FILE}"
    tree, findings = parse_yaml(read_text(root, path, SCENARIOS), path, SCENARIOS)
    findings += find_empty(tree, path, SCENARIOS)
    try:
        file = TaskFile.model_validate(plain(tree))
    except ValidationError as error:
        raise Problems([*findings, *find_validation_errors(error, tree, path, SCENARIOS, TaskFile)]) from None
    for index, form in enumerate(file.tasks):
        findings += _unknown(file, form, index, tree, path)
    if findings:
        raise Problems(findings)
    spans = (Span(path, *find_place(tree, ("tasks", index, "action"))) for index in range(len(file.tasks)))
    return tuple((_build(file, form), span) for form, span in zip(file.tasks, spans, strict=True))


def _unknown(file: TaskFile, form: TaskForm, index: int, tree: Node, path: str) -> Iterator[Finding]:
    """Contexts and situations that the file does not give."""
    known = {"when": list(file.contexts), "asked": [INSIDE, OUTSIDE, *file.situations]}
    for key, names in (("when", form.when), ("asked", form.asked)):
        for position, name in enumerate(names):
            if isinstance(name, str) and name not in known[key]:
                span = Span(path, *find_place(tree, ("tasks", index, key, position)))
                near = suggest(name, known[key]) or f"give it under `{'contexts' if key == 'when' else 'situations'}`"
                yield Finding("SEC473", f"there is no `{name}`", span, near)


def _build(file: TaskFile, form: TaskForm) -> Task:
    known: dict[str, str | tuple[str, ...] | None] = {}
    for part in form.when:
        known |= _frozen(file.contexts[part] if isinstance(part, str) else part)
    known |= dict.fromkeys(form.without)
    asked = tuple(_situation(file, form, name) for name in form.asked) or (ANYHOW,)
    return Task(form.task, form.action, form.on, asked, known)


def _situation(file: TaskFile, form: TaskForm, name: str) -> Situation:
    if name == INSIDE:
        return Situation("from inside our network", {"aws:SourceVpce": f"${form.through}"}, form.through)
    if name == OUTSIDE:
        return _OUTSIDE
    given = file.situations[name]
    return Situation(name, {**_frozen(given.when), **dict.fromkeys(given.without)})


def _frozen(keys: dict[str, str | list[str]]) -> Known:
    return {key: value if isinstance(value, str) else tuple(value) for key, value in keys.items()}
