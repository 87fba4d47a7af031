"""The table, asked: `needs_of(operation, parameters, place)` → what else must be allowed, of whom, in which context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache

from generator.iam.on_behalf import (
    artifacts,
    functions,
    messages,
    notebooks,
    passing,
    secrets,
    serving,
    sources,
    tables,
    training,
    volumes,
)
from generator.iam.on_behalf.beliefs import HELD
from generator.iam.on_behalf.expressions import Parameters, Place, expand, find_texts
from generator.iam.on_behalf.row import Row

ROWS: tuple[Row, ...] = (
    *passing.ROWS,
    *notebooks.ROWS,
    *training.ROWS,
    *serving.ROWS,
    *artifacts.ROWS,
    *sources.ROWS,
    *messages.ROWS,
    *secrets.ROWS,
    *tables.ROWS,
    *functions.ROWS,
    *volumes.ROWS,
)

OPERATIONS = frozenset(row.operation for row in ROWS)
"""The operations that ask for anything."""


@dataclass(frozen=True)
class Need:
    """One row applied to one call: `role` is whom it asks, None for the caller; `instead` a role that will do, too."""

    row: Row
    action: str
    resource: str
    context: Mapping[str, str]
    role: str | None = None
    instead: str | None = None


def rows_of(operation: str) -> tuple[Row, ...]:
    """The rows of an operation (`sagemaker:StartNotebookInstance`), in the order in which they are decided."""
    return _by_operation().get(operation.lower(), ())


def needs_of(operation: str, parameters: Parameters, place: Place, beliefs: Set[str] = HELD) -> Iterator[Need]:
    """Everything that the operation asks for besides its own action on its own resource.

    `parameters` are the request's, and for an operation that names only its resource (a start, an update) that
    resource's own properties under the names that its creation gives them. `beliefs` are those that count.
    """
    for row in rows_of(operation):
        if row.belief and row.belief not in beliefs:
            continue
        if all(find_texts(parameters, path) for path in row.when):
            yield from _applied(row, parameters, place)


def _applied(row: Row, parameters: Parameters, place: Place) -> Iterator[Need]:
    roles: list[str | None] = list(find_texts(parameters, row.by)) if row.by else [None]
    instead = next(iter(find_texts(parameters, row.instead)), None) if row.instead else None
    for resource in expand(row.resource, parameters, place):
        context = dict(_keys(row, parameters, place))
        for role in roles:
            yield Need(row, row.action, resource, context, role, instead)


def _keys(row: Row, parameters: Parameters, place: Place) -> Iterator[tuple[str, str]]:
    """The row's own keys, and those of a call that a service makes for its caller.

    Source: IAM User Guide, "Forward access sessions" and `aws:ViaAWSService`; KMS Developer Guide, `kms:ViaService`.
    """
    if row.through:
        yield "aws:ViaAWSService", "true"
        if row.action.startswith("kms:"):
            yield "kms:ViaService", f"{row.through}.{place.region}.{place.suffix}"
            yield "kms:CallerAccount", place.account
    for key, value in row.keys.items():
        for text in expand(value, parameters, place)[:1]:
            yield key, text


@cache
def _by_operation() -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in ROWS:
        found.setdefault(row.operation.lower(), []).append(row)
    return {operation: tuple(rows) for operation, rows in found.items()}
