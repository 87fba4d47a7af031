"""What runs in a function's own process: it imports the handler, calls it once and writes what it returned.

It knows nothing of the embedded AWS. `bootstrap.py FOLDER` finds there `request.json` and the function's `code`, and
writes `result.json`.
"""

import importlib
import json
import resource
import signal
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LARGEST_FILE = 512 * 1024 * 1024


class Context:
    """The second argument of a handler ("Using the Lambda context object", Lambda Developer Guide)."""

    def __init__(self, given: Mapping[str, Any], until: float) -> None:
        self.__dict__.update(given)
        self._until = until

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is ended."""
        return max(0, int((self._until - time.monotonic()) * 1000))


def main(folder: Path) -> None:
    """Call the handler; what it raises is a result, too."""
    asked = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    # The function's own modules first, `cfnresponse` last, as a module that is there where the function has none.
    sys.path[:] = [str(folder / "code"), *sys.path[1:], sys.path[0]]
    try:
        module, _, name = asked["handler"].rpartition(".")
        handler = getattr(importlib.import_module(module.replace("/", ".")), name)
        # What Python and the imports took is not the function's time: Lambda gives the start ten seconds of its own.
        signal.setitimer(signal.ITIMER_REAL, asked["timeout"])
        returned = handler(asked["event"], Context(asked["context"], time.monotonic() + asked["timeout"]))
        result = {"returned": json.loads(json.dumps(returned))}
    except BaseException as error:  # noqa: BLE001 - whatever the function does is its result
        traceback.print_exc()
        stack = traceback.format_tb(error.__traceback__)[1:]
        result = {"error": {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": stack}}
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
