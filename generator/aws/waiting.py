"""Waiting for AWS: what may be asked again, for how long.

AWS says of some calls that they fail for a while after a create, and shows what was made only later; everything else
is final. Throttling, 5xx and timeouts are botocore's own adaptive retries.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import TypeVar

from botocore.exceptions import ClientError

from generator.aws.errors import code_of, message_of

Answer = TypeVar("Answer")

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 3.0
RETRY_SECONDS = 60.0
AVAILABLE_SECONDS = 180.0
NOT_FOUND = ("ResourceNotFoundException",)


def retry(
    call: Callable[[], Answer],
    codes: Collection[str] = NOT_FOUND,
    phrase: str = "",
    seconds: float = RETRY_SECONDS,
) -> Answer:
    """Repeat a call while it fails with one of these codes (or says this phrase); then its own error."""
    end, pause = time.monotonic() + seconds, FIRST_PAUSE
    while True:
        try:
            return call()
        except ClientError as error:
            passing = code_of(error) in codes or bool(phrase and phrase in message_of(error))
            if not passing or time.monotonic() >= end:
                raise
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def poll(look: Callable[[], Answer | None], seconds: float = AVAILABLE_SECONDS) -> Answer | None:
    """Look until there is an answer; None where there was none in time."""
    end, pause = time.monotonic() + seconds, FIRST_PAUSE
    while (answer := look()) is None:
        if time.monotonic() >= end:
            return None
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    return answer
