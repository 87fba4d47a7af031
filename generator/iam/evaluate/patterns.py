"""Strings of a policy: wildcards and policy variables, compiled once and compared many times.

Wildcards count only where the policy's author wrote them; those in the value of a variable are ordinary characters.
Source: IAM User Guide, "IAM policy elements: Variables and tags".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from generator.iam.evaluate.errors import NotUnderstood

Context = Mapping[str, str | Sequence[str]]
"""Condition keys in lower case; a sequence other than a string is a multivalued key."""
Matcher = Callable[[str], bool]

VARIABLE = re.compile(r"\$\{([^}]*)\}")
DEFAULT = re.compile(r"'([^']*)'")
ESCAPES = frozenset("*?$")


@dataclass(frozen=True)
class Literal:
    """Characters that mean themselves, whatever they are."""

    text: str


@dataclass(frozen=True)
class Variable:
    """`${key}` or `${key, 'default'}`."""

    key: str
    default: str | None


Part = str | Literal | Variable
"""A `str` is text in which wildcards count."""


Filled = tuple[str | Literal, ...]
"""The parts of a string whose variables have their values."""


@dataclass(frozen=True)
class Pattern:
    """A compiled string: `fixed` where it holds no variable, else `parts` are filled in and given to `compile`."""

    parts: tuple[Part, ...]
    compile: Callable[[Filled], Matcher]
    fixed: Matcher | None

    def matches(self, value: str, context: Context) -> bool | None:
        """Whether `value` matches; None where a variable has neither a value nor a default."""
        matcher = self.fixed
        if matcher is None:
            filled = fill(self.parts, context)
            if filled is None:
                return None
            matcher = self.compile(filled)
        return matcher(value)


def compile_pattern(text: str, variables: bool, compile: Callable[[Filled], Matcher]) -> Pattern:
    """Compile one string of a policy; `variables` is off for the policy version 2008-10-17, which has none."""
    parts = parse(text) if variables else (text,)
    filled = tuple(part for part in parts if not isinstance(part, Variable))
    return Pattern(parts, compile, compile(filled) if len(filled) == len(parts) else None)


@lru_cache(16384)
def compile_text(text: str, variables: bool, wild: bool = True, fold: bool = False) -> Pattern:
    """A pattern for a whole string: wildcards count where `wild`, case does not where `fold`."""
    return compile_pattern(text, variables, lambda parts: compile_parts(parts, wild, fold))


@lru_cache(16384)
def parse(text: str) -> tuple[Part, ...]:
    """Split a string into plain text, escaped characters and variables; raises NotUnderstood."""
    parts: list[Part] = []
    end = 0
    for found in VARIABLE.finditer(text):
        if found.start() > end:
            parts.append(text[end : found.start()])
        parts.append(_variable(found[1]))
        end = found.end()
    if end < len(text) or not parts:
        parts.append(text[end:])
    return tuple(parts)


def fill(parts: tuple[Part, ...], context: Context) -> Filled | None:
    """Put values in place of variables; None where one has neither a value nor a default."""
    filled: list[str | Literal] = []
    for part in parts:
        if isinstance(part, Variable):
            value = context.get(part.key)
            # Only single-valued keys can be used as variables: several values count as none.
            known = value if isinstance(value, str) else part.default
            if known is None:
                return None
            filled.append(Literal(known))
        else:
            filled.append(part)
    return tuple(filled)


def written(value: object) -> str | None:
    """A value of a Condition element or of a context key as a string; None where it is no string, number or boolean."""
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
    return None


def _variable(body: str) -> Literal | Variable:
    if body in ESCAPES:
        return Literal(body)
    key, comma, default = body.partition(",")
    if not key.strip():
        raise NotUnderstood(f"the policy variable ${{{body}}}")
    if not comma:
        return Variable(key.strip().lower(), None)
    quoted = DEFAULT.fullmatch(default.strip())
    if quoted is None:
        raise NotUnderstood(f"the default value of the policy variable ${{{body}}}, which needs single quotes")
    return Variable(key.strip().lower(), quoted[1])


@lru_cache(16384)
def compile_parts(parts: Filled, wild: bool, fold: bool) -> Matcher:
    """A matcher for text and literals without variables."""
    if fold:
        parts = tuple(Literal(part.text.lower()) if isinstance(part, Literal) else part.lower() for part in parts)
    plain = "".join(part.text if isinstance(part, Literal) else part for part in parts)
    if wild and any(isinstance(part, str) and ("*" in part or "?" in part) for part in parts):
        matcher = _wildcard(parts, plain)
    else:
        matcher = plain.__eq__
    return _folded(matcher) if fold else matcher


def _folded(matcher: Matcher) -> Matcher:
    return lambda value: matcher(value.lower())


def _wildcard(parts: Filled, plain: str) -> Matcher:
    """`*` and `prefix*` without a regular expression, the rest as one that cannot backtrack into long runs."""
    if len(parts) == 1 and isinstance(parts[0], str) and plain.find("*") == len(plain) - 1 and "?" not in plain:
        prefix = plain[:-1]
        return lambda value: value.startswith(prefix)
    runs = [""]
    for part in parts:
        if isinstance(part, Literal):
            runs[-1] += re.escape(part.text)
            continue
        head, *rest = (re.escape(piece).replace(r"\?", ".") for piece in part.split("*"))
        runs[-1] += head
        runs += rest
    expression = re.compile(_expression(runs), re.DOTALL)
    return lambda value: expression.fullmatch(value) is not None


def _expression(runs: list[str]) -> str:
    if len(runs) == 1:
        return runs[0]
    first, *middle, last = runs
    return first + "".join(f"(?>.*?{run})" for run in middle if run) + ".*" + last
