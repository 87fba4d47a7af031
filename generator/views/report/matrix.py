"""Who may do what: roles × tasks, each cell leading to the statements that decide it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.views.report.facts import Cell, Matrix, Task
from generator.views.report.html import Child, Markup, anchor, code, element
from generator.views.report.tables import folded, table

_WORDS = {"yes": "yes", "no": "no", "part": "in part"}


def render_matrix(name: str, matrix: Matrix) -> Markup:
    """The matrix of one environment, with its deciding statements below."""
    heads = ("Task", *matrix.roles)
    rows = [(_task(task), *(_cell(name, role, task) for role in matrix.roles)) for task in matrix.tasks]
    return element(
        "div",
        list(_words(matrix)),
        table(f"Roles and tasks in {name}", heads, rows, kind="matrix"),
        element("h4", "Deciding statements"),
        *_statements(name, matrix),
    )


def _words(matrix: Matrix) -> Iterator[Child]:
    yield element(
        "p",
        "Each row is a sentence of a scenarios.yaml, asked once more as every role, in the same circumstances. A ",
        "frame marks the roles that the sentence itself is about. A mark leads to the statements that decide; where ",
        "it leads nowhere, nothing allows it.",
    )
    yield element("p", matrix.assumed, class_="soft")
    if matrix.left_out:
        words = f"{matrix.left_out} sentences are about other answers or what this release does not make: left out."
        yield element("p", words, class_="soft")


def _task(task: Task) -> Child:
    asked = [code(each) for each in task.actions]
    on = [code(each) for each in task.resources]
    under = element("p", "when ", "; ".join(task.under), class_="soft") if task.under else None
    inner = (element("p", "calls ", asked), element("p", "on ", on), under, element("p", task.source, class_="soft"))
    return [task.words, folded("calls", *inner, kind="screen")]


def _cell(name: str, role: str, task: Task) -> Child:
    cell = task.cells.get(role)
    if cell is None:
        return "–"
    asked = " asked" if role in task.asked else ""
    words, kind = _WORDS[cell.answer], f"mark {cell.answer}{asked}"
    if not cell.statements:
        return element("span", words, class_=kind, title=cell.reason)
    first = anchor("statement", name, str(cell.statements[0]))
    return element("a", words, class_=kind, href=f"#{first}", title=_title(cell))


def _title(cell: Cell) -> str:
    more = f", and {len(cell.statements) - 1} more" if len(cell.statements) > 1 else ""
    return f"statement {cell.statements[0]}{more}{'; ' + cell.reason if cell.reason else ''}"


def _statements(name: str, matrix: Matrix) -> Iterator[Markup]:
    for number, each in enumerate(matrix.statements, 1):
        head = f"{number}. {each.effect} {each.sid or '(no Sid)'} of {each.policy} · {each.layer} policy"
        where = f"{each.path}:{each.line}" if each.line else each.path
        yield element(
            "details",
            element("summary", head),
            element("p", code(where)),
            element("pre", each.lines),
            id=anchor("statement", name, str(number)),
        )
