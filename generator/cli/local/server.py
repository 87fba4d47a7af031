"""`local up | down | status`: the embedded AWS as a process of its own."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.exits import Exit
from generator.cli.session import Session, everywhere
from generator.diagnostics import Finding, Problems

if TYPE_CHECKING:
    from embedded_aws.folder import Running

EXAMPLES = """\b
Examples:
  eval "$(./build.py local up)" && aws sts get-caller-identity
  ./build.py local down --forget
"""
FORMAT = click.option(
    "--format", "form", type=click.Choice(["text", "json", "env"]), default="text", help="How it is written to stdout."
)
STATE = click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder that holds its state, its log and its profiles; .local by default.",
)


@click.group(epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def command() -> None:
    """The embedded AWS: an AWS on this machine, without an account.

    It verifies signatures and decides IAM; CloudFormation, Service Catalog and what the products need are there, and
    what is not there fails by name. It listens on loopback addresses only.
    """


@command.command(
    epilog='\b\nExamples:\n  eval "$(./build.py local up --format env)"\n'
    "  ./build.py local up --port 0 --state ../another\n"
    "  ./build.py local up --account 111122223333 --account 444455556666 --organization\n"
)
@click.option("--port", type=click.IntRange(0, 65535), default=4577, show_default=True, help="0 takes a free one.")
@click.option("--account", "accounts", multiple=True, help="An account's twelve digits; may be given again.")
@click.option("--organization", is_flag=True, help="The first account manages an organization of all accounts.")
@click.option("--run-functions", is_flag=True, help="Run Lambda functions of Python, as you and with no sandbox.")
@click.option("--set-aside", is_flag=True, help="Rename a state that cannot be read, and start with nothing.")
@STATE
@FORMAT
@everywhere
@click.pass_obj
def up(
    session: Session,
    port: int,
    accounts: tuple[str, ...],
    organization: bool,
    run_functions: bool,
    set_aside: bool,
    state: Path | None,
    form: str,
) -> Exit:
    """Start it and wait until it answers; prints the variables that point boto3 and the AWS CLI at it.

    boto3 reads its endpoint from 1.28 on, the AWS CLI from 1.29 or 2.13 on; older ones need --endpoint-url each time.
    """
    from embedded_aws import ACCOUNT
    from embedded_aws.process import start

    folder = _folder(session, state)
    wrong = [account for account in accounts if not (account.isdigit() and len(account) == 12)]
    if wrong:
        fix = "./build.py local up --account 444455556666"
        return _refuse(session, [Finding("LOC805", f"{name!r} is no account id", fix=fix) for name in wrong])
    try:
        running, started = start(folder, port, accounts or (ACCOUNT,), set_aside, organization, run_functions)
    except Problems as problems:
        return _refuse(session, problems.findings)
    session.say(f"{'up' if started else 'already up'}: {running.endpoint} (process {running.pid}, log {running.log})")
    _put(session, running, "env" if form == "text" else form)
    return Exit.FINE


@command.command(epilog="\b\nExamples:\n  ./build.py local down\n  ./build.py local down --forget\n")
@click.option("--forget", is_flag=True, help="Delete the state too.")
@STATE
@everywhere
@click.pass_obj
def down(session: Session, forget: bool, state: Path | None) -> Exit:
    """Stop it; its state stays for the next start."""
    from embedded_aws.process import stop

    try:
        stopped = stop(_folder(session, state), forget)
    except Problems as problems:
        return _refuse(session, problems.findings)
    what = f"stopped: process {stopped.pid}" if stopped else "nothing was running"
    session.say(f"{what}; its state is {'deleted' if forget else 'kept'}")
    return Exit.FINE


@command.command(epilog='\b\nExamples:\n  ./build.py local status\n  eval "$(./build.py local status --format env)"\n')
@STATE
@FORMAT
@everywhere
@click.pass_obj
def status(session: Session, state: Path | None, form: str) -> Exit:
    """Whether it runs, and how to reach it; exit code 2 where it does not."""
    from embedded_aws.process import find_running, find_unkept

    folder = _folder(session, state)
    running = find_running(folder)
    if running is None:
        message = f"no embedded AWS is running in {folder}"
        again = "./build.py local up" + (f" --state {shlex.quote(str(state))}" if state else "")
        return _refuse(session, [Finding("LOC804", message, fix=again)])
    unkept = find_unkept(running)
    if unkept:
        session.say(f"the state cannot be kept: {unkept}; no write is taken until it can")
    _put(session, running, form)
    return Exit.FINE


def _folder(session: Session, state: Path | None) -> Path:
    return state.resolve() if state is not None else session.root / ".local"


def _put(session: Session, running: Running, form: str) -> None:
    match form:
        case "json":
            row: dict[str, Any] = {"format": 1, "running": True, **asdict(running), "environment": running.environment}
            session.put(json.dumps(row, indent=2))
        case "env":
            for name, value in running.environment.items():
                session.put(f"export {name}={_quoted(value)}")
        case _:
            session.put(f"running   {running.endpoint}  process {running.pid}  since {running.started}")
            session.put(f"accounts  {', '.join(running.accounts)}")
            session.put(f"profiles  {running.config_file}")
            session.put(f"state     {running.state}")
            session.put(f"log       {running.log}")


def _quoted(value: str) -> str:
    from shlex import quote

    return quote(value)


def _refuse(session: Session, findings: Any) -> Exit:
    """The command line cannot do what it was asked: coded words, and exit code 2."""
    from generator.cli.catcher import read_line
    from generator.views.findings.text import render_text

    click.echo(render_text(findings, read_line(session.root)), err=True)
    return Exit.USAGE
