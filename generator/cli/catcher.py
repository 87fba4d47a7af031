"""What was raised → words on stderr and an exit code; a traceback only with --debug."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path

import click

from generator.cli.exits import Exit
from generator.cli.session import Session
from generator.cli.signals import GoesOn
from generator.cli.writing import explain_refusal
from generator.diagnostics import AwsRefused, Problems, Refused, Span, Unmet
from generator.views.findings.text import ReadLine, render_finding, render_text, summarize


def report(error: BaseException, session: Session) -> int:
    """Say what happened and return the exit code."""
    if session.debug and not isinstance(error, (SystemExit, click.exceptions.Exit, click.ClickException)):
        traceback.print_exception(error)
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has seen enough; what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FINE
    if isinstance(error, click.ClickException):
        error.show(file=sys.stderr)
        return Exit.USAGE
    text, code = _answer(error, session)
    if text:
        click.echo(session.laid_out(text, sys.stderr), err=True, color=True)
    return code


def _answer(error: BaseException, session: Session) -> tuple[str, int]:
    """What is said, and the exit code."""
    read = read_line(session.root)
    match error:
        case click.exceptions.Exit():
            return "", error.exit_code
        case SystemExit():
            return "", error.code if isinstance(error.code, int) else Exit.BUG
        case GoesOn():
            return f"interrupted: {error}", Exit.INTERRUPTED
        case click.exceptions.Abort() | KeyboardInterrupt():
            return "interrupted: nothing half-written; run the same command again to go on", Exit.INTERRUPTED
        case Problems():
            return f"{render_text(error.findings, read)}\n\n{summarize(error.findings)}", Exit.PROBLEMS
        case Refused():
            return render_finding(error.finding, read), Exit.REFUSED
        case Unmet():
            return render_finding(error.finding, read), Exit.USAGE
        case AwsRefused():
            from generator.aws.errors import name_refusal
            from generator.cli.missing import explain_missing

            tried = f"\n  = try: {error.try_this}" if error.try_this else ""
            missing = explain_missing(error.said, session)
            return (
                f"error[{name_refusal(error)}]: AWS refused {error.where}\n  {error.said}{tried}{missing}",
                Exit.AWS_REFUSED,
            )
        case OSError() if finding := explain_refusal(error):
            return render_finding(finding, read), Exit.USAGE
    return _bug(error), Exit.BUG


def read_line(root: Path) -> ReadLine:
    """Reads the source line behind a span of the project; None where it cannot be read."""

    def read(span: Span) -> str | None:
        try:
            with (root / span.path).open(encoding="utf-8", errors="replace") as file:
                return next((text for number, text in enumerate(file, 1) if number == span.line), None)
        except OSError:
            return None

    return read


def _bug(error: BaseException) -> str:
    handle, name = tempfile.mkstemp(prefix="catalog-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    return f"error[BUG]: {type(error).__name__}: {error}\n  This is our bug. The details are in {name}"
