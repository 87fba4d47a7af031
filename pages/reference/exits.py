"""The exit codes, in the words of `./build.py explain exits`."""

from __future__ import annotations

from generator.cli.author.explain import explain_exits
from pages.reference.markdown import escape, table

_HEAD = """# Exit codes

`./build.py explain exits` prints them. They are a promise: none changes its meaning.
"""
_FOOT = """
Findings of a command that ends with 1, 2, 4 or 5 carry a [code](codes.md) each. A command that AWS refuses halfway has
kept what was done before; the same command goes on from there.
"""


def render_exit_page() -> str:
    """The page: a row an exit code."""
    rows = [(str(int(code)), escape(words)) for code, words in explain_exits().items()]
    return "\n".join([_HEAD, table(("exit code", "meaning"), rows), _FOOT])
