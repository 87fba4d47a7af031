"""What AWS refuses and moto takes: looked at before moto carries out an operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from generator.local.front.wire import Parsed
from generator.local.service import Call

Check = Callable[[Parsed, Call], None]
CHECKS: Mapping[tuple[str, str], Check] = {}


def check_call(parsed: Parsed, call: Call) -> None:
    """Raise AwsFault where AWS would refuse the call."""
    check = CHECKS.get((parsed.service, parsed.operation))
    if check is not None:
        check(parsed, call)
