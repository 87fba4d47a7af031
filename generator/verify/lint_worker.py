"""cfn-lint in a process of its own: a template a line in, its findings a line out, both as JSON.

Started by `generator.verify.linting` as `python -m generator.verify.lint_worker CONFIGURATION [--experimental]`. It
ends when its input does, so that it never outlives whoever started it by more than one template.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from generator.verify.finding_cache import finding_row


def main(configuration: str, *words: str) -> None:
    """Answer every line."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as answers:
        # Whatever cfn-lint prints is no answer.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        from generator.verify.linter import Linter

        linter = Linter(Path(configuration), experimental="--experimental" in words)
        for line in sys.stdin:
            asked = json.loads(line)
            found = linter.lint(asked["path"], asked["text"])
            print(json.dumps([finding_row(each) for each in found]), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
