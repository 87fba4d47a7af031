"""Asking AWS with patience: a throttled call is tried again a few times, and then raised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Answer = TypeVar("Answer")
Pause = Callable[[float], None]

ATTEMPTS = 4
BUSY = frozenset(
    {
        "InternalFailure",
        "InternalServerError",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "Throttled",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
"""Codes that pass by themselves (SageMaker API Reference, "Common errors"; SNS likewise)."""


class Refused(Exception):
    """AWS said no: its code and words."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")
        self.code = code
        self.words = words

    @property
    def says_gone(self) -> bool:
        """Whether there is no such resource. AWS quirk: most of SageMaker's calls say so by a ValidationException
        (SageMaker API Reference, "DescribeEndpoint")."""
        lost = ("not find", "not found", "recordnotfound", "does not exist")
        return self.code == "ResourceNotFound" or (
            self.code == "ValidationException" and any(words in self.words.lower() for words in lost)
        )


def ask(client: Any, call: Callable[[], Answer], pause: Pause) -> Answer:
    """The call's answer; raises `Refused`, for a busy service only after `ATTEMPTS` tries with growing pauses."""
    for attempt in range(ATTEMPTS):
        try:
            return call()
        except client.exceptions.ClientError as error:
            said = error.response.get("Error", {})
            refused = Refused(str(said.get("Code", "")), str(said.get("Message", "")))
            if refused.code not in BUSY or attempt == ATTEMPTS - 1:
                raise refused from error
        pause(2.0**attempt)
    raise AssertionError("the last attempt either answers or raises")
