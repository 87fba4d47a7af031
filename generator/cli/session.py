"""What every command shares: the project folder, how to speak, how to reach AWS; and the options that set them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from generator.cli.completing import complete_profiles
from generator.cli.progress import QUIET, Progress, is_terminal

if TYPE_CHECKING:
    from pathlib import Path

Command = TypeVar("Command", bound=Callable[..., Any])


class SixDigits(click.ParamType[str]):
    """A code of an MFA device: six digits (STS API Reference, AssumeRole, "TokenCode")."""

    name = "CODE"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The code as it was given."""
        if not (len(value) == 6 and value.isdecimal()):
            self.fail(f"`{value}` is no code of an MFA device, which shows six digits", param, ctx)
        return value


class AwsOptions:
    """How AWS is reached; None leaves each to the environment, as boto3 does."""

    # No dataclass, nor is Session: to import those takes a tenth of the time in which help is there.

    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    role: str | None = None
    """`--as`: a role to assume first, by ARN or by an environment's local name."""
    mfa_code: str | None = None


class Session:
    """One run of the command line; `click`'s context object."""

    color: str = "auto"
    quiet: bool = False
    verbose: bool = False
    debug: bool = False
    command: str = ""
    """The name of the command that is run."""
    elsewhere: str = ""
    """`--project` as it was given, where it is neither the folder that one is in nor what a bare call takes."""
    progress: Progress = QUIET
    """What is shown below everything that is printed, while it is."""

    def __init__(self, folder: str) -> None:
        self.folder, self.aws = folder, AwsOptions()

    @property
    def root(self) -> Path:
        """The project's folder."""
        from pathlib import Path

        return Path(self.folder)

    def say(self, text: str) -> None:
        """Words for a person, on stderr; nothing with --quiet."""
        if not self.quiet:
            with self.progress.aside():
                click.echo(self.laid_out(text, sys.stderr), err=True, color=True)

    def show(self, text: str) -> None:
        """A screen, on stdout."""
        with self.progress.aside():
            click.echo(self.laid_out(text, sys.stdout), color=True)

    def put(self, text: str) -> None:
        """Data, on stdout; never colored."""
        with self.progress.aside():
            click.echo(text, color=True)

    def laid_out(self, text: str, stream: TextIO) -> str:
        """The text as this stream shows it: in lines that fit a terminal, and with color where it is to have it."""
        aws = self.aws
        if self.elsewhere or aws.profile or aws.region or aws.endpoint_url or aws.role:
            from generator.cli.pasting import complete_commands

            text = complete_commands(text, self.elsewhere, aws)
        if is_terminal(stream):
            from generator.cli.wrapping import width_of, wrap

            text = wrap(text, width_of(stream))
        if not self.is_colored(stream):
            return text
        from generator.views.palette import paint

        return paint(text)

    def is_colored(self, stream: TextIO) -> bool:
        """Whether this stream gets color: --color, then NO_COLOR, FORCE_COLOR, TERM and whether it is a terminal."""
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return os.environ.get("TERM") != "dumb" and stream.isatty()


def everywhere(command: Command) -> Command:
    """The options that every command has: --color, --quiet, --verbose, --debug."""
    for option in (
        _stored(
            "color",
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help="When to color.",
        ),
        _stored("quiet", "-q", "--quiet", is_flag=True, help="Only what was asked for."),
        _stored("verbose", "-v", "--verbose", is_flag=True, help="Every call of AWS, every resource and every reason."),
        _stored("debug", "--debug", is_flag=True, help="Tracebacks, for a bug report."),
    ):
        command = option(command)
    return command


def aws(command: Command) -> Command:
    """The options of commands that call AWS: --profile, --region, --endpoint-url, --as, --mfa-code."""
    for option in (
        _stored("profile", "--profile", shell_complete=complete_profiles, help="A profile of your AWS configuration."),
        _stored("region", "--region", help="The region; otherwise your profile's."),
        _stored("endpoint_url", "--endpoint-url", help="Another endpoint, such as the embedded AWS."),
        _stored(
            "role", "--as", metavar="ROLE", help="Assume this role first: an ARN, a local name, or ENVIRONMENT/NAME."
        ),
        _stored(
            "mfa_code",
            "--mfa-code",
            type=SixDigits(),
            metavar="CODE",
            help="The code of your MFA device, where the role asks for one.",
        ),
    ):
        command = option(command)
    return command


def printed_as(*formats: str) -> Callable[[Command], Command]:
    """The option --format, as `shape`; the first of these is what is printed where nothing is said."""
    choice = click.Choice(formats)
    return click.option(
        "--format", "shape", type=choice, default=formats[0], show_default=True, help="How it is printed."
    )


def _stored(name: str, *words: str, **settings: Any) -> Callable[[Command], Command]:
    def store(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
        session = ctx.find_object(Session)
        if session is not None and value is not None:
            setattr(session.aws if name in AwsOptions.__annotations__ else session, name, value)

    return click.option(*words, f"_{name}", expose_value=False, callback=store, **settings)
