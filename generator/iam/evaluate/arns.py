"""ARNs: six fields divided by colons, and patterns that are compared field by field.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators" (Amazon Resource Name condition operators).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from generator.iam.evaluate.errors import NotUnderstood
from generator.iam.evaluate.patterns import Filled, Literal, Matcher, Pattern, compile_parts, compile_pattern

FIELDS = 6
"""An ARN has six fields; colons after the fifth belong to the resource."""


@lru_cache(16384)
def split_arn(text: str) -> tuple[str, ...] | None:
    """The six fields of an ARN; None for anything else."""
    fields = tuple(text.split(":", FIELDS - 1))
    return fields if len(fields) == FIELDS and fields[0] == "arn" else None


@lru_cache(16384)
def compile_arn(text: str, variables: bool) -> Pattern:
    """A pattern for a value of ArnEquals or ArnLike, which mean the same; raises NotUnderstood where it is no ARN."""
    pattern = compile_pattern(text, variables, _matcher)
    if pattern.fixed is _never:
        raise NotUnderstood(f"the ARN {text!r}, which needs six fields divided by colons")
    return pattern


def _never(_: str) -> bool:
    return False


@lru_cache(16384)
def _matcher(parts: Filled) -> Matcher:
    """Whether each field of an ARN matches the field of the pattern."""
    fields = tuple(_split(parts))
    if len(fields) != FIELDS:
        return _never
    matchers = tuple(compile_parts(field, wild=True, fold=False) for field in fields)

    def matcher(value: str) -> bool:
        found = split_arn(value)
        return found is not None and all(matches(field) for matches, field in zip(matchers, found, strict=True))

    return matcher


def _split(parts: Filled) -> Iterator[Filled]:
    """Cut at the first five colons, those inside the values of variables included."""
    field: list[str | Literal] = []
    colons = 0
    for part in parts:
        text = part.text if isinstance(part, Literal) else part
        pieces = text.split(":", FIELDS - 1 - colons)
        colons += len(pieces) - 1
        for piece in pieces[:-1]:
            yield (*field, _like(part, piece))
            field = []
        field.append(_like(part, pieces[-1]))
    yield tuple(field)


def _like(part: str | Literal, text: str) -> str | Literal:
    return Literal(text) if isinstance(part, Literal) else text
