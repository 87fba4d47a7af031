"""`completion`: the line that switches on completion in a shell."""

from __future__ import annotations

import click

from generator.cli.session import Session, everywhere

LINES = {
    "bash": 'eval "$(_BUILD_PY_COMPLETE=bash_source ./build.py)"',
    "zsh": 'eval "$(_BUILD_PY_COMPLETE=zsh_source ./build.py)"',
    "fish": "_BUILD_PY_COMPLETE=fish_source ./build.py | source",
}


@click.command(
    epilog="Examples: `./build.py completion bash` · `./build.py completion zsh >> ~/.zshrc`",
)
@click.argument("shell", type=click.Choice(list(LINES)), default="bash")
@everywhere
@click.pass_obj
def command(session: Session, shell: str) -> None:
    """Print the line that switches on completion in SHELL."""
    session.put(LINES[shell])
