"""Which resources an action can be asked about: the ARNs of its resource types, as AWS documents them.

Source: the Service Authorization Reference (`generator.iam.actions`), whose `${BucketName}` has no slash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.iam.actions import UnknownAction, find

_PLACE = re.compile(r"\$\{(\w+)\}")
NO_RESOURCE = "*"


def forms(action: str, account: str) -> tuple[str, ...]:
    """Patterns of the ARNs, in this account where they name one; none for an action that works on no resource.

    Raises UnknownAction for an action of which only the name is held.
    """
    places = {"Account": account}
    kinds = (kind.arn for kind in find(action).types)
    return tuple(dict.fromkeys(_PLACE.sub(lambda each: places.get(each[1], "*"), arn) for arn in kinds))


def works_on(action: str, resource: str) -> bool:
    """Whether the action can be asked about the resource, an ARN, a pattern of ARNs, or `*` for none or any."""
    if resource == NO_RESOURCE:
        return True
    try:
        return any(each.fullmatch(resource) for each in _expressions(action))
    except UnknownAction:
        return True


@lru_cache(4096)
def _expressions(action: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile("".join(_parts(kind.arn))) for kind in find(action).types)


def _parts(arn: str) -> Iterator[str]:
    end = 0
    for found in _PLACE.finditer(arn):
        within = arn[: found.start()].count(":") < 5
        yield re.escape(arn[end : found.start()])
        yield "[^:]*" if within else "[^/]*" if found[1] == "BucketName" else ".*"
        end = found.end()
    yield re.escape(arn[end:])
