"""The threads in which a service works after it has answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Workers:
    """Those of one service; the ended ones are forgotten."""

    def __init__(self) -> None:
        self._working: list[threading.Thread] = []

    def start(self, work: Callable[[], object], name: str) -> None:
        """Do the work beside whoever asks."""
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._working = [*(one for one in self._working if one.is_alive()), thread]
        thread.start()

    def wait(self, seconds: float) -> None:
        """Until nothing works any more, but not longer than `seconds`."""
        until = time.monotonic() + seconds
        for thread in self._working:
            thread.join(max(0.0, until - time.monotonic()))
