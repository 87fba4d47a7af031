"""SEC500-SEC509: what `prove` was asked and cannot answer, or only in part."""

from __future__ import annotations

from generator.diagnostics.codes.explanation import Explanation

ROWS: tuple[Explanation, ...] = (
    Explanation(
        "SEC500",
        "Nobody or nothing of that name is asked",
        "`--as` names a role of the template by its logical id or its local name, `anybody` or `stranger`; `--task` is "
        "a part of a task's words or of its action. A name that is not there would leave the answer empty.",
        "Use a name that `./build.py prove PRODUCT` prints.",
    ),
)
