"""Drift: what is live of a stack's resources against what its template says.

Only properties that the template sets are compared (the page "Detecting unmanaged configuration changes to stacks and
resources with drift detection" of the CloudFormation user guide), as far as they can be read back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from embedded_aws.cloudformation.engine.failures import is_not_found
from embedded_aws.cloudformation.engine.store import Drift, Resource, now
from embedded_aws.cloudformation.providers.readers import READERS
from embedded_aws.cloudformation.providers.reading import Client
from generator.cloudformation.template.secrets import holds_secret

IN_SYNC, MODIFIED, DELETED, NOT_CHECKED = "IN_SYNC", "MODIFIED", "DELETED", "NOT_CHECKED"


def detect(resource: Resource, client: Client) -> Drift:
    """Compares one resource that exists; raises ClientError where the caller may not read it."""
    reader = READERS.get(resource.kind)
    if reader is None:
        return Drift(NOT_CHECKED, now())
    try:
        live = reader(client, str(resource.physical_id))
    except ClientError as error:
        if not is_not_found(error) and error.response["Error"].get("Code") not in ("404", "InvalidGroup.NotFound"):
            raise
        return Drift(DELETED, now(), expected=_words(_own(resource.properties)))
    expected = {name: value for name, value in _own(resource.properties).items() if name in live}
    actual = {name: live[name] for name in expected if live[name] is not None}
    found = tuple(_compare(expected, actual, ""))
    return Drift(MODIFIED if found else IN_SYNC, now(), _words(expected), _words(actual), found)


def _own(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared: without what refers to secrets, which would be shown."""
    return {name: value for name, value in properties.items() if name != "Tags" and not holds_secret(value)}


def _compare(expected: Any, actual: Any, path: str) -> Iterator[dict[str, str]]:
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for name in sorted({*expected, *actual}):
            below = f"{path}/{name}"
            if name not in actual:
                yield _difference(below, expected[name], None, "REMOVE")
            elif name not in expected:
                yield _difference(below, None, actual[name], "ADD")
            else:
                yield from _compare(expected[name], actual[name], below)
    elif isinstance(expected, list) and isinstance(actual, list):
        yield from _compare_lists(expected, actual, path)
    elif not _same(expected, actual):
        yield _difference(path, expected, actual, "NOT_EQUAL")


def _compare_lists(expected: list[Any], actual: list[Any], path: str) -> Iterator[dict[str, str]]:
    """Lists as sets: in what order they are is the service's business."""
    missing = [(at, one) for at, one in enumerate(expected) if not any(_same(one, other) for other in actual)]
    more = [(at, one) for at, one in enumerate(actual) if not any(_same(one, other) for other in expected)]
    for at, one in missing:
        yield _difference(f"{path}/{at}", one, None, "REMOVE")
    for at, one in more:
        yield _difference(f"{path}/{at}", None, one, "ADD")


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, list | Mapping) or isinstance(actual, list | Mapping):
        return bool(_plain(expected) == _plain(actual))
    return str(expected).lower() == str(actual).lower() if isinstance(expected, bool) else str(expected) == str(actual)


def _plain(value: Any) -> Any:
    """A value in which one item is its list, and the order of lists and the types of scalars do not count."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        items = [_plain(one) for one in value]
        return items[0] if len(items) == 1 else sorted(items, key=_words)
    return str(value)


def _difference(path: str, expected: Any, actual: Any, kind: str) -> dict[str, str]:
    said = {"PropertyPath": path, "DifferenceType": kind}
    return said | {"ExpectedValue": _shown(expected), "ActualValue": _shown(actual)}


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else "null" if value is None else _words(value)


def _words(value: Any) -> str:
    return json.dumps(value, default=str, sort_keys=True)
