"""ARNs: six fields divided by colons, and patterns that are compared field by field.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators" (Amazon Resource Name condition operators).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from generator.iam.evaluate.patterns import (
    Context,
    Literal,
    Matcher,
    Variable,
    compile_parts,
    fill,
    parse,
)
from generator.iam.evaluate.refusal import NotUnderstood

FIELDS = 6
"""An ARN has six fields; colons after the fifth belong to the resource."""
Filled = tuple[str | Literal, ...]


@lru_cache(16384)
def split_arn(text: str) -> tuple[str, ...] | None:
    """The six fields of an ARN; None for anything else."""
    fields = tuple(text.split(":", FIELDS - 1))
    return fields if len(fields) == FIELDS and fields[0] == "arn" else None


def account_of(arn: str) -> str | None:
    """The account field; None for what is no ARN."""
    fields = split_arn(arn)
    return fields[4] if fields else None


@dataclass(frozen=True)
class ArnPattern:
    """The value of ArnEquals or ArnLike, which mean the same: `fields` where it holds no variable."""

    parts: tuple[str | Literal | Variable, ...]
    fields: tuple[Matcher, ...] | None

    def matches(self, value: str, context: Context) -> bool | None:
        """Whether each field matches; None where a variable has no value."""
        fields = self.fields
        if fields is None:
            filled = fill(self.parts, context)
            if filled is None:
                return None
            fields = _fields(filled)
        found = split_arn(value)
        if fields is None or found is None:
            return False
        return all(matches(field) for matches, field in zip(fields, found, strict=True))


@lru_cache(16384)
def compile_arn(text: str, variables: bool) -> ArnPattern:
    """Compile one value; raises NotUnderstood where it can never be an ARN."""
    parts = parse(text) if variables else (text,)
    filled = tuple(part for part in parts if not isinstance(part, Variable))
    if len(filled) < len(parts):
        return ArnPattern(parts, None)
    fields = _fields(filled)
    if fields is None:
        raise NotUnderstood(f"the ARN {text!r}, which needs six fields divided by colons")
    return ArnPattern(parts, fields)


@lru_cache(16384)
def _fields(parts: Filled) -> tuple[Matcher, ...] | None:
    fields = tuple(_split(parts))
    return tuple(compile_parts(field, wild=True, fold=False) for field in fields) if len(fields) == FIELDS else None


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
