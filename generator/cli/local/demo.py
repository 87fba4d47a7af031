"""`demo`: the main job, end to end, on the embedded AWS; it ends by saying what was simulated."""

from __future__ import annotations

import os
import shlex
import sys
import time
from pathlib import Path

import click

from generator.cli.session import Session, everywhere

SIMULATED = """\
Real: the templates, the lint, the frozen versions, the plan and every write of it, SigV4 and IAM on every call, the
  launch under the launch role, the stacks and their rollback, the roles, policies and keys that decided.
Simulated: the machines. A notebook here is a record of SageMaker's, no computer; a presigned URL opens nothing; keys
  encrypt nothing that matters; the network carries no packets. The state lies in {state}.
Nothing left this machine, and no AWS account was touched."""
NEXT = """\
next: go on in what the demo leaves, the environment and the portfolio, in a copy of the project
  eval "$(./build.py local up --state {state})"
  ./build.py --project {project} status
  ./build.py --project {project} catalog {dana}
  ./build.py --project {project} launch notebook --name mine {dana}
  ./build.py --project {project} notebooks {dana}
  ./build.py local down --state {state}"""


@click.command(epilog="Examples: `./build.py demo` · `./build.py demo --keep`")
@click.option("--keep", is_flag=True, help="Leave the embedded AWS running, to look around.")
@everywhere
@click.pass_obj
def command(session: Session, keep: bool) -> int:
    """Play the whole story with no account: author, deploy, publish, launch, refuse, update, a second product."""
    from generator.cli.local.sandbox import DemoSandbox, StepFailed
    from generator.cli.local.story import DANA, ENVIRONMENT, play_story
    from generator.manifest import load_manifest

    color = session.color == "always" or (session.color == "auto" and sys.stdout.isatty())
    sandbox = DemoSandbox(session.root, session.root / ".local" / "demo", color)
    offers = load_manifest(session.root).catalog.portfolios[ENVIRONMENT].offers
    old = max(version for offer in offers if offer.product == "notebook" for version in offer.current)
    sandbox.prepare()
    failure: StepFailed | None = None
    try:
        play_story(sandbox, str(old))
    except StepFailed as failed:
        failure = failed
    finally:
        if not keep:
            sandbox.end()
    if failure is not None:
        click.secho(f"\nThe demo failed: {failure}", err=True, fg="red" if color else None)
        return 1
    sandbox.chapter("What happened")
    click.echo(f"{sandbox.commands} commands in {time.monotonic() - sandbox.started:.0f} s.")
    click.echo(SIMULATED.format(state=sandbox.state.relative_to(session.root)))
    click.echo(NEXT.format(state=_typed(sandbox.state), project=_typed(sandbox.project), dana=DANA))
    return 0


def _typed(folder: Path) -> str:
    """The folder as it is typed from here."""
    return shlex.quote(os.path.relpath(folder))
