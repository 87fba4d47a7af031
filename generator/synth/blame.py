"""An exception out of an author's code → a finding at the author's own line, with his part of the traceback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType

from generator.diagnostics import Finding, Span
from generator.model import Product


@dataclass(frozen=True)
class _Step:
    """One call in an author's file."""

    span: Span
    function: str


def blame(error: BaseException, root: Path, product: Product) -> Finding:
    """TP303 for a syntax error, TP306 for an exit, TP302 for anything else that was raised."""
    if isinstance(error, SyntaxError):
        return _syntax(error, root, product)
    steps = list(_steps(error.__traceback__, root, product))
    span = steps[-1].span if steps else Span(f"{product.folder}/template.py")
    label = _label(steps)
    if isinstance(error, SystemExit):
        words = f"`{product.name}` ends the program instead of drawing"
        return Finding("TP306", words, span, fix="raise an error that says what is wrong, or return", label=label)
    return Finding(
        "TP302",
        f"`{product.name}` could not be drawn: {_words(error)}",
        span,
        fix=f"correct this line, then ./build.py render {product.name}",
        label=label,
    )


def _syntax(error: SyntaxError, root: Path, product: Product) -> Finding:
    path = _relative(error.filename or "", root) or f"{product.folder}/template.py"
    span = Span(path, max(error.lineno or 1, 1), max(error.offset or 1, 1))
    fix = "correct the line; files are Python in UTF-8"
    return Finding("TP303", f"`{product.name}` is not valid Python: {error.msg}", span, fix=fix)


def _words(error: BaseException) -> str:
    name, text = type(error).__name__, " ".join(str(error).split())
    if len(text) > 300:
        text = text[:299] + "…"
    return f"{name}: {text}" if text else name


def _label(steps: list[_Step]) -> str | None:
    if len(steps) < 2:
        return None
    calls = [f"{step.function} ({Path(step.span.path).name}:{step.span.line})" for step in steps[:-1]]
    if len(calls) > 4:
        calls = [*calls[:2], "…", *calls[-1:]]
    return "called from " + ", ".join(reversed(calls))


def _steps(trace: TracebackType | None, root: Path, product: Product) -> Iterator[_Step]:
    folder = str(root / product.folder) + os.sep
    while trace is not None:
        code = trace.tb_frame.f_code
        path = _relative(code.co_filename, root) if code.co_filename.startswith(folder) else None
        if path is not None:
            place = next(islice(code.co_positions(), trace.tb_lasti // 2, None), (None, None, None, None))
            yield _Step(_span(path, trace.tb_lineno, place), code.co_name)
        trace = trace.tb_next


def _span(path: str, line: int, place: tuple[int | None, int | None, int | None, int | None]) -> Span:
    first, last, start, end = place
    if first != line or start is None or end is None:
        return Span(path, line)
    return Span(path, line, start + 1, end - start if last == first else 1)


def _relative(filename: str, root: Path) -> str | None:
    path = Path(filename)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else None
