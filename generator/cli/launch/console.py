"""`console`: a URL that signs in to the AWS console as the data scientist."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.session import Session, aws, everywhere

EPILOG = (
    "Examples: `./build.py console --as ROLE --mfa-code 123456` · "
    "`./build.py console --destination notebooks --profile churn`"
)


@click.command(epilog=EPILOG)
@click.option(
    "--destination",
    default="catalog",
    show_default=True,
    metavar="PAGE",
    help="catalog, provisioned or notebooks, or the address of any page of the console.",
)
@everywhere
@aws
@click.pass_obj
def command(session: Session, destination: str) -> None:
    """Print a URL that opens the AWS console as the session of a role; it must be used within fifteen minutes.

    The console lasts as long as the session's credentials do. With an Identity Center profile whose permission set has
    the data scientist's policies, no --as is needed.
    """
    from generator.aws.console import sign_in_url
    from generator.cli.project import open_connection

    connection = open_connection(session)
    session.put(sign_in_url(connection, destination, lambda: _person(session.root)))
    session.say(
        f"Open it within fifteen minutes: you are {connection.session_name} there. Whoever has the URL is you: do not "
        "pass it on."
    )


def _person(root: Path) -> str:
    """The role of the people who launch, as the project's product of environments declares it."""
    from generator.diagnostics import Problems
    from generator.manifest.deployments import load_base
    from generator.manifest.folders import find_products

    try:
        return load_base(root, find_products(root)[0]).person or "ROLE"
    except Problems:
        return "ROLE"
