"""`destroy`: delete a base environment; buckets, keys and logs that hold data are kept."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from generator.cli.completing import complete_environments
from generator.cli.progress import showing
from generator.cli.session import Session, aws, everywhere
from generator.cli.signals import watching
from generator.diagnostics import AwsRefused, Finding, Refused

if TYPE_CHECKING:
    from generator.aws.stacks import Stacks


@click.command(epilog="Examples: `./build.py destroy churn-dev --yes` · `./build.py destroy churn-dev --profile admin`")
@click.argument("environment", shell_complete=complete_environments)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--keep", multiple=True, metavar="RESOURCE", help="Leave standing what a deletion failed on; may repeat.")
@everywhere
@aws
@click.pass_obj
def command(session: Session, environment: str, yes: bool, keep: tuple[str, ...]) -> None:
    """Delete the base environment ENVIRONMENT; what its template retains is kept.

    Refused while anything runs in it, while a portfolio offers it, and while something is encrypted under a key that
    would go. It may be gone from portfolio.yaml already. What was half deleted is finished by running it again.
    """
    from generator.aws.stacks import UNUSABLE, Stacks
    from generator.cli.project import load_project
    from generator.cli.publish.forgotten import reach
    from generator.cli.publish.occupied import require_keys_unheld, require_unoccupied
    from generator.cli.publish.stack_states import require_still

    project = load_project(session.root)
    found, connection = reach(session, project, environment)
    stacks, again = Stacks(connection), f"./build.py destroy {environment} --yes"
    status = stacks.status(found.prefix)
    if status is None:
        session.say(f"{found.prefix}: there is no such stack")
        return
    require_still(found.prefix, status, again)
    # Of what is half there the roles are gone: nothing is launched, and to bring it back it is deleted to its end.
    estate = require_unoccupied(session, project, connection, found, offers=status not in UNUSABLE)
    require_keys_unheld(session, stacks, estate)
    if not yes and not (sys.stdin.isatty() and _asked(environment, again)):
        raise Refused(Finding("AWS723", f"deleting `{environment}` needs your consent", fix=again))
    _delete(session, stacks, found.prefix, environment, keep)
    session.say(f"{found.prefix}: deleted")


def _delete(session: Session, stacks: Stacks, stack: str, environment: str, keep: tuple[str, ...]) -> None:
    from generator.cli.publish.deploying import show_event

    failed: list[str] = []
    follow = f"to wait for its end: aws cloudformation wait stack-delete-complete --stack-name {stack}"
    goes_on = f"what AWS has begun to delete goes on there, in stack {stack}; {follow}"
    try:
        with showing(session, stack, len(stacks.resources(stack))), watching(goes_on):
            for event in stacks.delete(stack, keep):
                show_event(session, event)
                if event.status == "DELETE_FAILED" and not event.is_stack:
                    failed.append(event.name)
    except AwsRefused as refused:
        again = f"./build.py destroy {environment} --yes"
        kept = "".join(f" --keep {name}" for name in dict.fromkeys(failed))
        ways = f"take out of the way what it names, then: {again}; or leave it standing: {again}{kept}"
        raise AwsRefused(refused.where, refused.said, code=refused.code, try_this=ways if kept else again) from refused


def _asked(environment: str, again: str) -> bool:
    return click.confirm(f"Delete {environment}? (without asking: {again})", err=True)
