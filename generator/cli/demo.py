"""`demo`: the main job, end to end, on the embedded AWS; it ends by saying what was simulated."""

from __future__ import annotations

import sys
import time

import click

from generator.cli.session import Session, everywhere

SIMULATED = """\
Real: the templates, the lint, the frozen versions, the plan and every write of it, SigV4 and IAM on every call, the
  launch under the launch role, the stacks and their rollback, the roles, policies and keys that decided.
Simulated: the machines. A notebook here is a record of SageMaker's, no computer; a presigned URL opens nothing; keys
  encrypt nothing that matters; the network carries no packets. The state lies in {state}.
Nothing left this machine, and no AWS account was touched."""


@click.command(epilog="Examples: `./build.py demo` · `./build.py demo --keep`")
@click.option("--keep", is_flag=True, help="Leave the embedded AWS running, to look around.")
@everywhere
@click.pass_obj
def command(session: Session, keep: bool) -> int:
    """Play the whole story with no account: author, deploy, publish, launch, refuse, update, terminate."""
    from generator.cli.stage import Stage, StepFailed
    from generator.cli.story import tell_story
    from generator.synth.ledger import read_ledger

    color = session.color == "always" or (session.color == "auto" and sys.stdout.isatty())
    stage = Stage(session.root, session.root / ".local" / "demo", color)
    released = [release.version for release in read_ledger(session.root).releases if release.product == "notebook"]
    stage.prepare()
    failure: StepFailed | None = None
    try:
        tell_story(stage, str(max(released)))
    except StepFailed as failed:
        failure = failed
    finally:
        if not keep:
            stage.chapter("The embedded AWS stops")
            stage.build("local", "down", "--state", str(stage.state))
    if failure is not None:
        click.secho(f"\nThe demo failed: {failure}", err=True, fg="red" if color else None)
        return 1
    stage.chapter("What happened")
    click.echo(f"{stage.commands} commands in {time.monotonic() - stage.started:.0f} s.")
    click.echo(SIMULATED.format(state=stage.state.relative_to(session.root)))
    click.echo("next: ./build.py local up   (then type the commands above yourself)")
    return 0
