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
from generator.diagnostics import AwsRefused, Problems, Refused, Span, Unmet
from generator.views.findings.text import ReadLine, render_finding, render_text, summarize


def report(error: BaseException, session: Session) -> int:
    """Say what happened and return the exit code."""
    if session.debug and not isinstance(error, (SystemExit, click.exceptions.Exit, click.ClickException)):
        traceback.print_exception(error)
    match error:
        case click.exceptions.Exit():
            return error.exit_code
        case SystemExit():
            return error.code if isinstance(error.code, int) else Exit.BUG
        case click.exceptions.Abort() | KeyboardInterrupt():
            _say("interrupted: nothing half-written; run the same command again to go on")
            return Exit.INTERRUPTED
        case click.ClickException():
            error.show(file=sys.stderr)
            return Exit.USAGE
        case Problems():
            _say(render_text(error.findings, read_line(session.root)))
            _say(f"\n{summarize(error.findings)}")
            return Exit.PROBLEMS
        case Refused():
            _say(render_finding(error.finding, read_line(session.root)))
            return Exit.REFUSED
        case Unmet():
            _say(render_finding(error.finding, read_line(session.root)))
            return Exit.USAGE
        case AwsRefused():
            _say(f"error[AWS700]: AWS refused {error.where}\n  {error.said}")
            if error.try_this:
                _say(f"  = try: {error.try_this}")
            return Exit.AWS_REFUSED
        case BrokenPipeError():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return Exit.FINE
    return _bug(error)


def read_line(root: Path) -> ReadLine:
    """Reads the source line behind a span of the project; None where it cannot be read."""

    def read(span: Span) -> str | None:
        try:
            with (root / span.path).open(encoding="utf-8", errors="replace") as file:
                return next((text for number, text in enumerate(file, 1) if number == span.line), None)
        except OSError:
            return None

    return read


def _bug(error: BaseException) -> int:
    handle, name = tempfile.mkstemp(prefix="catalog-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    _say(f"error[BUG]: {type(error).__name__}: {error}\n  This is our bug. The details are in {name}")
    return Exit.BUG


def _say(text: str) -> None:
    print(text, file=sys.stderr)
