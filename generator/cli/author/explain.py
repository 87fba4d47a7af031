"""`explain`: what a code means and how to fix it; `explain exits` for the exit codes."""

from __future__ import annotations

import ast
import inspect
from difflib import get_close_matches
from textwrap import fill

import click

from generator.cli.completing import complete_codes
from generator.cli.exits import Exit
from generator.cli.session import Session, everywhere
from generator.diagnostics.codes import Explanation, load_explanations

WIDTH = 100


@click.command(epilog="Examples: `./build.py explain PF104` · `./build.py explain exits`")
@click.argument("code", required=False, shell_complete=complete_codes)
@everywhere
@click.pass_obj
def command(session: Session, code: str | None) -> None:
    """What CODE means, why it is a problem and how to fix it; every code where none is given."""
    rows = load_explanations()
    if code is None:
        session.put("\n".join(f"{row.code:8} {row.title}" for row in rows.values()))
    elif code.casefold() == "exits":
        session.put(render_exits())
    elif code.upper() in rows:
        session.put(render_explanation(rows[code.upper()]))
    else:
        near = get_close_matches(code.upper(), rows, 1)
        hint = f"Did you mean `{near[0]}`?" if near else "`./build.py explain` lists them all."
        raise click.UsageError(f"There is no code `{code[:40]}`. {hint}")


def render_explanation(row: Explanation) -> str:
    """The code with its title, why, and how to fix it."""
    return f"{row.code}: {row.title}\n\n{fill(row.why, WIDTH)}\n\nTo fix it: {fill(row.fix, WIDTH)}"


def render_exits() -> str:
    """The table of exit codes, one line each: number, name, meaning."""
    said = explain_exits()
    return "\n".join(f"{exit:>3}  {exit.name.lower().replace('_', ' '):12} {said[exit]}".rstrip() for exit in Exit)


def explain_exits() -> dict[Exit, str]:
    """Exit code → its meaning, the sentence below it in the source of `Exit`: the table is written once, there."""
    members = ast.parse(inspect.getsource(Exit)).body[0]
    assert isinstance(members, ast.ClassDef)
    said = {Exit.FINE: "Fine."}
    for member, after in zip(members.body, members.body[1:], strict=False):
        match member, after:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(words))):
                said[Exit[name]] = words
    return said
