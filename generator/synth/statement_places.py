"""A statement's path in a document → the line on which its author wrote it: Python, YAML, JSON or a launch-role.yaml.

Paths are keys and indices as texts, of the document as it is rendered: loops are written out, `Fn::If` is still there.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.diagnostics import Span
from generator.model import LaunchRole
from generator.synth.parts import Rendered


def find_statement(rendered: Rendered, path: Sequence[str]) -> Span | None:
    """Where the author wrote the statement that is at `path` or around it.

    Such as `("Resources", "DataKey", "Properties", "KeyPolicy", "Statement", "3")`, or `(…, "3", "Fn::If", "1")` for
    one of a choice; `("Statement", "3")` is a statement of the product's own launch role. Of a statement that Python
    wrote otherwise than with `allow` and its like, it is where its resource is drawn; None where nobody drew that.
    """
    if path and path[0] == "Statement":
        return _find_in_launch_role(rendered.product.own_role, path)
    if rendered.source:
        from generator.synth.written import find_place

        return find_place(rendered, path)
    made = find_made(rendered, path)
    return rendered.sources.get((path[0], path[1])) if made is None and len(path) > 1 else made


def find_made(rendered: Rendered, path: Sequence[str]) -> Span | None:
    """The call in Python that made the innermost statement on the path; None where no call is known."""
    whole = tuple(path)
    lengths = range(len(whole), 2, -1) if rendered.statements else ()
    return next((span for length in lengths if (span := rendered.statements.get(whole[:length])) is not None), None)


def _find_in_launch_role(role: LaunchRole | None, path: Sequence[str]) -> Span | None:
    """The policy has the statements in the author's order, and the actions of each in alphabetical order."""
    index = int(path[1]) if len(path) > 1 and path[1].isdecimal() else 0
    if role is None or index >= len(role.statements):
        return None
    statement = role.statements[index]
    if len(path) > 3 and path[2] == "Action" and path[3].isdecimal():
        ordered = sorted(zip(statement.allow, statement.places, strict=False))
        if int(path[3]) < len(ordered):
            return ordered[int(path[3])][1]
    return statement.span
