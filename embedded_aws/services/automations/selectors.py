"""JSONPath as far as it is offered: `$.A.B[0].C`, `$.A[*].B` and `$.A[?(@.Key == 'x')].Value`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from embedded_aws.service import ServiceError

_PART = re.compile(r"\.(\w+)|\[(\d+)\]|\[(\*)\]|\[\?\(@\.(\w+) *== *(?:'([^']*)'|\"([^\"]*)\")\)\]")


def check_selector(selector: str) -> None:
    """Raise ServiceError for a path that is not offered."""
    if not selector.startswith("$") or _PART.sub("", selector[1:]):
        raise ServiceError("NotImplemented", f"the selector {selector} is not part of the embedded AWS", 501)


def select(selector: str, answer: Any) -> Any:
    """What a path finds: one value, or a list where it may find several; None where there is nothing."""
    found, several = [answer], False
    for name, at, every, key, one, other in _PART.findall(selector[1:]):
        several = several or bool(every or key)
        found = [each for held in found for each in _below(held, name, at, every, key, one or other)]
    return found if several else next(iter(found), None)


def _below(held: Any, name: str, at: str, every: str, key: str, wanted: str) -> Iterator[Any]:
    if name and isinstance(held, dict) and name in held:
        yield held[name]
    elif at and isinstance(held, list) and int(at) < len(held):
        yield held[int(at)]
    elif (every or key) and isinstance(held, list):
        yield from (each for each in held if every or (isinstance(each, dict) and str(each.get(key)) == wanted))
